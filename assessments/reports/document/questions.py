"""One neutral question for each element and practice: to open a conversation, not to judge."""

from assessments.charts.messages import Message
from assessments.reports.document.parts import Item
from assessments.reports.document.source import Source

ELEMENTS = ("trust", "values", "culture", "resources", "learning", "systems")
ASKED = frozenset((*ELEMENTS, *(f"P{number}" for number in range(1, 11))))


def question(code: str, name: str) -> Message:
    """The question about an element or practice, by its code."""
    if code in ASKED:
        return Message(f"report.question.{code}")
    return Message("report.question.any", {"name": name})


def topics(source: Source) -> dict[str, str]:
    """Names of all elements and practices by code, in the questionnaire's order."""
    questionnaire = source.questionnaire
    elements = {element.code: element.name for element in questionnaire.elements}
    return elements | {practice.code: practice.name for practice in questionnaire.practices}


def opening(source: Source) -> tuple[Item, ...]:
    """For what to talk about and what to raise next; a general one where there is neither."""
    names = topics(source)
    found = source.snapshot.reading if source.tells_sides else None
    chosen = (*found.talk_about, *found.raise_next) if found else ()
    if not chosen:
        return (Item(Message("report.question.general")),)
    return tuple(
        Item(Message("name", {"name": names[code]}), sentence=question(code, names[code]))
        for code in chosen
    )


def about(code: str, source: Source) -> tuple[Message, ...]:
    """What may be asked beside a section."""
    questionnaire = source.questionnaire
    if code == "lists":
        return tuple(item.sentence or item.text for item in opening(source))
    elements = {element.code for element in questionnaire.elements}
    return tuple(
        Message("report.question.of", {"name": name, "question": question(one, name)})
        for one, name in topics(source).items()
        if (one in elements) == (code in ("profile", "elements"))
    )
