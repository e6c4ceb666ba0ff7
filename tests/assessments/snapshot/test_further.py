"""Further statements: figures by hand, the same rules, and nothing of them anywhere else."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questionnaire.load import from_json, to_json, with_sections
from assessments.questionnaire.schema import (
    COMMITMENTS,
    OWN_MEASURES,
    Questionnaire,
    QuestionnaireError,
    Section,
    Statement,
)
from assessments.scoring.figures import (
    Mirror,
    MirroredFigures,
    MirroredPoints,
    Points,
    Readings,
    SingleFigures,
)
from assessments.scoring.terms import NOT_COMPARABLE, NOT_SHOWN, MirrorWord, Sheet
from assessments.snapshot.trend import Sealed
from tests.assessments.sheets import (
    SECTIONS,
    Columns,
    client,
    contractor,
    frame,
    instrument,
    sealed,
)
from tests.assessments.snapshot.test_properties import random_sheets

F = Fraction
ASKED = with_sections(instrument(), SECTIONS)
FURTHER = [code for code in ASKED.codes if code not in instrument().codes]
FIVE = [0, 0, 1, 1, 2]
HIDDEN = SingleFigures(NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN, None)


def held(
    ours: Columns,
    theirs: Columns,
    previous: Sealed | None = None,
    asked: Questionnaire = ASKED,
) -> Sealed:
    of = frame(asked, number=2 if previous else 1)
    middle: Columns = {code: 2 for code in FURTHER if code in asked.codes}
    return sealed(contractor(5, {**middle, **ours}) + client(8, {**middle, **theirs}), of, previous)


def test_figures_by_hand() -> None:
    """Contractor: (0+0+25+25+50)/5 = 20; client: 75. Of itself 100 (95+), as seen 50."""
    ours: Columns = {"own-1": FIVE, "own-2.own": 4, "own-2.partner": 1, "kept-7": 3}
    theirs: Columns = {"own-1": 3, "own-2.own": 2, "own-2.partner": 2, "kept-7": 1}
    further = held(ours, theirs).snapshot.further
    assert list(further) == [OWN_MEASURES, COMMITMENTS]
    assert further[OWN_MEASURES] == {
        "own-1": SingleFigures(F(20), F(75), F(95, 2), F(-55), None),
        "own-2": MirroredFigures(
            Mirror(F(95), F(50), F(45), MirrorWord.SELF_HIGHER),
            # Five people come to 25 in ways as wide as 7500: 375 + 22.3, and 2.66 x 19.9 = 53
            Mirror(F(50), F(25), F(25), MirrorWord.POSSIBLE),
            F(55),
            None,
        ),
    }
    assert further[COMMITMENTS] == {"kept-7": SingleFigures(F(75), F(25), F(50), F(50), None)}


def test_no_mirror_word_proves_a_side_unanimous() -> None:
    """75 against 62.5: clear only because nobody of the contractor's people differs."""
    seen = [2, 2, 2, 2, 3, 3, 3, 3]
    own = held({"own-2.own": 3}, {"own-2.partner": seen}).snapshot.further[OWN_MEASURES]["own-2"]
    assert isinstance(own, MirroredFigures)
    assert own.contractor.word is MirrorWord.POSSIBLE


def test_a_clear_word_where_answers_lie_apart() -> None:
    varied = [4, 4, 4, 3, 3]
    seen = [0, 0, 0, 1, 1, 0, 0, 1]
    own = held({"own-2.own": varied}, {"own-2.partner": seen}).snapshot.further[OWN_MEASURES]
    found = own["own-2"]
    assert isinstance(found, MirroredFigures)
    assert found.contractor.word is MirrorWord.SELF_HIGHER


def test_both_sides_or_none() -> None:
    few = [3, 3, 3, 3, None]
    further = held({"own-1": few, "own-2.own": few}, {"kept-7": [1] * 4 + [None] * 4}).snapshot
    assert further.further[OWN_MEASURES]["own-1"] == HIDDEN
    assert further.further[COMMITMENTS]["kept-7"] == HIDDEN
    mirrored = further.further[OWN_MEASURES]["own-2"]
    assert isinstance(mirrored, MirroredFigures)
    assert mirrored.contractor == Mirror(NOT_SHOWN, F(50), NOT_SHOWN, NOT_SHOWN)
    assert mirrored.joint is NOT_SHOWN


@pytest.mark.parametrize(("ours", "theirs"), [(4, 9), (4, 4)])
def test_nothing_where_the_sides_are_not_told_apart(ours: int, theirs: int) -> None:
    further = sealed(contractor(ours) + client(theirs), frame(ASKED)).snapshot.further
    assert further[OWN_MEASURES]["own-1"] == further[COMMITMENTS]["kept-7"] == HIDDEN


def test_change_in_points_by_hand() -> None:
    first = held({"own-1": 1, "own-2.own": 2, "kept-7": 2}, {"own-1": 2, "kept-7": 2})
    assert first.snapshot.further[OWN_MEASURES]["own-1"].change is None
    then = held({"own-1": 3, "own-2.own": 3, "kept-7": 1}, {"own-1": 2, "kept-7": 2}, first)
    further = then.snapshot.further
    assert further[OWN_MEASURES]["own-1"].change == Points(F(50), F(0), F(25))
    assert further[OWN_MEASURES]["own-2"].change == MirroredPoints(
        Readings(F(25), F(0)), Readings(F(0), F(0)), F(25, 4)
    )
    assert further[COMMITMENTS]["kept-7"].change == Points(F(-25), F(0), F(-25, 2))


