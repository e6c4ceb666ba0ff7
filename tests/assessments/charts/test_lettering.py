import re

from hypothesis import given
from hypothesis import strategies as st

from assessments.charts.lettering import breakable, lines_of, width_of

TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)


def test_short_text_stays_on_one_line() -> None:
    assert lines_of("Integrated Learning", 270, 15) == ["Integrated Learning"]


def test_lines_break_between_words() -> None:
    lines = lines_of("Systems, Structure and Accountability", 270, 15)
    assert lines == ["Systems, Structure and", "Accountability"]


def test_a_word_wider_than_the_line_is_cut() -> None:
    lines = lines_of("Liegenschaftsbetriebsgesellschaft", 100, 15)
    assert len(lines) > 1
    assert "".join(lines) == "Liegenschaftsbetriebsgesellschaft"


def test_bold_text_needs_more_room() -> None:
    assert width_of("Brightline", 15, bold=True) > width_of("Brightline", 15)


def test_full_width_characters_count_as_wide() -> None:
    assert width_of("北門", 10) > width_of("ab", 10)


def test_no_text_is_one_empty_line() -> None:
    assert lines_of("", 100, 15) == [""]


@given(TEXTS, st.floats(min_value=40, max_value=600), st.booleans())
def test_nothing_is_lost_and_every_line_fits(text: str, width: float, bold: bool) -> None:
    lines = lines_of(text, width, 13, bold=bold)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line, 13, bold=bold) <= width + 0.001 for line in lines)


def test_a_word_wider_than_a_line_may_be_broken() -> None:
    told = breakable("For Liegenschaftsbetriebsgesellschaft and you", 100, 15)
    parts = told.split("\u200b")
    assert len(parts) > 1
    assert (parts[0][:5], parts[-1][-8:]) == ("For L", " and you")
    assert breakable("Systems, Structure and Accountability", 270, 15).count("\u200b") == 0


@given(TEXTS, st.floats(min_value=40, max_value=600), st.booleans())
def test_a_breakable_text_fits_and_is_the_same(text: str, width: float, bold: bool) -> None:
    told = breakable(text, width, 13, bold=bold)
    assert told.replace("\u200b", "") == text.replace("\u200b", "")
    assert breakable(told, width, 13, bold=bold) == told
    words = re.split(r"[\s\-\u200b]", told)
    assert all(width_of(word, 13, bold=bold) <= width + 0.001 for word in words)
