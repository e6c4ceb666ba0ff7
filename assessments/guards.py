"""What both databases refuse, whoever asks and by whatever way: see `docs/decisions/`.

Each rule is SQL about a row before (OLD) and after (NEW) that both databases understand, but for
the span of days in `WAITED` and what one of them alone can do: REPLACE and TRUNCATE. SQLite forgets
the triggers of a table that a migration makes anew, so such a migration ends with
`RunPython(guard, unguard)`, and one that rewrites guarded rows begins with `RunPython(unguard)`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from assessments.links import ON_THE_WAY
from assessments.sealed_words import WORDS_BYTES
from assessments.services.releasing import RELEASED_BY_ITSELF_AFTER
from assessments.services.rounds import ALLOWED_CHANGES
from assessments.unique_keys import replaces_nothing
from partnerships.models import Side

MOMENTS = ("closed_at", "sealed_at", "released_at")
ROUND_SETTLES = {"state", "extended", "erased", "held", *MOMENTS}
LINK_AGES = {"submitted", "revoked", "refused", "link_version", "sent_to"}
COMMENT_IS_READ = {"text", "blob", "state"}
ADDITION_SETTLES = {"members", "added_at"}
ALWAYS = "1 = 1"
NEVER = "1 = 0"
DAYS = RELEASED_BY_ITSELF_AFTER.days
WAITED = {
    "sqlite": f"datetime(OLD.sealed_at, '+{DAYS} days') <= datetime(NEW.released_at)",
    "postgresql": f"OLD.sealed_at + INTERVAL '{24 * DAYS} hours' <= NEW.released_at",
}
REFUSAL = "what was promised and sent stays as it is"


@dataclass(frozen=True)
class Guard:
    """One kind of change of one table, and when alone it is allowed."""

    table: str
    change: str
    allowed: str

    @property
    def full_table(self) -> str:
        return f"assessments_{self.table}"

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.change}".lower()


def guard(apps: Any, schema_editor: Any) -> None:
    """Put the guards up, or up again."""
    unguard(apps, schema_editor)
    for one in guards(schema_editor.connection):
        for statement in _statements(one, schema_editor.connection):
            schema_editor.execute(statement, params=None)


def unguard(apps: Any, schema_editor: Any) -> None:
    """Take the guards down."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for one in guards(schema_editor.connection):
        of_table = "" if is_sqlite else f" ON {one.full_table}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {one.name}{of_table}", params=None)


def guards(connection: Any) -> list[Guard]:
    """Every guard of the tables that there are by now, for the columns that they have."""
    there = connection.introspection.table_names()
    found = [one for one in _all_guards(connection) if one.full_table in there]
    if connection.vendor == "sqlite":
        return [_without_replacing(connection, one) for one in found]
    tables = sorted({one.table for one in found})
    return found + [Guard(table, "TRUNCATE", NEVER) for table in tables]


def _without_replacing(connection: Any, one: Guard) -> Guard:
    if one.change == "DELETE" or one.allowed == NEVER:
        return one
    alone = replaces_nothing(connection, one.full_table, one.change)
    return replace(one, allowed=_all(one.allowed, alone))


def _all_guards(connection: Any) -> list[Guard]:
    drafted_or_kept = _any("OLD.state = 'draft'", _round_keeps(_columns(connection, "round")))
    kept = _invitation_keeps(_columns(connection, "invitation"))
    return [
        Guard("round", "INSERT", ALWAYS),
        Guard("round", "UPDATE", _all(_moves_on(), drafted_or_kept, _released_by_two())),
        Guard("round", "DELETE", "OLD.state = 'draft'"),
        Guard("invitation", "INSERT", _while("NEW", "open")),
        Guard("invitation", "UPDATE", kept),
        Guard("invitation", "DELETE", NEVER),
        Guard("roundkey", "INSERT", _while("NEW", "open")),
        Guard("roundkey", "UPDATE", NEVER),
        Guard("roundkey", "DELETE", _while("OLD", "sealing", "cancelled")),
        Guard("ballot", "INSERT", _all(_while("NEW", "open"), _has_the_size_of_all())),
        Guard("ballot", "UPDATE", NEVER),
        Guard("ballot", "DELETE", _is_counted_or_given_up("OLD")),
        Guard("consent", "INSERT", _while("NEW", "draft", "open")),
        Guard("consent", "UPDATE", NEVER),
        Guard("consent", "DELETE", _while("OLD", "draft")),
        Guard("releasekey", "INSERT", _while("NEW", "sealed")),
        Guard("releasekey", "UPDATE", NEVER),
        Guard("releasekey", "DELETE", NEVER),
        Guard("addition", "INSERT", _all("NEW.added_at IS NULL", _while("NEW", "open"))),
        Guard("addition", "UPDATE", _addition_settles(_columns(connection, "addition"))),
        Guard("addition", "DELETE", "OLD.added_at IS NULL"),
        Guard("responsecount", "INSERT", _while("NEW", "open")),
        Guard("responsecount", "UPDATE", NEVER),
        Guard("responsecount", "DELETE", NEVER),
        Guard("comment", "INSERT", _all(_while("NEW", "sealing"), _any(_is_sealed(), _is_clear()))),
        Guard("comment", "UPDATE", _comment_keeps(_columns(connection, "comment"))),
        Guard("comment", "DELETE", _while("OLD", "released")),
        Guard("commentkey", "INSERT", _while("NEW", "sealing")),
        Guard("commentkey", "UPDATE", NEVER),
        Guard("commentkey", "DELETE", _while("OLD", "released")),
        Guard("snapshot", "INSERT", _while("NEW", "sealing")),
        Guard("snapshot", "UPDATE", NEVER),
        Guard("snapshot", "DELETE", NEVER),
        Guard("moments", "INSERT", _while("NEW", "sealing")),
        Guard("moments", "UPDATE", NEVER),
        Guard("moments", "DELETE", _is_behind_another("OLD")),
    ]


