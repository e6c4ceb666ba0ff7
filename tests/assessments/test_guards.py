"""What was promised, asked and sent stays as it is: both databases refuse, by whatever way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.db.models import QuerySet

from assessments.guards import LINK_AGES, ROUND_SETTLES, guard, guards, unguard
from assessments.models import (
    Addition,
    Ballot,
    CommentKey,
    Consent,
    Invitation,
    Moments,
    ReleaseKey,
    Round,
    RoundKey,
    Snapshot,
)
from assessments.sealed_words import WORDS_BYTES
from assessments.services.counting import seal_round
from assessments.services.opening import open_round
from assessments.services.releasing import turn_key
from assessments.services.rounds import ALLOWED_CHANGES, agree_to_key_holder, set_promise
from partnerships.models import Side
from tests.factories import (
    everything_stored,
)
from tests.guards import force, force_rows, is_refused
from tests.live_round import (
    CLOSED,
    START,
    alliance,
    answered,
    closed_early,
    drafted,
    neutral,
    opened,
    person,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
Attempt = Callable[[Round], object]


def answering_round() -> Round:
    """Open, with ballots, a key, consents and the person who holds both keys."""
    partnership = alliance()
    draft = drafted(partnership)
    set_promise(round=draft, key_holder=neutral(), now=START)
    for side in Side:
        agree_to_key_holder(round=draft, side=side, by=person(side), now=START)
    round = open_round(round=draft, by=neutral(), now=START)
    answered(round, 5, 5)
    count(round)
    return round


def sealing_round() -> Round:
    return closed_early(answering_round(), now=START + 2 * DAY)


def released_round() -> Round:
    round = answering_round()
    seal_round(round_id=round.pk, now=CLOSED)
    for side in Side:
        turn_key(round=round, side=side, by=neutral(), now=CLOSED)
    return round


STAGES = {
    "open": answering_round,
    "sealing": sealing_round,
    "released": released_round,
}


def another(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value that fits the column and is not the one that stands there."""
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.JSONField):
        return {"k": 1}
    if isinstance(field, models.DateTimeField):
        return (value or START) + DAY
    if isinstance(field, models.IntegerField | models.ForeignKey | models.AutoField):
        return (value or 0) + 1000
    return "other"


@pytest.mark.parametrize("stage", ["open", "released"])
def test_no_column_changes_but_those_that_are_settled_later(stage: str) -> None:
    """A column that is added to a table is kept as well, unless somebody decides otherwise."""
    STAGES[stage]()
    before = everything_stored()
    for model, settled in ((Round, ROUND_SETTLES), (Invitation, LINK_AGES)):
        row = QuerySet(model).order_by("pk").values()[0]
        one: QuerySet[Any] = QuerySet(model).filter(pk=row["id"])
        columns = [field for field in model._meta.concrete_fields if field.name not in settled]  # noqa: SLF001
        for field in columns:
            other = {field.attname: another(field, row[field.attname])}
            assert is_refused(lambda: one.update(**other)), field.name  # noqa: B023
    assert everything_stored() == before


def test_a_state_changes_along_the_one_table_alone() -> None:
    round = answering_round()
    force_rows(ReleaseKey(round=round, side=side, person=neutral()) for side in Side)
    for now, then in product(Round.State, repeat=2):
        force(Round.objects, state=now)
        is_allowed = now == then or then in ALLOWED_CHANGES[now]
        assert is_refused(lambda: Round.objects.update(state=then)) != is_allowed, (now, then)  # noqa: B023


def turned(round: Round, *sides: Side) -> None:
    for side in sides:
        ReleaseKey.objects.create(round=round, side=side, person=neutral())


def test_results_go_out_with_two_keys_or_after_ten_days() -> None:
    round = answering_round()
    seal_round(round_id=round.pk, now=CLOSED)
    late, later = CLOSED + 10 * DAY - timedelta(seconds=1), CLOSED + 10 * DAY
    rows = Round.objects.filter(pk=round.pk)

    def is_held(now: datetime | None) -> bool:
        point = transaction.savepoint()
        refused = is_refused(lambda: rows.update(state="released", released_at=now))
        transaction.savepoint_rollback(point)
        return refused

    assert [is_held(now) for now in (None, CLOSED, late, later)] == [True, True, True, False]
    turned(round, Side.CLIENT)
    assert [is_held(now) for now in (CLOSED, late, later)] == [True, True, False]
    turned(round, Side.CONTRACTOR)
    assert not is_held(CLOSED)


def test_a_proposal_is_settled_once() -> None:
    round = answering_round()
    waiting = {"round": round, "number": 1, "members": [7], "proposed_at": START}
    assert is_refused(lambda: Addition.objects.create(side="client", added_at=START, **waiting))
    for side in Side:
        Addition.objects.create(side=side, **waiting)
    one = Addition.objects.filter(side="client")
    assert is_refused(lambda: one.update(number=9, added_at=START))
    assert is_refused(lambda: one.update(members=[]))
    assert not is_refused(lambda: one.update(members=[], added_at=START))
    assert is_refused(lambda: one.update(added_at=None))
    assert is_refused(lambda: one.update(added_at=CLOSED))
    assert is_refused(one.delete)
    assert not is_refused(Addition.objects.filter(side="contractor").delete)


