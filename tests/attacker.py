"""Somebody who has the whole database and wants to know who said what.

The attacker is given more than anybody could have: an image of every row after each submission,
with the place and the version that the database hides, every byte of the files, and all that was
said, only without names. What is left to find is who said which.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import connection

from tests.disk import files_of_sqlite

NEAR = 200
SURE = 1000
TIMES = re.compile(r"_(at|on)$|^version$")

Key = tuple[str, object]


@dataclass(frozen=True)
class Row:
    """`place`: where it lies in its table, as in a dump; `version`: the transaction behind it."""

    table: str
    place: tuple[int, ...]
    version: int
    values: Mapping[str, Any]

    @cached_property
    def key(self) -> Key:
        """Its number, or that of the one invitation whose it is."""
        return self.table, self.values.get("id", self.values.get("invitation_id"))

    @cached_property
    def payload(self) -> bytes:
        """All words and bytes of the row."""
        found = self.values.values()
        return b"|".join(v if isinstance(v, bytes) else v.encode() for v in found if _is_long(v))

    @property
    def clocks(self) -> dict[str, Any]:
        """Whatever rows of a table can be put into an order by."""
        plain = {
            k: v for k, v in self.values.items() if isinstance(v, int | str) or TIMES.search(k)
        }
        return {**plain, "place": self.place, "row version": self.version}


@dataclass(frozen=True)
class Image:
    """The database at one moment: `pages` are the bytes of its files, where they were taken."""

    rows: Mapping[Key, Row]
    pages: bytes = b""


def take_image(*prefixes: str, with_pages: bool = False) -> Image:
    """What somebody sees who takes the database away now; of the tables that begin so."""
    names = [n for n in connection.introspection.table_names() if n.startswith(prefixes)]
    rows = [row for name in names for row in _rows(name)]
    return Image({row.key: row for row in rows}, _pages(names) if with_pages else b"")


def _is_long(value: object) -> bool:
    return isinstance(value, bytes | str) and len(value) >= 6


def _rows(table: str) -> Iterator[Row]:
    hidden = "ctid::text, xmin::text" if connection.vendor == "postgresql" else "rowid, 0"
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {hidden}, * FROM "{table}"')
        names = [column[0] for column in cursor.description][2:]
        for place, version, *found in cursor.fetchall():
            values = [bytes(v) if isinstance(v, memoryview) else v for v in found]
            where = tuple(map(int, re.findall(r"\d+", str(place))))
            yield Row(table, where, int(version), dict(zip(names, values, strict=True)))


def _pages(tables: Sequence[str]) -> bytes:
    if connection.vendor == "sqlite":
        return files_of_sqlite()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory') || '/' || pg_relation_filepath(part)"
            " FROM pg_class, unnest(ARRAY[oid, reltoastrelid]) AS part"
            " WHERE part <> 0 AND relname = ANY(%s)",
            [list(tables)],
        )
        return b"".join(Path(file).read_bytes() for (file,) in cursor.fetchall())


@dataclass(frozen=True)
class Attack:
    """`people`: the key of each person's row; `said`: all that they said, in any order."""

    images: Sequence[Image]
    people: Sequence[Key]
    said: Sequence[bytes]

    def guesses(self, *senses: "Sense") -> dict[Key, bytes]:
        """What each person is taken to have said: by the strongest evidence first, and where
        there is none by what is left.
        """
        votes: Counter[tuple[Key, bytes]] = Counter()
        for sense in senses:
            for person, words, weight in sense(self):
                votes[person, words] += weight
        pairs = [pair for pair, _ in votes.most_common()]
        pairs += [(person, words) for person in self.people for words in self.said]
        found: dict[Key, bytes] = {}
        for person, words in pairs:
            if person not in found and words not in found.values():
                found[person] = words
        return found

    @property
    def last(self) -> Image:
        return self.images[-1]

    def owners(self, image: Image) -> dict[Key, Key]:
        """Whose each row is: by the keys of other rows that it holds, over several tables."""
        owners = {key: key for key in self.people if key in image.rows}
        for _ in range(3):
            ids = {
                (f"{table.rpartition('_')[2]}_id", pk): who for (table, pk), who in owners.items()
            }
            for row in image.rows.values():
                for held in row.values.items():
                    if held in ids:
                        owners.setdefault(row.key, ids[held])
        return owners

    def identities(self, rows: Iterable[Row]) -> dict[Key, bytes]:
        """What is said in which row: where it can be read, else by length."""
        rows = list(rows)
        read = {row.key: words for row in rows for words in self.said if words in row.payload}
        return read or self._by_length(rows)

    def _by_length(self, rows: Sequence[Row]) -> dict[Key, bytes]:
        tables: dict[str, list[Row]] = {}
        for row in rows:
            tables.setdefault(row.table, []).append(row)
        return {
            row.key: words
            for found in tables.values()
            if len(found) == len({len(row.payload) for row in found}) == len(self.said)
            for row, words in zip(
                sorted(found, key=lambda row: len(row.payload)),
                sorted(self.said, key=len),
                strict=True,
            )
        }


