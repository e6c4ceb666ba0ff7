"""From rows to frozen values: the only bridge that pages, files and sealing read by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from assessments.access import may_follow
from assessments.agreed import asked_next
from assessments.charts.names import Names
from assessments.charts.steps import Step
from assessments.frozen import questionnaire_of, questionnaires_of, results_of
from assessments.models import Comment, CommentKey, Moments, Round, Snapshot
from assessments.questionnaire.load import from_json, with_sections
from assessments.questionnaire.schema import Questionnaire
from assessments.rhythm import Window, next_windows
from assessments.sealed_moments import open_moments
from assessments.snapshot import value
from assessments.snapshot.trend import NO_MOMENTS, Sealed
from partnerships.models import (
    Commitment,
    CommitmentUpdate,
    Partnership,
    Person,
    Rhythm,
    Win,
)
from partnerships.viewer import Viewer

State = Round.State
HEAVY = ("questionnaire", "promise")
WINS_TOLD = 2
UNCHOSEN_ZONE = "UTC"


def snapshot_for(round: Round) -> value.Snapshot:
    """The frozen results of a sealed round; whether anybody may see them is for access to say."""
    return results_of([Snapshot.objects.defer("data").get(round=round)])[0]


def asked_in(round: Round) -> Questionnaire:
    """What the round asks: frozen at its opening; a draft what it would ask if it opened now."""
    if round.questionnaire:
        return questionnaire_of(round)
    return with_sections(from_json(round.instrument.data), asked_next(round.partnership))


def round_to_come(partnership: Partnership) -> Round | None:
    """The round that is planned or open, if any."""
    waiting = partnership.rounds.filter(state__in=(State.DRAFT, State.OPEN))
    return waiting.order_by("-number").first()


def previous_released(round: Round) -> Round | None:
    """The released round before this one; its statements are compared with."""
    earlier = round.partnership.rounds.filter(state=State.RELEASED, number__lt=round.number)
    return earlier.order_by("-number").first()


def names_of(partnership: Partnership) -> Names:
    """What the two organizations are called; equal short names would tell nobody apart."""
    contractor, client = partnership.contractor, partnership.client
    short = (contractor.short_name, client.short_name)
    if short[0].casefold() == short[1].casefold():
        short = ("", "")
    return Names(contractor.name, client.name, *short)


def released_rounds(partnership: Partnership) -> Sequence[Round]:
    """The latest first."""
    return list(
        partnership.rounds.filter(state=State.RELEASED)
        .defer(*HEAVY)
        .order_by("-closed_at", "-number")
    )


def latest_released(partnership: Partnership) -> Round | None:
    """The round whose dashboard is the partnership's."""
    return next(iter(released_rounds(partnership)), None)


def usual_zone(partnership: Partnership, person: Person) -> str | None:
    """The time zone of the partnership's last round, or else the person's own. UTC is what stands
    there where nobody chose one."""
    rounds = partnership.rounds.exclude(time_zone=UNCHOSEN_ZONE).order_by("-number")
    latest = rounds.values_list("time_zone", flat=True).first()
    own = None if person.zone == UNCHOSEN_ZONE else person.zone
    return latest or own


def released_before(round: Round) -> Sealed | None:
    """The released round with which a round that is being sealed is compared."""
    found = latest_released(round.partnership)
    if found is None:
        return None
    kept = Moments.objects.filter(round=found).first()
    return Sealed(
        questionnaire=questionnaire_of(found),
        snapshot=snapshot_for(found),
        moments=open_moments(kept) if kept else NO_MOMENTS,
    )


def previous_title(round: Round, snapshot: value.Snapshot) -> str:
    """The title of the round that the snapshot compares with; empty for a first round."""
    if snapshot.previous is None:
        return ""
    rounds = Round.objects.filter(partnership=round.partnership_id, number=snapshot.previous)
    return rounds.values_list("title", flat=True).first() or ""


def title_before(earlier: Iterable[Step], snapshot: value.Snapshot) -> str:
    """The same, where the rounds before are known."""
    titles = (step.title for step in earlier if step.snapshot.number == snapshot.previous)
    return next(titles, "")


def released_steps(partnership: Partnership) -> list[Step]:
    """Every released round, the earliest first."""
    rounds = Round.objects.filter(partnership=partnership, state=State.RELEASED)
    return [*steps_of(rounds).values()]


def steps_of(rounds: QuerySet[Round] | Sequence[Round]) -> dict[int, Step]:
    """What those of these rounds that have results asked and found, by round, the earliest first;
    one query, and another two for what this process has not read yet.
    """
    rows = Snapshot.objects.filter(round__in=rounds).select_related("round")
    light = rows.defer("data", *(f"round__{name}" for name in HEAVY))
    found = list(light.order_by("round__closed_at", "round__number"))
    both = zip(found, results_of(found), questionnaires_of(row.round for row in found), strict=True)
    return {row.round_id: Step(row.round.title, results, asked) for row, results, asked in both}


