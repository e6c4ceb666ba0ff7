"""What a list shows of each partnership and round, ready for its template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.charts import facts, reading
from assessments.charts.messages import Message
from assessments.charts.profile import response
from assessments.charts.spec import KeyEntry
from assessments.charts.standing import standing
from assessments.checklist import Action, turning_of
from assessments.closing import closing_moment
from assessments.models import Round
from assessments.pages import Drawing, RoundInfo, drawing
from assessments.queries import Standing, names_of
from assessments.rhythm import next_undone
from assessments.services.releasing import RELEASED_BY_ITSELF_AFTER
from assessments.services.rounds import held_text
from assessments.snapshot.value import Snapshot, View
from assessments.strips import Strip
from assessments.wording import moment_text
from partnerships.models import Partnership
from partnerships.viewer import Viewer


@dataclass(frozen=True)
class Waiting:
    """What a partnership waits for. `date`: the next one that is known; `action`: what this viewer
    can do now."""

    text: str = ""
    date: str = ""
    action: Action | None = None


@dataclass(frozen=True)
class StripView:
    """`index` and the drawing are there for those entitled, where a round shows something."""

    strip: Strip
    lede: Sequence[Message] = ()
    index: Sequence[Message] = ()
    drawing: Drawing | None = None
    waiting: Waiting = Waiting()


@dataclass(frozen=True)
class StandingView:
    """`index` is there for those entitled; `closes` while answers are accepted."""

    round: Round
    response: Sequence[KeyEntry] = ()
    index: Message | None = None
    closes: datetime | None = None


def strip_view(strip: Strip, now: datetime) -> StripView:
    """The reading for everybody; where it stands for leaders and facilitators."""
    waiting = waiting_of(strip, now)
    if strip.step is None:
        return StripView(strip, waiting=waiting)
    names = names_of(strip.partnership)
    snapshot, questionnaire = strip.step.snapshot, strip.step.questionnaire
    lede = reading.lede(snapshot, questionnaire, names, strip.previous_title)
    if not strip.viewer.may_see_results or snapshot.view is View.NOTHING:
        return StripView(strip, lede, waiting=waiting)
    return StripView(
        strip,
        lede,
        facts.index_line(snapshot, questionnaire, strip.previous_title),
        drawing(standing(snapshot, names)),
        waiting,
    )


def waiting_of(strip: Strip, now: datetime) -> Waiting:
    """What the round under way waits for, and whether it is this viewer's turn."""
    round = strip.under_way
    if round is None:
        return _nothing_planned(strip)
    if round.state == Round.State.DRAFT:
        return _draft(strip, round, now)
    if round.held:
        return Waiting(held_text())
    if round.state == Round.State.OPEN:
        closes = moment_text(closing_moment(round), round.time_zone)
        return Waiting(date=_("Open until %(moment)s.") % {"moment": closes})
    if round.state == Round.State.SEALED:
        return _sealed(strip, round)
    return Waiting()


def _nothing_planned(strip: Strip) -> Waiting:
    if not strip.viewer.may_run_rounds:
        return Waiting()
    rhythm = getattr(strip.partnership, "rhythm", None)
    window = next_undone(rhythm) if rhythm else None
    if rhythm and window:
        moment = moment_text(window.opens_at, rhythm.time_zone)
        return Waiting(date=_("The next round opens by itself %(moment)s.") % {"moment": moment})
    return Waiting(action=Action("round_create", _("Plan a round")))


def _draft(strip: Strip, round: Round, now: datetime) -> Waiting:
    closes = moment_text(round.closes_at, round.time_zone) if round.closes_at else ""
    date = _("Is to close %(moment)s.") % {"moment": closes} if closes else ""
    if round.opens_at is not None:
        opens = moment_text(round.opens_at, round.time_zone)
        date = _("Opens by itself %(moment)s.") % {"moment": opens}
    if not strip.viewer.may_run_rounds:
        return Waiting(date=date)
    if round.closes_at is not None and round.closes_at <= now:
        text = _("The closing time has passed: choose a later one.")
        return Waiting(text, action=Action("round_edit", _("Change the time")))
    mine = [side for side in strip.short if strip.viewer.may_manage_people(side)]
    if mine:
        text = _("Too few people of %(organizations)s are chosen.")
        action = Action("round_people", _("Choose people"))
        return Waiting(text % {"organizations": _organizations(strip, mine)}, date, action)
    if strip.short:
        text = _("Waiting for a facilitator of %(organizations)s to choose its people.")
        return Waiting(text % {"organizations": _organizations(strip, strip.short)}, date)
    return Waiting(_("Its people are chosen."), date, Action("round", _("See the next step")))


def _sealed(strip: Strip, round: Round) -> Waiting:
    at = round.sealed_at and round.sealed_at + RELEASED_BY_ITSELF_AFTER
    moment = moment_text(at, round.time_zone) if at else ""
    date = _("Released by itself %(moment)s.") % {"moment": moment} if moment else ""
    if strip.unread:
        text = ngettext(
            "%(number)s comment waits to be read before release.",
            "%(number)s comments wait to be read before release.",
            strip.unread,
        )
        action = Action("round_comments", _("Read the comments"))
        return Waiting(text % {"number": strip.unread}, date, action)
    text = _("Missing: the key of %(organizations)s.")
    return Waiting(
        text % {"organizations": _organizations(strip, strip.locked)},
        date,
        turning_of(round, strip.mine[0]) if strip.mine else None,
    )


def _organizations(strip: Strip, sides: Sequence[str]) -> str:
    return _(" and ").join(str(strip.partnership.organization_of(side)) for side in sides)


def standing_view(standing: Standing, partnership: Partnership, viewer: Viewer) -> StandingView:
    """The response of a released round for everybody, its index for those entitled."""
    round, snapshot = standing.round, standing.snapshot
    if snapshot is None:
        is_open = round.state == Round.State.OPEN
        return StandingView(round, closes=closing_moment(round) if is_open else None)
    index = index_of(snapshot) if viewer.may_see_results else None
    return StandingView(round, response(snapshot, names_of(partnership)), index)


def index_of(snapshot: Snapshot) -> Message:
    """The joint index, or that of everyone together, with its band."""
    if snapshot.everyone:
        return facts.placed("hint.everyone", snapshot.everyone.index)
    return facts.placed("hint.index", snapshot.index.joint)


def round_info(round: Round, previous_title: str) -> RoundInfo:
    """What the head of a round's page says."""
    zone = ZoneInfo(round.time_zone)
    return RoundInfo(
        slug=round.partnership.slug,
        partnership=round.partnership.name,
        customer=round.partnership.customer,
        scope=round.partnership.scope,
        number=round.number,
        title=round.title,
        released=round.released_at.astimezone(zone).date() if round.released_at else None,
        previous_title=previous_title,
        closed=round.closed_at.astimezone(zone).date() if round.closed_at else None,
    )