def _moves_on() -> str:
    """The one table of allowed changes of state."""
    moves = [f"'{now}>{then}'" for now, later in ALLOWED_CHANGES.items() for then in sorted(later)]
    return _any(*_same({"state"}), f"(OLD.state || '>' || NEW.state) IN ({', '.join(moves)})")


def _released_by_two() -> str:
    """Results go out with a key of each side, or by themselves once they have waited for it; those
    of a round that was held elsewhere at once.
    """
    keys = "(SELECT COUNT(*) FROM assessments_releasekey WHERE round_id = NEW.id)"
    is_release = "OLD.state = 'sealed' AND NEW.state = 'released'"
    return _any(f"NOT ({is_release})", "NEW.imported", f"{keys} = {len(Side)}", "{waited}")


def _round_keeps(columns: set[str]) -> str:
    """All that an opened round keeps, and what is settled on its way, once each."""
    return _all(
        *_same(columns - ROUND_SETTLES - {"key_holder_id"}),
        _any(*_same({"key_holder_id"}), "NEW.key_holder_id IS NULL"),
        _any(*_same({"extended"}), "(NEW.extended AND OLD.state = 'open')"),
        *(_set_on_the_way(moment) for moment in MOMENTS),
        *_stands_still(columns),
    )


def _stands_still(columns: set[str]) -> Iterator[str]:
    """A round is held, or let go, while it is under way and by nothing but that; one that is held
    ends or changes in no other way than by being cancelled.
    """
    if "held" in columns:  # which earlier migrations do not know
        stays = _all(*_same({"state", "extended"}))
        is_alone = _any(stays, "NEW.state = 'cancelled'")
        yield _any(*_same({"held"}), "OLD.state IN ('open', 'sealing', 'sealed')")
        yield _any("NOT (OLD.held OR NEW.held)", is_alone)


def _set_on_the_way(moment: str) -> str:
    return _any(*_same({moment}), f"(OLD.{moment} IS NULL AND OLD.state <> NEW.state)")


def _invitation_keeps(columns: set[str]) -> str:
    """Marks are set while answers are taken, and go when they are forgotten; a link only ages, and
    goes to no other address than it has gone to; a deleted account leaves its invitation without
    a person.
    """
    return _all(
        *_same(columns - LINK_AGES - {"membership_id"}),
        _any(*_same({"membership_id"}), "NEW.membership_id IS NULL"),
        _any(
            *_same({"submitted"}),
            f"(NEW.submitted AND {_while('NEW', 'open')})",
            f"(OLD.submitted AND {_is_counted_or_given_up('NEW')})",
        ),
        _any(*_same({"revoked"}), "NEW.revoked"),
        "NEW.link_version >= OLD.link_version",
        _any(*_same({"sent_to"}), _is_unsettled("OLD.sent_to"), _is_forgotten("NEW.sent_to")),
    )


def _is_counted_or_given_up(row: str) -> str:
    """Else whoever can write to the database takes ballots and marks away: chooses who counts."""
    results = f"SELECT 1 FROM assessments_snapshot WHERE round_id = {row}.round_id"  # noqa: S608
    is_counted = _all(_while(row, "sealing"), f"EXISTS ({results})")
    return _any(is_counted, _while(row, "cancelled"))


