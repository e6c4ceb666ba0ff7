"""What a page shows, ready for its template: charts drawn, figures and sentences as messages.

Built from a snapshot, a questionnaire and names; nothing here reads the database.
"""

import json
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assessments.charts import (
    answers,
    facts,
    figures,
    further,
    picture,
    reading,
    rounding,
    svg,
    trend,
)
from assessments.charts.agreement_map import agreement_map
from assessments.charts.checklist import Point, breakthrough_history
from assessments.charts.messages import Message
from assessments.charts.mirror import mirror
from assessments.charts.names import Names
from assessments.charts.palette import LIGHT
from assessments.charts.profile import profile, response
from assessments.charts.spec import ChartSpec, KeyEntry, Table
from assessments.charts.standing import standing
from assessments.charts.steps import Step, Steps
from assessments.kept import Itself, Kept
from assessments.models import Comment
from assessments.questionnaire.schema import (
    COMMITMENTS,
    OWN_MEASURES,
    Element,
    Practice,
    Questionnaire,
    Section,
)
from assessments.scoring.terms import Side
from assessments.snapshot.value import Snapshot, View
from assessments.wording import say

__all__ = ["DashboardPage", "Names", "RoundInfo", "dashboard", "summary"]


PALETTE = {colour: f"--{name}" for name, colour in LIGHT.items()}
"""The stylesheet's variable for each colour in the figures."""


@dataclass(frozen=True)
class RoundInfo:
    """What the page's head says; `previous_title` is the title of the round before, if any."""

    slug: str
    partnership: str
    customer: str
    scope: str
    number: int
    title: str
    released: date | None
    previous_title: str = ""
    closed: date | None = None


@dataclass(frozen=True)
class Drawing:
    """A chart for a wide page and for a narrow one."""

    desk: SafeString
    phone: SafeString


@dataclass(frozen=True)
class Chart:
    """A chart's description, its two drawings, and the figures that take their place."""

    spec: ChartSpec
    desk: SafeString
    phone: SafeString
    figures: dict[str, Any]

    @property
    def figures_id(self) -> str:
        return f"figure-{self.spec.code}"

    @property
    def caption(self) -> str:
        """As JSON, for an attribute."""
        return json.dumps(picture.caption(self.spec, say))


PAGES: "Kept[DashboardPage]" = Kept(60)


@dataclass(frozen=True)
class History:
    """How the relationship has moved over all released rounds up to this one."""

    index: Chart
    elements: Chart
    practices: Chart
    breakthrough: Table


@dataclass(frozen=True)
class OwnMeasures:
    """Statements of the partnership's own, by their form; `..._moved` from the second round on."""

    singles: Table | None
    singles_moved: Table | None
    mirror: Chart | None
    readings_moved: Table | None


@dataclass(frozen=True)
class SidesDetail:
    """The parts that tell the two sides apart; `history` from the second round on; `own` and `kept`
    where the round asked that."""

    practices: Chart
    seen_differently: tuple[reading.SeenDifferently, ...]
    statements: tuple[Table, ...]
    changes: Table | None
    model: Message
    stance: Table
    breakthrough: tuple[Point, ...]
    reached: Message
    human_measures: tuple[facts.HumanMeasure, ...]
    map: Chart
    history: History | None
    own: OwnMeasures | None
    kept: Table | None


@dataclass(frozen=True)
class Detail:
    """What leaders and facilitators see beyond the summary; `sides` only where both are shown."""

    standing: Chart
    hint: tuple[Message, ...]
    changed: tuple[Message, ...]
    apart: tuple[answers.Apart, ...]
    facts: tuple[facts.Fact, ...]
    elements: Chart
    rounding: Message | None
    sides: SidesDetail | None
    element_topics: tuple[Element, ...]
    practice_topics: tuple[Practice, ...]

    @property
    def palette(self) -> dict[str, str]:
        return PALETTE


@dataclass(frozen=True, eq=False)
class DashboardPage:
    """`lists` is empty where there is nothing to tell; `detail` is left out of a summary. Pages
    are made once and told apart by being themselves."""

    round: RoundInfo
    lede: tuple[Message, ...]
    response: tuple[KeyEntry, ...]
    lists: tuple[reading.TopicList, ...]
    detail: Detail | None


@dataclass(frozen=True)
class Remark:
    """A comment; `side` is None where the sides must not be told apart."""

    side: Message | None
    text: str


@dataclass(frozen=True)
class Remarks:
    """What was said to one question, in the order fixed at sealing."""

    prompt: str
    remarks: tuple[Remark, ...]


def remarks_of(
    comments: Iterable[Comment], questionnaire: Questionnaire, names: Names
) -> list[Remarks]:
    """By question; nothing stands beside the words but the side, where it may be told."""
    found: dict[str, list[Remark]] = {prompt.code: [] for prompt in questionnaire.comments}
    for comment in comments:
        side = Message("name", {"name": names.short(Side(comment.side))}) if comment.side else None
        found.setdefault(comment.question, []).append(Remark(side, comment.text))
    prompts = {prompt.code: prompt.prompt for prompt in questionnaire.comments}
    return [Remarks(prompts.get(code, code), tuple(said)) for code, said in found.items() if said]