Evidence = Iterator[tuple[Key, bytes, int]]
Sense = Callable[[Attack], Evidence]


def by_version(attack: Attack) -> Evidence:
    """A row of somebody and a row of answers were written by one transaction."""
    for image in attack.images:
        owners = attack.owners(image)
        free = [row for key, row in image.rows.items() if key not in owners]
        identities = attack.identities(free)
        writers = Counter((owners[key], image.rows[key].version) for key in owners)
        for row in free:
            for (person, version), _ in writers.items():
                if version == row.version != 0 and row.key in identities:
                    yield person, identities[row.key], SURE


def by_backups(attack: Attack) -> Evidence:
    """Between two backups something changed about one person, and one row of answers came."""
    seen = {key: row for image in attack.images for key, row in image.rows.items()}
    identities = attack.identities(seen.values())
    for owners, changed in _changes(attack):
        people = {owners[key] for key in changed if key in owners}
        for key in changed - {*owners}:
            for person in people if key in identities else ():
                yield person, identities[key], SURE // len(people)


def _changes(attack: Attack) -> Iterator[tuple[Mapping[Key, Key], set[Key]]]:
    """The keys of the rows that changed from each image to the next, and whose rows there are."""
    for before, after in zip(attack.images, attack.images[1:], strict=False):
        keys = {*before.rows, *after.rows}
        changed = {key for key in keys if _values(before, key) != _values(after, key)}
        yield {**attack.owners(before), **attack.owners(after)}, changed


def _values(image: Image, key: Key) -> Mapping[str, Any]:
    return image.rows[key].values if key in image.rows else {}


def by_order(attack: Attack) -> Evidence:
    """People in any order that their rows have, or in which they changed, beside answers in any
    order of theirs.
    """
    owners = attack.owners(attack.last)
    rows = attack.last.rows
    identities = attack.identities(row for key, row in rows.items() if key not in owners)
    first = dict.fromkeys(
        owners[key] for owners, keys in _changes(attack) for key in keys & {*owners}
    )
    for weight, people in [(100, [*first]), *_orders([(rows[key], owners[key]) for key in owners])]:
        for other, words in _orders([(rows[key], words) for key, words in identities.items()]):
            if len(people) == len(words):
                for person, said in zip(people, words, strict=True):
                    yield person, said, weight * other


def _orders(found: Sequence[tuple[Row, Any]]) -> Iterator[tuple[int, list[Any]]]:
    """The same things by each column of each table."""
    for table in {row.table for row, _ in found}:
        there = [(row.clocks, thing) for row, thing in found if row.table == table]
        for clock in there[0][0]:
            known = [(clocks[clock], thing) for clocks, thing in there if clocks.get(clock)]
            if len({value for value, _ in known}) == len(known) > 1:
                yield (
                    _weight(clock),
                    [thing for _, thing in sorted(known, key=lambda pair: pair[0])],
                )


def _weight(clock: str) -> int:
    """Times tell more than places, and those more than names."""
    if TIMES.search(clock) or clock == "row version":
        return 100
    return 10 if clock == "place" else 1


def by_pages(attack: Attack) -> Evidence:
    """Words that lie in the files next to the name of somebody, in use or deleted."""
    holders: dict[bytes, set[Key]] = {}
    for image in attack.images:
        for key, person in attack.owners(image).items():
            for value in filter(_is_long, image.rows[key].values.values()):
                name = value if isinstance(value, bytes) else value.encode()
                holders.setdefault(name, set()).add(person)
    names = {name: people.pop() for name, people in holders.items() if len(people) == 1}
    for image in attack.images:
        for words in attack.said:
            for hit in re.finditer(re.escape(words), image.pages):
                gaps = {name: _gap(image.pages, hit, name) for name in names}
                nearest = min(gaps, key=lambda name: gaps[name])
                if gaps[nearest] < NEAR:
                    yield names[nearest], words, SURE


def _gap(pages: bytes, hit: re.Match[bytes], name: bytes) -> int:
    """The bytes between the words and this name, NEAR at most."""
    before = pages.rfind(name, max(0, hit.start() - NEAR), hit.start())
    after = pages.find(name, hit.end(), hit.end() + NEAR)
    gaps = [hit.start() - before - len(name)] if before >= 0 else []
    return min([*gaps, *([after - hit.end()] if after >= 0 else []), NEAR])


EVERYTHING: tuple[Sense, ...] = (by_version, by_backups, by_order, by_pages)
