"""What sealing deletes is gone from the disk as well."""

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from assessments.comments import fingerprint_of
from assessments.models import Ballot, CommentKey, Draft, Invitation, Round, RoundKey
from assessments.questionnaire.load import breakthrough_1
from assessments.services.comments import hold_back, mark_read, mask_words
from assessments.services.counting import seal_round
from assessments.services.drafts import Edit, save_part
from assessments.services.due import run_due
from assessments.services.erasure import erase_deleted
from assessments.services.releasing import cancel_round, release_overdue
from assessments.services.response import record_counts
from assessments.services.submission import submit
from operations.backups import write_backup
from tests.desk_words import saying
from tests.disk import erase_in_the_end, freed, is_erased, on_disk, words_left
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answer,
    answered,
    everything,
    invitations,
    neutral,
    opened,
)

CODES = breakthrough_1().codes
PIECE = 24

Counted = Callable[[str, int], None]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round() -> Round:
    round = opened(alliance())
    answered(round, 5, 5)
    return round


@contextmanager
def somebody_reads() -> Iterator[None]:
    """Another program sees the database as it is at this moment until it is done, as backups do."""
    reader = connection.copy()
    kind = "ISOLATION LEVEL REPEATABLE READ" if connection.vendor == "postgresql" else ""
    try:
        with reader.cursor() as cursor:
            cursor.execute(f"BEGIN {kind}")
            cursor.execute("SELECT count(*) FROM partnerships_person")
            yield
    finally:
        reader.close()


def samples(blobs: Iterable[bytes]) -> list[bytes]:
    """Pieces of each value, since its parts may lie on different pages."""
    places = (*range(0, 2048 - PIECE, 400), 2048 - PIECE)
    return [piece for blob in blobs for at in places if len(piece := blob[at:][:PIECE]) == PIECE]


def stored(model: type[Draft | Ballot]) -> list[bytes]:
    return [bytes(blob) for blob in model.objects.values_list("blob", flat=True)]


def save(invitation: Invitation, value: int, base: int = 0) -> None:
    edit = Edit("all", CODES, dict.fromkeys(CODES, value), base=base, page="page")
    save_part(invitation=invitation, origin="origin", edit=edit, now=START)


def test_no_byte_of_answers_drafts_or_keys_is_left_on_the_disk(counted: Counted) -> None:
    """Not even ciphertext: an older dump and the master key open nothing of today's files."""
    round = opened(alliance())
    key = RoundKey.objects.get()
    people = list(round.invitations.select_related("round"))
    for invitation in people:
        save(invitation, 1)
    earlier = stored(Draft)
    for invitation in people[:-1]:
        submit(invitation=invitation, origin="origin", now=START)
    save(people[-1], 2, base=1)
    keys = [
        bytes(value) for value in (key.public, key.wrapped_private, key.wrapped_draft, key.canary)
    ]
    there = [*stored(Draft), *stored(Ballot), *keys]
    canaries = {*earlier, *there}
    assert len(canaries) == 12 + 1 + 11 + 4
    before = on_disk()
    assert all(piece in before for piece in samples(there))
    assert b'"placed"' not in before
    seal_round(round_id=round.pk, now=CLOSED)
    erase_in_the_end(round)
    after = on_disk()
    assert b"Harbour Alliance" in after
    assert not [piece for piece in samples(canaries) if piece in after]
    counted("bytes of files searched after sealing for answers, drafts and keys", len(after))


def backup(folder: Path) -> Path:
    """What `manage.py backup` writes; of PostgreSQL's, which is compressed, the text."""
    call_command("backup", str(folder), verbosity=0)
    [file] = folder.iterdir()
    if file.suffix == ".sqlite3":
        return file.rename(folder.with_suffix(f".{token_hex(4)}"))
    text = folder.with_suffix(f".{token_hex(4)}")
    subprocess.run(["pg_restore", "--file", str(text), str(file)], check=True)
    file.unlink()
    return text


def test_no_byte_of_words_is_found_before_release_nor_later_of_those_that_stay_unreleased(
    counted: Counted, tmp_path: Path
) -> None:
    """Not in the files of the database, its log, or a backup, whether masked, held back or read."""
    masked, held, _unread, shown = words = [f"quillwort{token_hex(12)}" for _ in range(4)]
    round = opened(alliance(), comments=True)
    people = invitations(round, "client")[:4] + invitations(round, "contractor")[:2]
    people += [*invitations(round, "client")[4:5], *invitations(round, "contractor")[2:5]]
    said = [{"Q1": f"Thanks to {word} again"} for word in words]
    for number, one in enumerate(people):
        answer(one, everything(2), comments=said[number] if number < len(said) else {})
    assert words_left(words) == set()
    seal_round(round_id=round.pk, now=CLOSED)
    assert words_left(words) == set()
    erase_in_the_end(round)
    assert words_left(words, backup(tmp_path)) == set()
    on_desk = {word: saying(round, f"Thanks to {word}") for word in words}
    key = bytes(CommentKey.objects.get().wrapped)
    earlier = [bytes(one.blob) for one in on_desk.values()]
    before = on_disk()
    assert all(piece in before for piece in samples([key, *earlier]))
    for word, act, fields in (
        (masked, mask_words, {"words": {2}}),
        (held, hold_back, {}),
        (shown, mark_read, {}),
    ):
        seen = fingerprint_of(f"Thanks to {word} again", on_desk[word].state)
        act(comment=on_desk[word], seen=seen, by=neutral(), now=CLOSED, **fields)
    erase_in_the_end(round)
    assert words_left(words, backup(tmp_path)) == set()
    later, between = [bytes(one.blob) for one in round.comments.all()], on_disk()
    assert not [piece for piece in samples(earlier[:1]) if piece in between]
    assert all(piece in between for piece in samples([key, *later]))
    assert release_overdue(round=round, now=CLOSED + 10 * DAY)
    erase_in_the_end(round)
    assert words_left(words) == {shown}
    after = on_disk()
    assert not [piece for piece in samples([key, *earlier, *later]) if piece in after]
    assert {one.text for one in round.comments.all()} == {
        "Thanks to [...] again",
        f"Thanks to {shown} again",
    }
    counted("words masked, held back or unread, found on the disk after release", 0)


