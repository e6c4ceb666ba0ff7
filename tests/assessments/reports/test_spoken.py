import pytest

from assessments.reports.spoken import short


@pytest.mark.parametrize(
    ("name", "most", "told"),
    [
        ("Autumn 2026", 11, "Autumn 2026"),
        ("Autumn 2026", 10, "Autumn 20…"),
        ("Autumn 2026", 8, "Autumn…"),
        ("", 5, ""),
    ],
)
def test_a_long_name_is_cut_where_everybody_sees_it(name: str, most: int, told: str) -> None:
    assert short(name, most) == told
    assert len(told) <= most