def commitments_of(partnership: Partnership) -> list[Commitment]:
    """The latest first, with their owners; one query."""
    found = partnership.commitments.select_related(
        "contractor_owner__person", "client_owner__person"
    )
    return list(found)


def kept_days(partnership: Partnership) -> dict[int, date]:
    """Since which day the commitments that are kept have been so, by commitment; one query."""
    updates = CommitmentUpdate.objects.filter(
        commitment__partnership=partnership, commitment__state=Commitment.State.KEPT
    )
    found: dict[int, date] = {}
    for pk, state, at in updates.order_by("at", "pk").values_list("commitment_id", "state", "at"):
        if state == Commitment.State.KEPT:
            found.setdefault(pk, localtime(at).date())
        else:
            found.pop(pk, None)
    return found


def wins_of(partnership: Partnership) -> list[Win]:
    """The newest first; one query."""
    return list(partnership.wins.all())


def newest_wins(partnership: Partnership) -> list[Win]:
    """As many as a dashboard tells; one query."""
    return list(partnership.wins.all()[:WINS_TOLD])


def topic_names(questionnaire: Questionnaire) -> dict[str, str]:
    """The names of all elements, then of all practices, by code."""
    names = {element.code: element.name for element in questionnaire.elements}
    return names | {practice.code: practice.name for practice in questionnaire.practices}


def released_before_this(round: Round) -> list[Step]:
    """The rounds released before this one, the earliest first."""
    earlier = Round.objects.filter(
        partnership=round.partnership_id,
        state=State.RELEASED,
        closed_at__lte=round.closed_at,
        number__lt=round.number,
    )
    return [*steps_of(earlier).values()]


@dataclass(frozen=True)
class DeskProgress:
    """How many comments somebody has to read, and how many of them have been."""

    read: int
    all: int

    @property
    def is_done(self) -> bool:
        return self.read == self.all


def desk_progress(round: Round, sides: Iterable[str | None]) -> DeskProgress:
    """How far the comments of these sides have been read by whoever may."""
    wanted = set(sides)
    found = round.comments.order_by().values_list("side", "state")
    states = [state for side, state in found if side in wanted]
    return DeskProgress(len(states) - states.count(Comment.State.UNREAD), len(states))


def has_unread_comments(round: Round) -> bool:
    """Whether a comment of any side is left that nobody has read."""
    return round.comments.filter(state=Comment.State.UNREAD).exists()


def desk_comments(round: Round, sides: Iterable[str | None]) -> list[Comment]:
    """The comments of these sides, by question, in the order fixed at sealing; their words, of all
    pages together, are not read.
    """
    wanted = set(sides)
    found = round.comments.order_by("question", "position").defer("text", "blob")
    return [comment for comment in found if comment.side in wanted]


def comments_of(round: Round, sides: Iterable[str | None]) -> list[Comment]:
    """The comments that a facilitator has read and not held back, in the order fixed at sealing;
    none as long as they cannot be opened.
    """
    read = round.comments.filter(state=Comment.State.READ).order_by("position")
    wanted = set(sides)
    return [comment for comment in read if comment.side in wanted and not comment.blob]


def has_sealed_comments(round: Round) -> bool:
    """Whether there are comments whose words wait to be opened."""
    return CommentKey.objects.filter(round=round).exists()


@dataclass(frozen=True)
class Standing:
    """One round in a list; it has a snapshot to show once it is released."""

    round: Round
    snapshot: value.Snapshot | None


def rounds_of(partnership: Partnership, viewer: Viewer) -> list[Standing]:
    """Every round that the viewer may know of, the latest first; two queries."""
    rounds = partnership.rounds.defer(*HEAVY).order_by("-number")
    found = [round for round in rounds if may_follow(round, viewer)]
    snapshots = _snapshots(found)
    return [Standing(round, snapshots.get(round.pk)) for round in found]


def rhythm_of(partnership: Partnership) -> Rhythm | None:
    """The days on which rounds open by themselves, if there are any."""
    return Rhythm.objects.filter(partnership=partnership).first()


def coming_rounds(rhythm: Rhythm | None, now: datetime) -> list[Window]:
    """The next three rounds that open by themselves."""
    return next_windows(rhythm, now) if rhythm else []


def _snapshots(rounds: Iterable[Round]) -> dict[int, value.Snapshot]:
    """The snapshots of those rounds that are released, by round."""
    released = [round.pk for round in rounds if round.state == State.RELEASED]
    rows = list(Snapshot.objects.filter(round__in=released).defer("data"))
    return dict(zip((row.round_id for row in rows), results_of(rows), strict=True))