def _is_behind_another(row: str) -> str:
    """A later round of the partnership has been released, so the next is compared with that one."""
    tables = "assessments_round own JOIN assessments_round later USING (partnership_id)"
    later = "later.state = 'released' AND later.closed_at > own.closed_at"
    return f"EXISTS (SELECT 1 FROM {tables} WHERE own.id = {row}.round_id AND {later})"  # noqa: S608


def _is_unsettled(sent_to: str) -> str:
    nowhere_for_sure = f"({sent_to} = '' OR SUBSTR({sent_to}, 1, 1) = '{ON_THE_WAY}')"
    return _all(nowhere_for_sure, _while("NEW", "open"))


def _is_forgotten(sent_to: str) -> str:
    return _all(f"{sent_to} = ''", _while("NEW", "sealing", "cancelled"))


def _has_the_size_of_all() -> str:
    """Nobody's ballot is told from another's by its length, in bytes."""
    size = "SELECT ballot_bytes FROM assessments_round WHERE id = NEW.round_id"
    return f"LENGTH(NEW.blob) = ({size})"


def _addition_settles(columns: set[str]) -> str:
    """People are added once, while answers are taken; nothing else of a proposal changes."""
    settled = "OLD.added_at IS NULL AND NEW.added_at IS NOT NULL"
    return _all(*_same(columns - ADDITION_SETTLES), settled, _while("NEW", "open"))


def _comment_keeps(columns: set[str]) -> str:
    """Words are masked and comments held back between sealing and release; what has been read
    comes out at release, once; the comments of a round that was held elsewhere, which never was
    between sealing and release, change at any time after.
    """
    comes_out = "OLD.state = 'read' AND NEW.state = 'read' AND LENGTH(OLD.blob) > 0"
    return _all(
        *_same(columns - COMMENT_IS_READ),
        _any(
            _all(_while("NEW", "sealed"), _is_sealed()),
            _all(_while("NEW", "released"), _is_clear()),
            _all(_while("NEW", "released"), comes_out, "LENGTH(NEW.blob) = 0"),
        ),
    )


def _is_sealed() -> str:
    """Words of a round that was held here are ciphertext of one size until its release."""
    return _all(f"NOT {_imported()}", "NEW.text = ''", f"LENGTH(NEW.blob) = {WORDS_BYTES}")


def _is_clear() -> str:
    return _all(_imported(), "LENGTH(NEW.blob) = 0")


def _imported() -> str:
    return "(SELECT imported FROM assessments_round WHERE id = NEW.round_id)"


def _columns(connection: Any, table: str) -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, f"assessments_{table}")
    return {column.name for column in found}


def _same(columns: Iterable[str]) -> Iterator[str]:
    return (f"NEW.{name} {{same}} OLD.{name}" for name in sorted(columns))


def _while(row: str, *states: str) -> str:
    wanted = ", ".join(f"'{state}'" for state in states)
    state = f"(SELECT state FROM assessments_round WHERE id = {row}.round_id)"  # noqa: S608
    return f"{state} IN ({wanted})"


def _all(*conditions: str) -> str:
    return f"({' AND '.join(conditions)})"


def _any(*conditions: str) -> str:
    return f"({' OR '.join(conditions)})"


def _statements(one: Guard, connection: Any) -> Iterator[str]:
    """What puts a guard up. Where it cannot be known whether a change is allowed, it is not.

    PostgreSQL looks for tables among the temporary ones of whoever asks first, unless told not to.
    """
    vendor = connection.vendor
    trigger = f"CREATE TRIGGER {one.name} BEFORE {one.change} ON {one.full_table}"
    if vendor == "sqlite":
        allowed = one.allowed.format(same="IS", waited=WAITED[vendor])
        yield f"{trigger} WHEN ({allowed}) IS NOT TRUE BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        return
    allowed = one.allowed.format(same="IS NOT DISTINCT FROM", waited=WAITED[vendor])
    row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(one.change, "NEW")
    each = "STATEMENT" if one.change == "TRUNCATE" else "ROW"
    yield (
        f"CREATE OR REPLACE FUNCTION {one.name}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = {_own_schema(connection)}, pg_temp AS $$ BEGIN"
        f" IF {allowed} THEN RETURN {row}; END IF;"
        f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    yield f"{trigger} FOR EACH {each} EXECUTE FUNCTION {one.name}()"


def _own_schema(connection: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (name,) = cursor.fetchone()
    return str(connection.ops.quote_name(name))
