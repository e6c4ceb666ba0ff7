"""A dashboard to show before anybody has answered: invented answers, counted as all others are."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import pages
from assessments.charts.names import Names
from assessments.charts.steps import Step
from assessments.demo.answers import answer_file
from assessments.demo.world import Alliance, PlannedRound, read_world
from assessments.kept import Kept
from assessments.questionnaire.load import breakthrough_1
from assessments.scoring.terms import Side, Sides
from assessments.services.answer_file import read_answers
from assessments.services.demo import closing_day, title_of
from assessments.snapshot.build import Frame, build
from assessments.snapshot.trend import Sealed
from partnerships.models import SMALLEST_GROUP

INVENTED_DAY = date(2026, 1, 20)
ROUNDS = 2


@dataclass(frozen=True)
class Sample:
    """`summary` holds the lists as somebody sees them for whom nothing lies behind them."""

    page: pages.DashboardPage
    summary: pages.DashboardPage


SAMPLES: Kept[Sample] = Kept(5)


def sample_dashboard() -> Sample:
    """The page of an invented alliance in its second round, by the code of every dashboard; one
    in each language."""
    return SAMPLES.of(get_language(), _sample)


def _sample() -> Sample:
    alliance = read_world().alliances[0]
    *earlier, last = _steps()
    names = Names(*(alliance.houses.of(side).name for side in Side))
    info = pages.RoundInfo(
        slug="sample",
        partnership=_("An invented alliance"),
        customer=alliance.customer,
        scope=alliance.scope,
        number=last.snapshot.number,
        title=last.title,
        released=None,
        previous_title=earlier[-1].title,
        closed=last.snapshot.closed,
    )
    shown = (last.snapshot, last.questionnaire, names, info)
    page, summary = pages.dashboard(*shown, earlier), pages.summary(*shown)
    return Sample(_without_links(page), summary)


def _without_links(page: pages.DashboardPage) -> pages.DashboardPage:
    """Nothing lies behind the topics of a sample."""
    if page.detail is None:
        return page
    detail = replace(page.detail, element_topics=(), practice_topics=())
    return replace(page, detail=detail)


@lru_cache(maxsize=1)
def _steps() -> tuple[Step, ...]:
    alliance = read_world().alliances[0]
    found: list[Step] = []
    previous: Sealed | None = None
    for number, planned in enumerate(alliance.rounds[-ROUNDS:], 1):
        sealed = _sealed(alliance, planned, number, previous)
        found.append(Step(title_of(sealed.snapshot.closed), sealed.snapshot, sealed.questionnaire))
        previous = sealed
    return tuple(found)


def _sealed(
    alliance: Alliance, planned: PlannedRound, number: int, previous: Sealed | None
) -> Sealed:
    asked = breakthrough_1()
    frame = Frame(
        questionnaire=asked,
        number=number,
        closed=closing_day(INVENTED_DAY, planned.months),
        k=SMALLEST_GROUP,
        invited=Sides(*(planned.turnout.of(side).invited for side in Side)),
    )
    sheets = read_answers(answer_file(alliance, planned, asked), asked).sheets
    snapshot, moments = build(frame, sheets, previous)
    return Sealed(questionnaire=asked, snapshot=snapshot, moments=moments)