def dashboard(
    snapshot: Snapshot,
    questionnaire: Questionnaire,
    names: Names,
    round_info: RoundInfo,
    earlier: Sequence[Step] = (),
) -> DashboardPage:
    """The whole page, for leaders and facilitators. `earlier`: the rounds before, in order. Made
    once in each language: it depends on nothing but these values."""
    steps = (*earlier, Step(round_info.title, snapshot, questionnaire))
    return PAGES.of(
        ("whole", *_key(steps, names, round_info)),
        lambda: _page(steps[-1], names, round_info, _detail_if_shown(steps, names, round_info)),
    )


def summary(
    snapshot: Snapshot, questionnaire: Questionnaire, names: Names, round_info: RoundInfo
) -> DashboardPage:
    """What every respondent may see: the response, the reading and the three lists."""
    step = Step(round_info.title, snapshot, questionnaire)
    key = ("summary", *_key((step,), names, round_info))
    return PAGES.of(key, lambda: _page(step, names, round_info, None))


def _key(steps: Steps, names: Names, round_info: RoundInfo) -> tuple[Hashable, ...]:
    rounds = ((one.title, Itself(one.snapshot), Itself(one.questionnaire)) for one in steps)
    return (get_language(), names, round_info, *rounds)


def _page(
    step: Step, names: Names, round_info: RoundInfo, of_leaders: Detail | None
) -> DashboardPage:
    snapshot, questionnaire = step.snapshot, step.questionnaire
    return DashboardPage(
        round=round_info,
        lede=reading.lede(snapshot, questionnaire, names, round_info.previous_title),
        response=response(snapshot, names),
        lists=reading.lists(snapshot, questionnaire, names),
        detail=of_leaders,
    )


def _detail_if_shown(steps: Steps, names: Names, round_info: RoundInfo) -> Detail | None:
    shown = steps[-1].snapshot.view is not View.NOTHING
    return detail(steps, names, round_info) if shown else None


def detail(steps: Steps, names: Names, round_info: RoundInfo) -> Detail:
    """Charts and figures of a round that shows something."""
    snapshot, questionnaire = steps[-1].snapshot, steps[-1].questionnaire
    both = snapshot.view is View.SIDES
    return Detail(
        standing=chart(standing(snapshot, names)),
        hint=facts.index_line(snapshot, questionnaire, round_info.previous_title),
        changed=answers.changed(snapshot, questionnaire) if both else (),
        apart=answers.apart(snapshot, questionnaire, names) if both else (),
        facts=facts.short_answers(snapshot, names) if both else (),
        elements=chart(profile(snapshot, questionnaire, names, round_info.previous_title)),
        rounding=rounding.note(snapshot, questionnaire),
        sides=sides_detail(steps, names) if both else None,
        element_topics=questionnaire.elements,
        practice_topics=questionnaire.practices,
    )


def chart(spec: ChartSpec) -> Chart:
    """A chart in the reader's language. Drawn each time: one that was kept from another partnership
    would come sooner, and tell whoever has the same figures drawn that it has them.
    """
    drawn = drawing(spec)
    return Chart(spec, desk=drawn.desk, phone=drawn.phone, figures=figures.of(spec, say))


def drawing(spec: ChartSpec) -> Drawing:
    """Both drawings of a chart in the reader's language, made by our own pen as elements, so that
    every text in them is escaped.
    """
    return Drawing(SafeString(svg.desk(spec, say)), SafeString(svg.phone(spec, say)))


def history(steps: Steps, names: Names) -> History:
    questionnaire = steps[-1].questionnaire
    return History(
        index=chart(trend.index_trend(steps, names)),
        elements=chart(trend.elements_trend(steps, questionnaire, names)),
        practices=chart(trend.practices_trend(steps, questionnaire, names)),
        breakthrough=breakthrough_history(steps, names),
    )


def sides_detail(steps: Steps, names: Names) -> SidesDetail:
    """Everything that stands beside the profile where both sides are shown."""
    snapshot, questionnaire = steps[-1].snapshot, steps[-1].questionnaire
    return SidesDetail(
        practices=chart(mirror(snapshot, questionnaire, names)),
        seen_differently=tuple(reading.seen_differently(snapshot, questionnaire, names)),
        statements=facts.element_statements(snapshot, questionnaire, names),
        changes=facts.changes(snapshot, questionnaire, names),
        model=facts.model(snapshot),
        stance=facts.stance(snapshot, questionnaire, names),
        breakthrough=facts.breakthrough(snapshot, questionnaire, names),
        reached=facts.reached(snapshot),
        human_measures=facts.human_measures(snapshot, names),
        map=chart(agreement_map(snapshot, questionnaire, names)),
        history=history(steps, names) if len(steps) > 1 else None,
        own=own_measures(snapshot, questionnaire.section(OWN_MEASURES), names),
        kept=further.kept(snapshot, questionnaire.section(COMMITMENTS), names),
    )


def own_measures(snapshot: Snapshot, section: Section, names: Names) -> OwnMeasures | None:
    if not section.statements:
        return None
    spec = further.own_mirror(snapshot, section, names)
    return OwnMeasures(
        singles=further.own_singles(snapshot, section, names),
        singles_moved=further.own_singles_moved(snapshot, section, names),
        mirror=chart(spec) if spec else None,
        readings_moved=further.own_readings_moved(snapshot, section, names),
    )