def saved(round: Round) -> None:
    row = Round.objects.get()
    row.title = "Mine"
    row.save()


def saved_in_bulk(round: Round) -> None:
    row = Round.objects.get()
    row.promise = {"k": 1}
    Round.objects.bulk_update([row], ["promise"])


def written_past_the_models(round: Round) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_round SET promise_sha256 = 'other'")


def deleted_past_the_models(round: Round) -> None:
    for model in (Snapshot, Moments, ReleaseKey, Consent, Invitation, Ballot, RoundKey, Round):
        rows: QuerySet[Any] = QuerySet(model)
        if rows.exists():
            rows._raw_delete("default")  # noqa: SLF001


def more_time(field: str) -> Attempt:
    return lambda r: Round.objects.update(**{field: CLOSED + DAY})


def count(round: Round, days: int = 1) -> None:
    day = (START + days * DAY).date()
    round.response_counts.create(side="client", day=day, invited=6, answered=5)


def propose(round: Round) -> None:
    Addition.objects.create(round=round, side="client", number=1, proposed_at=START)


RESULTS: list[Attempt] = [
    lambda r: Snapshot.objects.create(round=r, version=1, data={}, sha256="", promise_sha256=""),
    lambda r: Moments.objects.create(round=r, blob=b"other"),
    lambda r: r.comments.create(question="Q1", blob=b"x" * WORDS_BYTES, position=1),
    lambda r: CommentKey.objects.create(round=r, wrapped=b"another"),
]
ALWAYS: list[Attempt] = [
    saved,
    saved_in_bulk,
    written_past_the_models,
    deleted_past_the_models,
    lambda r: r.delete(),
    lambda r: Round.objects.all().delete(),
    lambda r: Invitation.objects.filter(pk=r.invitations.all()[0].pk).delete(),
    lambda r: Invitation.objects.update(link_version=0),
    lambda r: Consent.objects.update(payload_sha256="other"),
    lambda r: Consent.objects.update(side="client"),
    lambda r: Consent.objects.all().delete(),
    lambda r: Round.objects.update(key_holder=person("client")),
    lambda r: r.response_counts.update(answered=7),
    lambda r: r.response_counts.all().delete(),
]
OPEN: list[Attempt] = [
    lambda r: Ballot.objects.create(round=r, blob=b"x" * (r.ballot_bytes - 1)),
    lambda r: Ballot.objects.create(round=r, blob=b"x" * (r.ballot_bytes + 1)),
    lambda r: Invitation.objects.filter(submitted=True).update(submitted=False),
    lambda r: Ballot.objects.update(blob=b"other"),
    lambda r: Ballot.objects.filter(pk=Ballot.objects.all()[0].pk).delete(),
    lambda r: RoundKey.objects.update(public=b"other"),
    lambda r: RoundKey.objects.all().delete(),
    lambda r: ReleaseKey.objects.create(round=r, side="client", person=neutral()),
]
SEALING: list[Attempt] = [
    lambda r: r.comments.create(question="Q1", text="Never said", position=1),
    lambda r: r.comments.create(question="Q1", blob=b"x" * (WORDS_BYTES - 1), position=1),
    lambda r: r.comments.create(question="Q1", text="x", blob=b"x" * WORDS_BYTES, position=1),
    lambda r: Invitation.objects.filter(submitted=False).update(submitted=True),
    lambda r: r.invitations.create(side="client", selector="another"),
    lambda r: Ballot.objects.create(round=r, blob=b"x" * r.ballot_bytes),
    lambda r: count(r, 2),
    propose,
    lambda r: Ballot.objects.update(blob=b"other"),
    lambda r: Ballot.objects.filter(pk=Ballot.objects.all()[0].pk).delete(),
    lambda r: Invitation.objects.filter(submitted=True).update(submitted=False),
    lambda r: RoundKey.objects.update(wrapped_private=b"other"),
    lambda r: Round.objects.update(extended=True),
    lambda r: Consent.objects.create(
        round=r, subject="late", payload_sha256="", side="client", person=neutral()
    ),
    more_time("closed_at"),
]
RELEASED: list[Attempt] = [
    lambda r: Invitation.objects.update(submitted=True),
    lambda r: Ballot.objects.create(round=r, blob=b"x" * r.ballot_bytes),
    lambda r: count(r, 2),
    propose,
    lambda r: RoundKey.objects.create(round=r, public=b"", wrapped_private=b"", canary=b""),
    lambda r: Snapshot.objects.update(data={}),
    lambda r: Snapshot.objects.update(sha256="other"),
    lambda r: Snapshot.objects.all().delete(),
    lambda r: Moments.objects.update(blob=b"other"),
    lambda r: Moments.objects.all().delete(),
    lambda r: ReleaseKey.objects.update(person=person("client")),
    lambda r: ReleaseKey.objects.all().delete(),
    more_time("closed_at"),
    more_time("sealed_at"),
    more_time("released_at"),
]
TABLE = {
    "open": ALWAYS + RESULTS + OPEN,
    "sealing": ALWAYS + SEALING,
    "released": ALWAYS + RESULTS + RELEASED,
}


