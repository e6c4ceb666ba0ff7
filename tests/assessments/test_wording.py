from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments import pages, phrases, phrases_over_time
from assessments.charts.messages import Message
from assessments.charts.spec import ChartSpec, Table
from assessments.phrases_further import FURTHER
from assessments.reports.phrases import REPORTS
from assessments.scoring.terms import NOT_SHOWN
from assessments.wording import SENTENCES, isolated, listed, say, whole_points
from tests.assessments.charts import rounds

INFO = pages.RoundInfo("harbour", "Harbour", "patients", "cleaning", 2, "Autumn", None, "Spring")


class ByName(dict[str, int]):
    """Has a number for every name, and shows itself where a placeholder has none."""

    def __missing__(self, name: str) -> int:
        return 2

    def __str__(self) -> str:
        return "a placeholder without a name"


def messages_in(value: Any) -> Iterator[Message]:
    """Every message in a page, however deep."""
    if isinstance(value, Message):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from messages_in(part)
    elif isinstance(value, ChartSpec | Table) or hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from messages_in(getattr(value, name))


@pytest.mark.parametrize("name", [*rounds.all_rounds()])
def test_every_message_of_a_page_has_a_sentence(name: str) -> None:
    asked = rounds.questionnaire(targets=name == "targets")
    page = pages.dashboard(rounds.all_rounds()[name], asked, rounds.NAMES, INFO)
    found = [*messages_in(page)]
    assert len(found) > 3
    for message in found:
        text = message.said(say)
        assert "%" not in text
        assert "NotShown" not in text
        assert "Fraction" not in text


def test_no_code_stands_in_two_tables() -> None:
    """What stands twice would speak for the wrong figures without anybody noticing."""
    own = [*phrases.PARTS, *phrases_over_time.PARTS, FURTHER, REPORTS]
    codes = Counter(code for table in own for code in table)
    assert [code for code, times in codes.items() if times > 1] == []
    assert codes.keys() == SENTENCES.keys()


@pytest.mark.parametrize("code", [*SENTENCES])
def test_every_placeholder_is_named(code: str) -> None:
    """Translators may reorder only what has a name."""
    named = ByName()
    text = str(SENTENCES[code] % named)
    assert "%" not in text
    assert str(named) not in text


@pytest.mark.parametrize(
    ("score", "text"),
    [
        (Fraction(1, 2), "1"),
        (Fraction(-1, 2), "−1"),
        (Fraction(49, 100), "0"),
        (Fraction(-49, 100), "0"),
        (Fraction(119, 2), "60"),
        (Fraction(3597, 60), "60"),
    ],
)
def test_whole_points_round_half_away_from_zero(score: Fraction, text: str) -> None:
    assert say("points", points=score) == text


@given(st.fractions(min_value=-100, max_value=100, max_denominator=120))
def test_whole_points_are_those_of_the_exact_score(score: Fraction) -> None:
    exact = Decimal(score.numerator) / Decimal(score.denominator)
    assert whole_points(score) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("change", "text"),
    [(Fraction(4), "+4"), (Fraction(-4), "−4"), (Fraction(0), "0"), (Fraction(2, 5), "0")],
)
def test_changes_have_a_sign_unless_they_round_to_nothing(change: Fraction, text: str) -> None:
    assert say("points.signed", signed=change) == text


def test_coded_ends() -> None:
    assert say("points.highest", points=Fraction(95)) == "95+"
    assert say("points.lowest", points=Fraction(5)) == "5-"


def test_a_message_within_a_message_is_said_first() -> None:
    inner = Message("points.highest", {"points": Fraction(95)})
    assert say("topic.apart", points=inner) == "95+ apart"


def test_a_hidden_figure_always_reads_the_same() -> None:
    assert say("hidden") == (
        "Not shown: fewer than five answers, or it would reveal a smaller group."
    )
    assert say("topic.apart", points=NOT_SHOWN) == "not shown apart"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([], ""),
        (["Trust"], "Trust"),
        (["Trust", "Learning"], "Trust and Learning"),
        (["Trust", "Learning", "Culture"], "Trust, Learning and Culture"),
    ],
)
def test_lists_of_names(parts: list[str], text: str) -> None:
    assert listed(parts) == text


def test_a_name_from_right_to_left_keeps_its_place() -> None:
    assert isolated("Northgate") == "Northgate"
    assert isolated("شركة النور") == "\u2068شركة النور\u2069"


def test_percent_signs_in_names_are_text() -> None:
    assert say("tag.split", name="100 %(s) Co") == "split inside 100 %(s) Co"


def test_numbers_and_dates_follow_the_reader() -> None:
    with translation.override("de"):
        assert say("tenths", number=Fraction(4, 5)) == "0,8"
        assert say("name", name=date(2026, 3, 31)) == "31. März 2026"


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("no.such.code")
