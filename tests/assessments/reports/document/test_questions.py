from assessments.reports.document.questions import ASKED, about, opening, question
from assessments.wording import say
from tests.assessments.reports.sources import everyone, second
from tests.assessments.sheets import instrument


def test_there_is_a_question_for_each_element_and_practice() -> None:
    elements = {element.code for element in instrument().elements}
    assert elements | {practice.code for practice in instrument().practices} == ASKED
    said = {question(code, "").said(say) for code in ASKED}
    assert len(said) == 16
    assert all(one.endswith("?") for one in said)


def test_another_topic_is_asked_by_its_name() -> None:
    assert "“Safety”" in question("X1", "Safety").said(say)


def test_the_opening_asks_about_what_to_talk_about_and_to_raise() -> None:
    reading = second().snapshot.reading
    assert len(opening(second())) == len(reading.talk_about) + len(reading.raise_next) > 0


def test_without_topics_there_is_a_general_question() -> None:
    (item,) = opening(everyone())
    assert item.text.said(say) == "What went well between us lately, and what made it possible?"


def test_notes_beside_a_section() -> None:
    assert len(about("elements", second())) == 6
    assert len(about("mirror", second())) == 10
    assert about("elements", second())[0].said(say).startswith("Trust: When did we last rely")
