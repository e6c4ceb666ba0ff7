from dataclasses import replace
from itertools import product

import pytest

from assessments.charts.messages import Message, cell_points, points
from assessments.charts.mirror import mirror
from assessments.charts.names import Names
from assessments.charts.profile import profile
from assessments.charts.spec import ChartSpec, Link, Mark, Row, Symbol
from assessments.charts.standing import standing
from assessments.scoring.terms import NOT_SHOWN, GapWord, NotShown
from assessments.snapshot.value import Snapshot
from assessments.wording import say
from tests.assessments.charts import rounds
from tests.assessments.charts.rounds import NAMES, questionnaire
from tests.assessments.figures import F

HIDDEN = Message("hidden")


def row(spec: ChartSpec, code: str, panel: int = 0) -> Row:
    return next(row for row in spec.panels[panel].rows if row.code == code)


def scores(found: Row) -> dict[Symbol, F]:
    return {mark.symbol: mark.score for mark in found.marks}


def test_where_we_stand_has_both_sides_and_the_joint_band() -> None:
    spec = standing(rounds.both(), NAMES)
    found = spec.panels[0].rows[0]
    assert scores(found) == {Symbol.CONTRACTOR: F(836, 15), Symbol.CLIENT: F(1297, 30)}
    assert [zone.name.code for zone in spec.zones if zone.current] == ["band.in_between"]
    assert [(zone.start, zone.end) for zone in spec.zones] == [
        (0, 20),
        (20, 40),
        (40, 60),
        (60, 80),
        (80, 100),
    ]


def test_where_everyone_stands_together_there_are_no_sides() -> None:
    spec = standing(rounds.together(), NAMES)
    found = spec.panels[0].rows[0]
    assert [mark.symbol for mark in found.marks] == [Symbol.JOINT]
    assert found.note is None


def test_a_hidden_index_is_a_note() -> None:
    snapshot = rounds.both()
    index = replace(
        snapshot.index, contractor=NOT_SHOWN, client=NOT_SHOWN, joint=NOT_SHOWN, band=NOT_SHOWN
    )
    spec = standing(replace(snapshot, index=index), NAMES)
    assert spec.panels[0].rows[0].marks == ()
    assert spec.panels[0].rows[0].note == HIDDEN
    assert not any(zone.current for zone in spec.zones)


def test_profile_follows_the_questionnaire() -> None:
    spec = profile(rounds.both(), questionnaire(), NAMES)
    assert [r.name for r in spec.panels[0].rows] == [e.name for e in questionnaire().elements]
    trust = row(spec, "trust")
    assert scores(trust) == {Symbol.CONTRACTOR: F(422, 5), Symbol.CLIENT: F(172, 5)}
    assert trust.link is Link.CLEAR
    assert row(spec, "values").link is Link.PLAIN


def test_last_round_is_the_score_less_its_change() -> None:
    """Everybody placed the middle in the round before."""
    spec = profile(rounds.both(), questionnaire(), NAMES)
    assert {mark.previous for r in spec.panels[0].rows for mark in r.marks} == {F(50)}


def test_a_first_round_has_no_hollow_marks() -> None:
    spec = profile(rounds.first(), questionnaire(), NAMES)
    assert {mark.previous for r in spec.panels[0].rows for mark in r.marks} == {None}
    assert Symbol.PREVIOUS not in {entry.symbol for entry in spec.key}


def test_an_agreed_target_is_a_tick_and_explained() -> None:
    spec = profile(rounds.both(targets=True), questionnaire(targets=True), NAMES)
    assert row(spec, "trust").target == 80
    assert row(spec, "values").target is None
    assert Symbol.TARGET in {entry.symbol for entry in spec.key}
    assert Symbol.TARGET not in {
        entry.symbol for entry in profile(rounds.both(), questionnaire(), NAMES).key
    }


def test_a_hidden_element_keeps_its_row() -> None:
    spec = profile(rounds.hidden(), questionnaire(), NAMES)
    assert row(spec, "trust").marks == ()
    assert row(spec, "trust").note == HIDDEN
    assert row(spec, "values").note is None


def test_mirror_has_a_panel_for_each_organization() -> None:
    spec = mirror(rounds.both(), questionnaire(), NAMES)
    own, other = row(spec, "P3"), row(spec, "P3", panel=1)
    assert scores(own) == {Symbol.CONTRACTOR: F(75), Symbol.CLIENT: F(25)}
    assert own.link is Link.CLEAR
    assert scores(other) == {Symbol.CLIENT: F(50), Symbol.CONTRACTOR: F(50)}
    assert other.link is Link.PLAIN


def test_the_mark_of_a_reading_is_that_of_who_answered() -> None:
    spec = mirror(rounds.both(), questionnaire(), NAMES)
    tips = {mark.symbol: mark.tip for mark in row(spec, "P3").marks}
    assert tips[Symbol.CONTRACTOR].code == "tip.self"
    assert tips[Symbol.CLIENT].code == "tip.seen"
    assert tips[Symbol.CLIENT].parameters["rater"] == "Northgate"
    assert tips[Symbol.CLIENT].parameters["name"] == "Brightline"


def test_a_half_hidden_mirror_shows_the_other_half() -> None:
    spec = mirror(rounds.hidden(), questionnaire(), NAMES)
    half = row(spec, "P3")
    assert scores(half) == {Symbol.CLIENT: F(50)}
    assert half.note == HIDDEN
    assert half.link is None
    assert row(spec, "P5").marks == ()


