"""What a list shows of each partnership and round, ready for its template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from assessments.charts import facts, reading, svg
from assessments.charts.messages import Message
from assessments.charts.profile import response
from assessments.charts.spec import KeyEntry
from assessments.charts.standing import standing
from assessments.closing import closing_moment
from assessments.models import Round
from assessments.pages import RoundInfo
from assessments.queries import Standing, Strip, names_of, questionnaire_of
from assessments.snapshot.value import Snapshot, View
from assessments.wording import say
from partnerships.models import Partnership
from partnerships.viewer import Viewer


@dataclass(frozen=True)
class Drawing:
    """Where a partnership stands, for a wide page and a narrow one."""

    desk: SafeString
    phone: SafeString


@dataclass(frozen=True)
class StripView:
    """`index` and the drawing are there for those entitled, where a round shows something."""

    strip: Strip
    lede: Sequence[Message] = ()
    index: Sequence[Message] = ()
    drawing: Drawing | None = None


@dataclass(frozen=True)
class StandingView:
    """`index` is there for those entitled; `closes` while answers are accepted."""

    round: Round
    response: Sequence[KeyEntry] = ()
    index: Message | None = None
    closes: datetime | None = None


def strip_view(strip: Strip) -> StripView:
    """The reading for everybody; where it stands for leaders and facilitators."""
    if strip.latest is None or strip.snapshot is None:
        return StripView(strip)
    names = names_of(strip.partnership)
    questionnaire = questionnaire_of(strip.latest)
    lede = reading.lede(strip.snapshot, questionnaire, names, strip.previous_title)
    if not strip.viewer.may_see_results or strip.snapshot.view is View.NOTHING:
        return StripView(strip, lede)
    spec = standing(strip.snapshot, names)
    return StripView(
        strip,
        lede,
        facts.index_line(strip.snapshot, questionnaire, strip.previous_title),
        Drawing(SafeString(svg.desk(spec, say)), SafeString(svg.phone(spec, say))),
    )


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