@pytest.mark.parametrize("stage", TABLE)
def test_every_other_attempt_is_refused(stage: str, counted: Callable[[str, int], None]) -> None:
    round = STAGES[stage]()
    before = everything_stored()
    went = [
        number
        for number, attempt in enumerate(TABLE[stage])
        if not is_refused(lambda attempt=attempt: attempt(round))  # type: ignore[misc]
    ]
    assert went == []
    assert everything_stored() == before
    counted(f"ways to change what a round promised, {stage}, refused", len(TABLE[stage]))


def test_what_is_settled_later_is_settled_once() -> None:
    answering_round()
    assert not is_refused(lambda: Round.objects.update(extended=True))
    assert is_refused(lambda: Round.objects.update(extended=False))
    assert is_refused(lambda: Round.objects.update(closed_at=CLOSED))
    assert not is_refused(lambda: Round.objects.update(closed_at=CLOSED, state="sealing"))
    assert is_refused(lambda: Round.objects.update(closed_at=None))
    assert not is_refused(lambda: Invitation.objects.update(revoked=True))
    assert is_refused(lambda: Invitation.objects.update(revoked=False))


def test_a_link_that_has_gone_to_an_address_goes_to_no_other() -> None:
    """Else whoever can write to the database has somebody's link mailed to themselves."""
    answering_round()
    force(Invitation.objects, sent_to="")
    for unsettled in ("?mine", "", "?mine", "mine"):
        assert not is_refused(lambda: Invitation.objects.update(sent_to=unsettled))  # noqa: B023
    for other in ("", "?mine", "?other", "other"):
        assert is_refused(lambda: Invitation.objects.update(sent_to=other))  # noqa: B023
    for ended in ("sealing", "cancelled"):
        force(Invitation.objects, sent_to="mine")
        force(Round.objects, state=ended)
        assert is_refused(lambda: Invitation.objects.update(sent_to="other"))
        assert not is_refused(lambda: Invitation.objects.update(sent_to=""))


@pytest.mark.parametrize("state", Round.State)
def test_a_round_is_held_and_let_go_while_it_is_under_way(state: str) -> None:
    answering_round()
    is_ended = state in ("released", "cancelled")
    for held in (True, False):
        force(Round.objects, state=state, held=not held)
        assert is_refused(lambda: Round.objects.update(held=held)) == is_ended  # noqa: B023


@pytest.mark.parametrize("held", [True, False])
def test_nothing_else_changes_along(held: bool) -> None:
    answering_round()
    force(Round.objects, held=not held)
    others = {"title": "Mine", "extended": True, "promise": {"k": 1}, "closed_at": CLOSED}
    for name, value in others.items():
        assert is_refused(lambda: Round.objects.update(held=held, **{name: value})), name  # noqa: B023
    assert is_refused(lambda: Round.objects.update(held=held, state="sealing", closed_at=CLOSED))
    assert not is_refused(lambda: Round.objects.update(held=held))


def test_a_round_that_is_held_can_be_cancelled_and_no_more() -> None:
    round = answering_round()
    force_rows(ReleaseKey(round=round, side=side, person=neutral()) for side in Side)
    ways = [(now, then) for now in ("open", "sealing", "sealed") for then in ALLOWED_CHANGES[now]]
    for now, then in ways:
        force(Round.objects, state=now, held=True)
        is_cancelled = then == "cancelled"
        assert is_refused(lambda: Round.objects.update(state=then)) != is_cancelled  # noqa: B023
    force(Round.objects, state="open", held=True)
    assert is_refused(lambda: Round.objects.update(extended=True))


def test_a_deleted_account_leaves_round_and_invitation_without_a_person() -> None:
    round = opened(alliance())
    force(Round.objects, key_holder=person("client", 5))
    person("client", 5).delete()
    assert Round.objects.get().key_holder is None
    assert round.invitations.filter(membership=None).count() == 1


def test_a_draft_can_be_deleted_and_changed() -> None:
    draft = drafted(alliance())
    set_promise(round=draft, key_holder=neutral(), now=START)
    agree_to_key_holder(round=draft, side="client", by=person("client"), now=START)
    Round.objects.update(title="Autumn", number=7, time_zone="Asia/Tokyo")
    draft.delete()
    assert not Consent.objects.exists()


def standing() -> dict[str, str]:
    """The text of every guard that stands in the database now."""
    source = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard%%'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE tgname LIKE 'guard%%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(source)
        return dict(cursor.fetchall())


def test_the_guards_stand_as_they_are_written_after_all_migrations() -> None:
    """A migration that makes a table anew, or adds a column, puts its guards up again."""
    found = standing()
    assert set(found) == {one.name for one in guards(connection)}
    editor = connection.SchemaEditorClass(connection)
    unguard(None, editor)
    assert standing() == {}
    guard(None, editor)
    assert standing() == found