def reworded() -> tuple[Section, ...]:
    own, kept = SECTIONS
    placed = (replace(own.placed[0], partnership="The night shift has its say."),)
    mirrored = (replace(own.mirrored[0], name="Thanks"),)
    return replace(own, placed=placed, mirrored=mirrored), kept


def test_comparable_only_in_the_same_words() -> None:
    """A short name is no wording: only the statement counts."""
    first = held({}, {})
    then = held({}, {}, first, with_sections(instrument(), reworded()))
    own = then.snapshot.further[OWN_MEASURES]
    assert own["own-1"].change == Points(NOT_COMPARABLE, NOT_COMPARABLE, NOT_COMPARABLE)
    mirrored = own["own-2"].change
    assert isinstance(mirrored, MirroredPoints)
    assert mirrored.joint == 0


def test_not_comparable_with_a_round_that_did_not_ask() -> None:
    first = sealed(contractor(6) + client(6))
    assert first.snapshot.further == {}
    own = held({}, {}, first).snapshot.further[OWN_MEASURES]
    assert own["own-1"].change == Points(NOT_COMPARABLE, NOT_COMPARABLE, NOT_COMPARABLE)
    nothing = Readings(NOT_COMPARABLE, NOT_COMPARABLE)
    assert own["own-2"].change == MirroredPoints(nothing, nothing, NOT_COMPARABLE)


def test_not_comparable_with_the_same_code_in_another_form() -> None:
    placed = Statement("own-2", "thanks people by name", "thanks people by name")
    first = held({}, {}, None, with_sections(instrument(), [Section(OWN_MEASURES, (placed,))]))
    own = held({}, {}, first).snapshot.further[OWN_MEASURES]["own-2"]
    assert isinstance(own, MirroredFigures)
    assert own.change is not None
    assert own.change.joint is NOT_COMPARABLE


def test_a_change_from_a_hidden_figure_is_not_shown() -> None:
    hidden: Columns = {"own-1": [3, None, None, None, None]}
    first, then = held(hidden, {}), held({}, {})
    assert held({}, {}, first).snapshot.further[OWN_MEASURES]["own-1"].change == Points(
        NOT_SHOWN, NOT_SHOWN, NOT_SHOWN
    )
    assert held(hidden, {}, then).snapshot.further[OWN_MEASURES]["own-1"].change == Points(
        NOT_SHOWN, NOT_SHOWN, NOT_SHOWN
    )


@given(st.integers(0, 2**32), st.sampled_from([4, 5, 6, 9]), st.sampled_from([4, 5, 8, 9]))
def test_nothing_of_them_stands_anywhere_else(seed: int, ours: int, theirs: int) -> None:
    """The same answers with and without further statements: the same round, but for them."""
    random = Random(seed)
    sheets = random_sheets(random, ours, theirs, 0.8)
    with_more = [
        Sheet(one.side, {**one.answers, **{code: random.randrange(5) for code in FURTHER}})
        for one in sheets
    ]
    first, more_first = sealed(sheets), sealed(with_more, frame(ASKED))
    then = sealed(sheets, frame(number=2), first)
    more_then = sealed(with_more, frame(ASKED, number=2), more_first)
    for plain, more in ((first, more_first), (then, more_then)):
        assert replace(more.snapshot, further={}) == plain.snapshot
        assert more.moments == plain.moments
        told = repr(more.snapshot.reading)
        assert not [code for code in ("own-1", "own-2", "kept-7") if code in told]


def test_they_are_frozen_with_their_wording() -> None:
    assert from_json(to_json(ASKED)) == ASKED
    assert "sections" not in to_json(instrument())
    assert len({ASKED.wordings[code] for code in ("own-1", "own-2.own", "kept-7")}) == 3
    assert ASKED.wordings["own-2.own"] == ASKED.wordings["own-2.partner"]
    assert ASKED.wordings["T1"] == instrument().wordings["T1"]


def test_minutes_are_those_of_all_ratings() -> None:
    """52 ratings in 12 minutes, so 56 take 12.9: thirteen."""
    assert (len(instrument().codes), instrument().minutes) == (52, 12)
    assert (len(ASKED.codes), ASKED.minutes) == (56, 13)
    assert with_sections(instrument(), [Section(OWN_MEASURES)]) == instrument()


@pytest.mark.parametrize("code", ["T1", "P3", "own-1"])
def test_a_code_is_used_once(code: str) -> None:
    one = Statement(code, "a", "b")
    placed = (one, one) if code == "own-1" else (one,)
    sections = [Section(OWN_MEASURES, placed)]
    if code == "P3":
        sections = [Section(OWN_MEASURES, mirrored=(replace(instrument().practices[2]),))]
    with pytest.raises(QuestionnaireError, match="used twice"):
        with_sections(instrument(), sections)


@pytest.mark.parametrize(
    "section",
    [
        {},
        {"code": "own-measures"},
        {"code": "own-measures", "placed": [], "mirrored": [], "rated": [{"code": "x"}]},
        {"code": "own-measures", "placed": [{"code": "x", "vendor": ""}], "mirrored": []},
        {"code": "own-measures", "placed": "x", "mirrored": [], "rated": []},
    ],
)
def test_data_of_another_form_are_refused(section: object) -> None:
    with pytest.raises(QuestionnaireError):
        from_json(to_json(ASKED) | {"sections": [section]})
