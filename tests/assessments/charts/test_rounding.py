from dataclasses import replace
from fractions import Fraction

import pytest
from django.template.loader import render_to_string

from assessments import pages
from assessments.charts import rounding
from assessments.pages import RoundInfo
from assessments.snapshot.value import Snapshot
from assessments.wording import say
from tests.assessments.charts import rounds
from tests.assessments.figures import F


def talked_about(contractor: Fraction, client: Fraction) -> Snapshot:
    """Trust alone is to be talked about, placed so by the two sides."""
    found = rounds.both()
    trust = replace(found.elements["trust"], contractor=contractor, client=client)
    reading = replace(found.reading, talk_about=("trust",))
    return replace(found, elements={**found.elements, "trust": trust}, reading=reading)


@pytest.mark.parametrize(
    ("contractor", "client", "told"),
    [
        (F(737, 10), F(583, 10), "for Trust, 73.7 less 58.3 is 15.4, which reads 15."),
        (F(583, 10), F(737, 10), "for Trust, 73.7 less 58.3 is 15.4, which reads 15."),
        (F(7365, 100), F(5834, 100), "so their last digit can be one off."),
    ],
)
def test_a_difference_that_reads_one_point_off_is_explained(
    contractor: Fraction, client: Fraction, told: str
) -> None:
    message = rounding.note(talked_about(contractor, client), rounds.questionnaire())
    assert message
    assert message.said(say).endswith(told)


@pytest.mark.parametrize(
    ("contractor", "client"),
    [(F(74), F(58)), (F(737, 10), F(582, 10)), (F(95), F(583, 10))],
)
def test_where_the_points_add_up_nothing_has_to_be_explained(
    contractor: Fraction, client: Fraction
) -> None:
    assert rounding.note(talked_about(contractor, client), rounds.questionnaire()) is None


def test_where_sides_are_not_told_apart_no_score_of_one_is_told() -> None:
    for name in ("together", "nothing"):
        assert rounding.note(rounds.all_rounds()[name], rounds.questionnaire()) is None


def test_the_page_says_it_where_the_difference_stands() -> None:
    info = RoundInfo("harbour", "Harbour Alliance", "", "", 2, "Autumn", None)
    snapshot = talked_about(F(737, 10), F(583, 10))
    whole = pages.dashboard(snapshot, rounds.questionnaire(), rounds.NAMES, info)
    body = render_to_string("assessments/dashboard_lists.html", {"page": whole})
    assert "73.7 less 58.3 is 15.4" in body
    part = pages.summary(snapshot, rounds.questionnaire(), rounds.NAMES, info)
    assert "less" not in render_to_string("assessments/dashboard_lists.html", {"page": part})
