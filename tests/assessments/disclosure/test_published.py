from fractions import Fraction

from assessments.disclosure.gate import exposes
from assessments.disclosure.published import published_figures
from assessments.disclosure.rules import NO_SLIPS, Fewest, View, shown_statements
from assessments.questionnaire.load import with_sections
from assessments.scoring.terms import Sides
from tests.assessments.sheets import SECTIONS, instrument, statements_of

F = Fraction
ALL = frozenset(instrument().codes)


def figures(
    code: str, shown: frozenset[str], view: View = View.SIDES, sizes: tuple[int, int] = (5, 10)
) -> list[tuple[Fraction, ...]]:
    placed = dict.fromkeys(instrument().codes, Sides(*sizes))
    about = published_figures(instrument(), placed, shown, view)
    assert set(about) == shown
    assert about[code].sizes == sizes
    return [tuple(weights) for weights in about[code].weights]


def peers(share: Fraction) -> list[tuple[Fraction, ...]]:
    """Of 5 and 10 people: each side's score, and the joint score."""
    return [(share / 5, F(0)), (F(0), share / 10), (share / 10, share / 20)]


def gap(share: Fraction) -> tuple[Fraction, ...]:
    return (share / 5, -share / 10)


def test_a_statement_is_published_in_its_cells_its_element_and_the_index() -> None:
    assert figures("R1", ALL) == [
        *peers(F(1)),
        *peers(F(1, 4)),
        gap(F(1, 4)),
        *peers(F(1, 24)),
        gap(F(1, 24)),
    ]


def test_hiding_one_statement_gives_the_others_more_weight() -> None:
    assert figures("R1", ALL - {"R2"})[3:7] == [*peers(F(1, 3)), gap(F(1, 3))]


def test_hiding_an_element_gives_the_others_more_weight_in_the_index() -> None:
    found = figures("R1", ALL - set(statements_of("trust")))
    assert found[7:] == [*peers(F(1, 20)), gap(F(1, 20))]


def test_a_statement_of_a_hidden_element_is_published_in_its_cells_alone() -> None:
    assert figures("R1", ALL - {"R2", "R3"}) == peers(F(1))


def test_without_an_index_the_elements_remain() -> None:
    hidden = {*statements_of("trust"), *statements_of("values")}
    found = [weights for weights in figures("R1", ALL - hidden) if any(weights)]
    assert found == [*peers(F(1)), *peers(F(1, 4)), gap(F(1, 4))]


def test_a_stance_is_published_in_its_cells_and_the_mean_of_them() -> None:
    assert figures("M3", ALL) == [*peers(F(1)), *peers(F(1, 4))]
    assert figures("M3", ALL - {"M1", "M2"}) == peers(F(1))


def test_a_practice_is_published_in_two_mirrors_and_the_joint_score() -> None:
    readings = [(F(1, 5), F(0)), (F(0), F(1, 10))]
    joint = (F(1, 20), F(1, 40))
    assert figures("P3.own", ALL) == [*readings, *readings, joint]
    turned = [(-F(1, 5), F(0)), (F(0), -F(1, 10))]
    assert figures("P3.partner", ALL) == [*readings, *turned, joint]
    assert figures("P3.own", ALL - {"P3.partner"}) == readings
    assert len(figures("P3.own", frozenset({"P3.own", "P3.partner"}))) == 5


def test_a_further_statement_is_published_by_itself_with_its_gap() -> None:
    asked = with_sections(instrument(), SECTIONS)
    placed = dict.fromkeys(asked.codes, Sides(5, 10))
    for view, count in ((View.SIDES, 56), (View.EVERYONE, 56)):
        about = published_figures(asked, placed, frozenset(asked.codes), view)
        assert len(about) == count
        assert (view is View.EVERYONE) is not any(about["own-1"].weights)
    about = published_figures(asked, placed, frozenset(asked.codes), View.SIDES)
    for single in ("own-1", "kept-7"):
        assert list(about[single].weights) == [*peers(F(1)), gap(F(1))]
    assert about["own-2.own"].weights == about["P3.own"].weights
    assert about["own-2.partner"].weights == about["P3.partner"].weights
    assert about["T1"].weights == tuple(figures("T1", ALL))


def test_everyone_together_is_published_in_elements_and_the_index_alone() -> None:
    found = figures("R1", ALL, View.EVERYONE, (11, 4))
    assert found == [(F(1, 60), F(1, 60)), (F(1, 360), F(1, 360))]
    assert figures("M3", ALL, View.EVERYONE, (11, 4)) == []
    assert figures("P3.own", ALL, View.EVERYONE, (11, 4)) == []


def test_the_rules_leave_the_gate_nothing_to_flag() -> None:
    for k in (5, 8):
        for contractor, client in ((k, k), (k, 40), (k + 1, 3 * k)):
            placed = dict.fromkeys(instrument().codes, Sides(contractor, client))
            placed["T1"] = Sides(k - 1, client)
            shown = shown_statements(placed, Fewest(k, NO_SLIPS), View.SIDES)
            about = published_figures(instrument(), placed, shown, View.SIDES)
            assert len(about) == 51
            assert not any(exposes(each, k) for each in about.values())


def test_the_gate_flags_what_the_rules_would_have_hidden() -> None:
    placed = dict.fromkeys(instrument().codes, Sides(9, 9)) | {"T1": Sides(4, 9)}
    about = published_figures(instrument(), placed, ALL, View.SIDES)
    assert {code for code, each in about.items() if exposes(each, 5)} == {"T1"}


def test_the_gate_passes_everyone_together() -> None:
    placed = dict.fromkeys(instrument().codes, Sides(9, 4)) | {"T1": Sides(1, 4)}
    about = published_figures(instrument(), placed, ALL, View.EVERYONE)
    assert not any(exposes(each, 5) for each in about.values())
    assert exposes(about["T1"], 6)