@pytest.mark.parametrize("name", [*rounds.all_rounds()])
def test_tables_hold_a_cell_for_each_head(name: str) -> None:
    for spec in specs(rounds.all_rounds()[name]):
        assert {len(r.cells) for r in spec.table.rows} == {len(spec.table.head) - 1}


@pytest.mark.parametrize("name", [*rounds.all_rounds()])
def test_every_shown_mark_stands_in_the_table(name: str) -> None:
    for spec in specs(rounds.all_rounds()[name]):
        told = [cell for r in spec.table.rows for cell in r.cells]
        for mark in (m for panel in spec.panels for r in panel.rows for m in r.marks):
            assert points(mark.score) in told or cell_points(mark.score) in told


def test_precision_stands_in_the_table_and_with_the_mark() -> None:
    spec = profile(rounds.both(), questionnaire(), NAMES)
    precise = Message("points.precise", {"points": F(422, 5), "precision": 20})
    column = [head.code for head in spec.table.head].index("precision") - 1
    assert spec.table.rows[0].cells[column].said(say) == "Brightline ± 20 and Northgate ± 15"
    assert row(spec, "trust").marks[0].tip.parameters["points"] == precise
    assert row(spec, "trust").marks[0].label == points(F(422, 5))


def specs(snapshot: Snapshot) -> list[ChartSpec]:
    found = [standing(snapshot, NAMES), profile(snapshot, questionnaire(), NAMES)]
    return found if snapshot.everyone else [*found, mirror(snapshot, questionnaire(), NAMES)]


@pytest.mark.parametrize(
    ("score", "code"),
    [
        (F(95), "points.highest"),
        (F(949, 10), "points"),
        (F(51, 10), "points"),
        (F(5), "points.lowest"),
    ],
)
def test_coded_ends_of_a_statement(score: F, code: str) -> None:
    assert cell_points(score).code == code


def test_a_hidden_score_is_never_a_number() -> None:
    assert points(NOT_SHOWN) == cell_points(NOT_SHOWN) == Message("hidden.cell")


def test_columns_without_anything_to_tell_are_left_out() -> None:
    heads = [head.code for head in profile(rounds.both(), questionnaire(), NAMES).table.head]
    assert "target" not in heads
    wanted = profile(rounds.both(targets=True), questionnaire(targets=True), NAMES)
    assert [head.code for head in wanted.table.head][-1] == "target"


def test_two_organizations_of_one_name_keep_their_columns() -> None:
    table = profile(rounds.both(), questionnaire(), Names("Bright", "Bright")).table
    assert {len(r.cells) for r in table.rows} == {len(table.head) - 1}
    assert table.rows[0].cells[:2] == (points(F(422, 5)), points(F(172, 5)))


def test_a_whisker_reaches_as_far_as_the_precision_but_never_off_the_scale() -> None:
    """The contractor's trust is 84.4 ± 20, the client's 34.4 ± 15."""
    spec = profile(rounds.both(), questionnaire(), NAMES)
    reaches = {mark.symbol: mark.reach for mark in row(spec, "trust").marks}
    assert reaches == {
        Symbol.CONTRACTOR: (F(322, 5), F(100)),
        Symbol.CLIENT: (F(97, 5), F(247, 5)),
    }
    assert Symbol.PRECISION in {entry.symbol for entry in spec.key}
    edge = Mark(Symbol.CLIENT, F(97), Message("nothing"), Message("nothing"), precision=10)
    assert edge.reach == (F(87), F(100))


def test_where_no_precision_is_told_there_is_no_whisker() -> None:
    spec = mirror(rounds.both(), questionnaire(), NAMES)
    assert not any(mark.reach for panel in spec.panels for r in panel.rows for mark in r.marks)
    assert Symbol.PRECISION not in {entry.symbol for entry in spec.key}


@pytest.mark.parametrize(
    ("contractor", "client", "lifts"),
    [
        (F(60), F(60), [0.6, -0.6]),
        (F(60), F(1236, 20), [0.6, -0.6]),
        (F(60), F(62), [0, 0]),
        (F(61), F(40), [0, 0]),
    ],
)
def test_marks_that_would_cover_each_other_are_moved_apart(
    contractor: F, client: F, lifts: list[float]
) -> None:
    pair = ((Symbol.CONTRACTOR, contractor), (Symbol.CLIENT, client))
    marks = tuple(Mark(symbol, score, points(score), HIDDEN) for symbol, score in pair)
    found = Row("trust", "Trust", marks)
    assert [found.lift(mark) for mark in marks] == lifts
    alone = Row("trust", "Trust", marks[:1])
    assert alone.lift(marks[0]) == 0


@pytest.mark.parametrize("words", [*product((*GapWord, NOT_SHOWN), repeat=2)])
def test_the_profile_says_which_elements_are_seen_differently(
    words: tuple[GapWord | NotShown, ...],
) -> None:
    snapshot = rounds.both()
    first, second = (
        replace(snapshot.elements[code], gap_word=word)
        for code, word in zip(("trust", "values"), words, strict=True)
    )
    found = replace(snapshot, elements={**snapshot.elements, "trust": first, "values": second})
    asked = replace(questionnaire(), elements=questionnaire().elements[:2])
    text = " ".join(message.said(say) for message in profile(found, asked, NAMES).finding)
    assert text.endswith(".")
    assert ("Seen differently" in text) == (GapWord.CLEAR in words)
    assert ("Perhaps seen differently" in text) == (GapWord.POSSIBLE in words)
    for name, word in zip(("Trust", "Shared Values"), words, strict=True):
        assert (name in text) == (word in (GapWord.CLEAR, GapWord.POSSIBLE))
    assert text.startswith("Not shown") == (set(words) == {NOT_SHOWN})
