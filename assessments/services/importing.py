"""A round that was held elsewhere becomes a released round, or nothing is stored at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.access import rounds_read_by
from assessments.agreed import asked_next
from assessments.closing import local_time
from assessments.disclosure.rules import View
from assessments.models import Instrument, Round
from assessments.promise import Promise
from assessments.questionnaire.load import breakthrough_1, to_json, with_sections
from assessments.questionnaire.schema import Questionnaire, sha256_of
from assessments.scoring.terms import Side, Sides
from assessments.services.answer_file import AnswerFile, read_answers
from assessments.services.instruments import load_instrument, questionnaire_for
from assessments.services.put_back import NOT_READY, is_put_back
from assessments.services.rounds import change_state, locked_round
from assessments.services.sealing import (
    Results,
    compute_results,
    forget_earlier_moments,
    store_results,
)
from assessments.snapshot import codec
from assessments.snapshot.parts import leave_few
from assessments.snapshot.repeated import is_repeated, is_too_soon
from assessments.snapshot.value import Snapshot as SnapshotValue
from partnerships.models import Partnership, Person
from partnerships.services import create_partnership, ensure_person, log_event
from partnerships.texts import is_writable, unwritable_sentence

CLOSING_TIME = time(23, 59)
LONGEST_TITLE = 120
MOST_INVITED = 1_000_000
CHUNK = 100
UNDER_WAY = (Round.State.OPEN, Round.State.SEALING, Round.State.SEALED)


class ImportingError(Exception):
    """The round cannot be imported; the message says why and what to do."""


@dataclass(frozen=True)
class NewPartnership:
    """What an import needs to make a partnership that is not there yet."""

    slug: str
    name: str
    contractor: str
    client: str
    facilitator: str = ""


@dataclass(frozen=True)
class _Wanted:
    """What a file and those who bring it along say of a round."""

    answers: AnswerFile
    title: str
    closed: date
    invited: Sides[int | None]


def import_round(
    *,
    partnership: Partnership | NewPartnership,
    content: bytes,
    title: str,
    closed: date,
    invited: Sides[int | None],
    now: datetime,
    by: Person | None = None,
) -> Round:
    """Store the answers in a file as a released round, through the code that seals any round.

    Adding up happens before the transaction, which writes all or nothing; for a new partnership
    within it. Raises ImportingError, TableError, PartnershipError or InstrumentError, having
    stored nothing.
    """
    answers = read_answers(content, _may_ask(partnership))
    wanted = _Wanted(answers, title, closed, invited)
    _check_arguments(wanted, now)
    if isinstance(partnership, Partnership):
        return _store(wanted, _add_up(partnership, wanted, by), now=now, by=by)
    with transaction.atomic():
        return _store(wanted, _add_up(_create(partnership, now), wanted, by), now=now, by=by)


@dataclass(frozen=True)
class _AddedUp:
    """A round, not stored yet, its results, and the snapshots that it has been compared with."""

    round: Round
    results: Results
    compared: frozenset[int]


def _add_up(partnership: Partnership, wanted: _Wanted, by: Person | None) -> _AddedUp:
    """Raises ImportingError."""
    _check_order(partnership, wanted.closed)
    round = _new_round(partnership, wanted)
    answers = wanted.answers
    results = compute_results(round=round, sheets=answers.sheets, comments=answers.comments)
    return _AddedUp(round, results, _check_new(partnership, results, by))


@transaction.atomic
def _store(wanted: _Wanted, made: _AddedUp, *, now: datetime, by: Person | None) -> Round:
    """The round with its results, if all that they were made of is as it was. Raises
    ImportingError or InstrumentError.
    """
    round, results = made.round, made.results
    locked = Partnership.objects.select_for_update().get(pk=round.partnership_id)
    if is_put_back():
        raise ImportingError(NOT_READY)
    _check_order(locked, wanted.closed)
    _one_at_a_time(by)
    _check_new(locked, results, by, compared=made.compared)
    if not _is_same(round, _new_round(locked, wanted)):
        raise ImportingError(
            _("Somebody has changed this partnership in the meantime: please try once more.")
        )
    round.instrument = load_instrument()
    round.save()
    store_results(round=round, results=results, now=now)
    stored = locked_round(round.pk)
    change_state(stored, Round.State.RELEASED, released_at=now)
    forget_earlier_moments(stored)
    log_event(
        partnership=locked,
        kind="round-imported",
        person=by,
        at=now,
        round=stored.number,
        title=wanted.title,
    )
    return stored


def _one_at_a_time(person: Person | None) -> None:
    """What the same person imports elsewhere at this moment must be stored, or given up, before it
    can be compared; under the address of now, which somebody may just have changed.
    """
    if person is not None:
        person.refresh_from_db(fields=["twin_key"])
        people = Person.objects.select_for_update(no_key=True).filter(twin_key=person.twin_key)
        list(people.order_by("pk"))


def _is_same(one: Round, other: Round) -> bool:
    """Whether two rounds that are not stored promise and ask the same, after the same rounds."""
    names = ("number", "promise_sha256", "questionnaire_sha256")
    return all(getattr(one, name) == getattr(other, name) for name in names)


@dataclass(frozen=True)
class ImportPreview:
    """What an import would store. `people` and `view` tell what can be shown, no figure is made
    known: `statements` counts those that somebody has placed. `left_out`: lines
    without any answer."""

    number: int
    people: Sides[int]
    left_out: int
    statements: int
    comments: int
    view: View


def preview_import(
    *,
    partnership: Partnership,
    content: bytes,
    title: str,
    closed: date,
    invited: Sides[int | None],
    now: datetime,
    by: Person,
) -> ImportPreview:
    """Import a round and take it back, so that whatever is refused is refused here already.

    Raises what `import_round` raises.
    """
    answers = read_answers(content, _may_ask(partnership))
    wanted = _Wanted(answers, title, closed, invited)
    _check_arguments(wanted, now)
    made = _add_up(partnership, wanted, by)
    with transaction.atomic():
        point = transaction.savepoint()
        _store(wanted, made, now=now, by=by)
        transaction.savepoint_rollback(point)
    placed = {code for sheet in answers.sheets for code in sheet.answers}
    return ImportPreview(
        number=made.round.number,
        people=Sides(*(answers.people(side) for side in Side)),
        left_out=answers.left_out,
        statements=len(placed),
        comments=len(answers.comments),
        view=made.results.snapshot.view,
    )


def _may_ask(partnership: Partnership | NewPartnership) -> Questionnaire:
    """All that a file may have columns for: the instrument, and what is agreed to be asked."""
    sections = asked_next(partnership) if isinstance(partnership, Partnership) else ()
    return with_sections(breakthrough_1(), sections)


def _check_arguments(wanted: _Wanted, now: datetime) -> None:
    title, closed = wanted.title, wanted.closed
    if not 0 < len(title.strip()) <= LONGEST_TITLE:
        raise ImportingError(
            _("The title must have 1 to %(most)d characters.") % {"most": LONGEST_TITLE}
        )
    if not is_writable(title.strip()):
        raise ImportingError(unwritable_sentence())
    if closed > now.astimezone(UTC).date():
        raise ImportingError(
            _("The round cannot have closed on %(day)s, which is still to come.")
            % {"day": closed.isoformat()}
        )
    for side in Side:
        _check_invited(side, wanted.invited.of(side), wanted.answers.people(side))


def _check_invited(side: Side, invited: int | None, people: int) -> None:
    if invited is not None and not people <= invited <= MOST_INVITED:
        raise ImportingError(
            _(
                "The file holds %(people)d people of the %(side)s, so %(invited)d cannot be the "
                "number of those invited."
            )
            % {"people": people, "side": side.value, "invited": invited}
        )


def _create(wanted: NewPartnership, now: datetime) -> Partnership:
    facilitator = ensure_person(email=wanted.facilitator) if wanted.facilitator else None
    return create_partnership(
        name=wanted.name,
        contractor=wanted.contractor,
        client=wanted.client,
        slug=wanted.slug,
        facilitator=facilitator,
        called=wanted.facilitator.strip(),
        at=now,
    )


def _check_order(partnership: Partnership, closed: date) -> None:
    """No round may be under way, and none may have closed on that day or after it."""
    if partnership.rounds.filter(state__in=UNDER_WAY).exists():
        raise ImportingError(
            _("A round of this partnership is under way: import when it has been released.")
        )
    released = partnership.rounds.filter(state=Round.State.RELEASED, closed_at__isnull=False)
    days = {local_time(one.closed_at, one.time_zone).date() for one in released if one.closed_at}
    if closed in days:
        raise ImportingError(
            _(
                "A round that closed on that day is there already. Two of one day could be "
                "subtracted until a few people remain, so it cannot be imported again."
            )
        )
    latest = released.aggregate(at=Max("closed_at"))
    if latest["at"] and latest["at"] > _closing_moment(closed):
        raise ImportingError(
            _("A round of this partnership closed on %(day)s, after %(closed)s: import in order.")
            % {"day": date_format(latest["at"], "Y-m-d"), "closed": closed.isoformat()}
        )


def _check_new(
    partnership: Partnership,
    results: Results,
    by: Person | None,
    compared: frozenset[int] = frozenset(),
) -> frozenset[int]:
    """A corrected file beside the first one would tell what those few said whom it adds, in another
    partnership of the same person, too; so would a whole beside its parts. Other people's are not
    looked at: whether a file is refused would tell their results. Without a person, on the command
    line, all are. Takes and gives the snapshots that the results have been compared with.
    """
    new = results.snapshot
    released = Round.objects.filter(state=Round.State.RELEASED)
    imported = released.filter(imported=True)
    if by is not None:
        is_readable = Q(pk__in=rounds_read_by(by).values("pk"))
        imported = imported.filter(is_readable | Q(partnership=partnership))
    comparable = released.filter(partnership=partnership) | imported
    every = frozenset(comparable.values_list("snapshot", flat=True))
    newer = released.filter(snapshot__in=every - compared)
    for one in newer.filter(partnership=partnership).select_related("snapshot"):
        earlier = codec.from_json(one.snapshot.data)
        if is_repeated(earlier, new):
            raise ImportingError(
                _(
                    "This is nearly the same as “%(title)s”, which is there already: beside it, "
                    "the few answers that differ could be found. A round is imported once."
                )
                % {"title": one.title}
            )
        if is_too_soon(earlier, new):
            raise ImportingError(
                _(
                    "“%(title)s” closed within ten weeks of this round and has many scores like "
                    "it, so the same people may have answered both: import only one of them."
                )
                % {"title": one.title}
            )
    for earlier in _snapshots(newer.exclude(partnership=partnership)):
        if is_repeated(earlier, new):
            raise ImportingError(
                _(
                    "Nearly the same answers have been imported already, so they cannot be "
                    "imported once more: see that this is the right file."
                )
            )
    if every != compared and leave_few([*_snapshots(imported)], new):
        raise ImportingError(
            _(
                "Rounds that have been imported already and this one are parts and their whole, "
                "but for a few people, whose answers could be found: import either the parts or "
                "the whole."
            )
        )
    return every


def _snapshots(rounds: QuerySet[Round]) -> Iterator[SnapshotValue]:
    rows = rounds.values_list("snapshot__data", flat=True)
    return map(codec.from_json, rows.iterator(chunk_size=CHUNK))


def _closing_moment(closed: date) -> datetime:
    return datetime.combine(closed, CLOSING_TIME, UTC)


def _new_round(partnership: Partnership, wanted: _Wanted) -> Round:
    """A round that is not stored."""
    instrument = Instrument(data=to_json(breakthrough_1()))
    columns = wanted.answers.columns
    questionnaire = to_json(questionnaire_for(partnership, instrument, columns))
    closes_at = _closing_moment(wanted.closed)
    promise = Promise(
        partnership=partnership.name,
        contractor=partnership.contractor.name,
        client=partnership.client.name,
        scope=partnership.scope,
        customer=partnership.customer,
        server="",
        k=partnership.k,
        comments=bool(wanted.answers.comments),
        everyone=False,
        neutral_keys=False,
        closes_at=closes_at.isoformat(),
        time_zone="UTC",
        invited=wanted.invited,
    )
    number = partnership.rounds.aggregate(last=Max("number"))["last"] or 0
    return Round(
        partnership=partnership,
        number=number + 1,
        title=wanted.title.strip(),
        state=Round.State.SEALING,
        closes_at=closes_at,
        closed_at=closes_at,
        questionnaire=questionnaire,
        questionnaire_sha256=sha256_of(questionnaire),
        promise=promise.to_json(),
        promise_sha256=promise.sha256,
        imported=True,
        asks_comments=promise.comments,
    )
