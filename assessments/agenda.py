"""The agenda of a meeting: proposed from a round's snapshot, then a text like any other."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from assessments.charts import reading
from assessments.charts.names import Names
from assessments.charts.steps import Step
from assessments.reports.document.questions import question
from assessments.wording import say
from partnerships.models import Commitment

POINT = "- "


@dataclass(frozen=True)
class Item:
    """A heading and what stands below it."""

    title: str
    points: list[str] = field(default_factory=list)


def proposed(step: Step | None, names: Names, promised: Sequence[Commitment]) -> str:
    """Promises first, then strengths, then differences. No figure stands in it; without results
    it names the items alone."""
    items = [Item(_("What we promised last time"), [one.text for one in promised])]
    for one in reading.lists(step.snapshot, step.questionnaire, names) if step else ():
        questions = one.code == "talk-about"
        points = [
            f"{topic.name}: {question(topic.code, topic.name).said(say)}"
            if questions
            else topic.name
            for topic in one.topics
        ]
        items.append(Item(say(one.title.code), points))
    if len(items) == 1:
        items.append(Item(_("What goes well between us, and what made it possible")))
    items.append(Item(_("What we promise each other now, three things at most")))
    return written(items)


def written(items: Sequence[Item]) -> str:
    return "\n".join(line for one in items for line in (one.title, *map(POINT.__add__, one.points)))


def items_of(text: str) -> list[Item]:
    """The items of an agenda: each line is one, and what begins with a dash stands below it."""
    found: list[Item] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("-") and found:
            found[-1].points.append(line.lstrip("- "))
        else:
            found.append(Item(line.lstrip("- ")))
    return [one for one in found if one.title or one.points]
