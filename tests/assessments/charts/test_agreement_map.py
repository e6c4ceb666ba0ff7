from dataclasses import replace
from itertools import product

import pytest

from assessments.charts.agreement_map import agreement_map, finding
from assessments.scoring.reading import Place, place_on_map
from assessments.scoring.terms import NOT_SHOWN, Agreement, GapWord, NotShown, Sides
from assessments.wording import say
from tests.assessments.charts import rounds
from tests.assessments.charts.rounds import NAMES, questionnaire
from tests.assessments.figures import HIDDEN_ELEMENT, F, element

AGREEMENTS = (*Agreement, None, NOT_SHOWN)


def test_every_combination_of_words_has_one_place() -> None:
    for word, first, second, joint in product(GapWord, AGREEMENTS, AGREEMENTS, (F(59), F(60))):
        found = replace(element(joint, F(12), word), agreement=Sides(first, second))
        place = place_on_map(found)
        if Agreement.SPLIT in (first, second):
            assert place is Place.SPLIT
        elif word is not GapWord.NONE:
            assert place is Place.DIFFERENCE
        else:
            assert place is (Place.STRONG if joint >= 60 else Place.WEAK)


@pytest.mark.parametrize("hidden", [HIDDEN_ELEMENT, replace(element(F(50)), gap_word=NOT_SHOWN)])
def test_a_hidden_element_has_no_place(hidden: object) -> None:
    assert place_on_map(hidden) is None  # type: ignore[arg-type]


def test_every_set_of_places_is_told_in_whole_sentences() -> None:
    elements = questionnaire().elements
    for places in product(Place, repeat=3):
        told = [m.said(say) for m in finding(dict(zip(elements[:3], places, strict=True)))]
        assert len(told) == len(set(places))
        for sentence in told:
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert "%" not in sentence
        assert sum(text.count("Trust") for text in told) == 1


def test_lanes_follow_the_side_that_agrees_less() -> None:
    words = {
        "trust": Sides(Agreement.ONE_VIEW, Agreement.SPLIT),
        "values": Sides(Agreement.MIXED, Agreement.ONE_VIEW),
        "culture": Sides(Agreement.ONE_VIEW, Agreement.ONE_VIEW),
        "resources": Sides(None, Agreement.ONE_VIEW),
        "learning": Sides(None, None),
    }
    snapshot = rounds.both()
    agreements: dict[str, Sides[Agreement | NotShown | None]] = {**words}
    elements = {code: replace(element(F(61)), agreement=a) for code, a in agreements.items()}
    found = replace(snapshot, elements=elements | {"systems": HIDDEN_ELEMENT})
    spec = agreement_map(found, questionnaire(), NAMES)
    lanes = {
        panel.title.said(say): [row.code for row in panel.rows]
        for panel in spec.panels
        if panel.title
    }
    assert lanes == {
        "Each side of one view": ["culture", "resources"],
        "Mixed views inside a side": ["values"],
        "Split inside a side": ["trust"],
        "Fewer than eight answers: agreement is not told": ["learning"],
    }
    assert [m.said(say) for m in spec.finding] == [
        "Strong and aligned: Shared Values, Organizational Culture, Joint Resource Development"
        " and Integrated Learning.",
        "Split inside a side: Trust.",
    ]


def test_the_table_holds_every_element_and_the_same_figures() -> None:
    spec = agreement_map(rounds.both(), questionnaire(), NAMES)
    told = {row.name.said(say): [c.said(say) for c in row.cells] for row in spec.table.rows}
    assert told["Trust"][:4] == ["honest difference", "59", "50", "seen differently"]
    (trust,) = [row for panel in spec.panels for row in panel.rows if row.code == "trust"]
    assert trust.marks[0].score == 50
    assert trust.marks[0].hollow
    assert trust.marks[0].tip.said(say) == "Trust: honest difference, 50 apart, joint 59"
    hidden = agreement_map(rounds.hidden(), questionnaire(), NAMES)
    assert hidden.table.rows[0].cells[0].said(say) == "not shown"
    assert not any(row.code == "trust" for panel in hidden.panels for row in panel.rows)


def test_the_alternative_text_says_the_finding() -> None:
    spec = agreement_map(rounds.both(), questionnaire(), NAMES)
    assert all(message.said(say) in spec.alt.said(say) for message in spec.finding)