def log_of_sqlite() -> Path:
    return Path(f"{settings.DATABASES['default']['NAME']}-wal")


def test_nothing_of_it_stays_in_the_log_of_the_database(round: Round) -> None:
    seal_round(round_id=round.pk, now=CLOSED)
    erase_in_the_end(round)
    if connection.vendor == "sqlite":
        assert erase_deleted()
        log = log_of_sqlite()
        assert not log.exists() or log.stat().st_size == 0


def test_the_file_keeps_no_room_of_what_was_deleted(round: Round) -> None:
    """By its size somebody would tell how many ballots there were, of a short side too."""
    seal_round(round_id=round.pk, now=CLOSED)
    erase_in_the_end(round)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA freelist_count")
            assert cursor.fetchone() == (0,)


def test_what_goes_back_to_the_disk_names_nobody() -> None:
    """Neither the end of the log nor that of the file, in which rows of open rounds stand too."""
    # In a file without room from before, ballots that are larger than what sealing puts behind them
    erase_deleted()
    round = opened(alliance(), comments=True)
    answered(round, 5, 5)
    if connection.vendor == "sqlite":
        for invitation in invitations(round, "client")[5:]:
            save(invitation, 1)
        names = [one.selector.encode() for one in round.invitations.all()]
        there = [*samples(stored(Draft) + stored(Ballot)), *names, b"Harbour Alliance"]
        assert len(names) == 12
        with freed() as ends:
            seal_round(round_id=round.pk, now=CLOSED)
            erase_in_the_end(round)
        log, file = max(ends[1::2], key=len), max(ends[::2], key=len)
        assert len(log) > len(file) > 0
        assert [piece for piece in there for end in ends if piece in end] == []


def test_zeros_reach_the_disk_before_the_log_is_cut(
    round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those in memory alone never get there, and what stood in the log is given back."""
    brought: list[Path] = []

    def bring(descriptor: int) -> None:
        assert os.fstat(descriptor).st_size > 0
        brought.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", bring)
    seal_round(round_id=round.pk, now=CLOSED)
    erase_in_the_end(round)
    if connection.vendor == "sqlite":
        assert {file.name for file in brought} == {log_of_sqlite().name}


def test_broken_off_it_leaves_little_more_for_the_next_time(
    round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often: each time all of the log has to be overwritten."""

    def full(_descriptor: int) -> None:
        raise OSError

    if connection.vendor == "sqlite":
        monkeypatch.setattr(os, "fsync", full)
        seal_round(round_id=round.pk, now=CLOSED)
        sizes = []
        for _time in range(9):
            assert not erase_deleted()
            sizes.append(log_of_sqlite().stat().st_size)
        assert sizes[-1] - sizes[0] < 2**20
        monkeypatch.undo()
        erase_in_the_end(round)


def test_a_reader_only_puts_it_off(round: Round) -> None:
    with somebody_reads():
        seal_round(round_id=round.pk, now=CLOSED)
        assert round.invitations.filter(submitted=True).count() == 0
        assert not is_erased(round)
    assert run_due(now=CLOSED + 30 * DAY)
    assert is_erased(round)


def test_no_backup_keeps_what_was_put_off(
    round: Round, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL copies rows as they lie: until they are written anew, that tells who answered."""
    with somebody_reads():
        seal_round(round_id=round.pk, now=CLOSED)
        write_backup(folder=tmp_path, now=CLOSED)
        assert "this backup tells who answered" in caplog.text
        assert not is_erased(round)
    write_backup(folder=tmp_path, now=CLOSED + DAY)
    assert is_erased(round)


def test_a_cancelled_round_is_erased_too(round: Round) -> None:
    cancel_round(round=round, by=neutral(), now=START + DAY)
    erase_in_the_end(round)


def test_the_order_of_rows_does_not_tell_who_has_answered(round: Round) -> None:
    keys = [one.pk for one in round.invitations.order_by("pk")]
    record_counts(round=round, now=START.replace(hour=6) + DAY)
    for key in reversed(keys):
        round.invitations.filter(pk=key).update(link_version=2)
    seal_round(round_id=round.pk, now=CLOSED)
    erase_in_the_end(round)
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM assessments_invitation ORDER BY {place}")
        assert [key for (key,) in cursor.fetchall()] == keys
