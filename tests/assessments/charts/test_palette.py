import re
from itertools import product
from pathlib import Path

import pytest

from assessments.charts.palette import DARK, LIGHT

TEXT = ("ink", "soft", "accent", "contractor", "client", "joint", "notice")
GROUNDS = ("card", "paper")
ZONES = tuple(f"zone-{n}" for n in range(1, 6))
SCHEMES = {"light": LIGHT, "dark": DARK}

VARIABLES = re.compile(r":root \{.*?\}", re.S)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_is_readable(scheme: str) -> None:
    colours = SCHEMES[scheme]
    pairs = [*product(TEXT, GROUNDS), *product(("ink", "soft"), ZONES)]
    pairs += [("on-accent", "accent"), ("accent", "accent-soft"), ("notice", "notice-soft")]
    poor = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_marks_and_borders_stand_out(scheme: str) -> None:
    colours = SCHEMES[scheme]
    marks = ("contractor", "client", "joint", "ink")
    pairs = [*product(marks, (*ZONES, "card")), ("edge", "card"), ("edge", "paper")]
    poor = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 3} == {}


def test_both_schemes_name_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_each_colour_has_one_name() -> None:
    """Charts are recoloured by looking a light colour up."""
    assert len(set(LIGHT.values())) == len(LIGHT)


def test_stylesheet_holds_the_same_colours(root: Path) -> None:
    css = (root / "static/css/base.css").read_text(encoding="utf-8")
    light, dark = VARIABLES.findall(css)
    for text, colours in ((light, LIGHT), (dark, DARK)):
        assert dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", text)) == colours


def test_no_stylesheet_has_a_colour_of_its_own(root: Path) -> None:
    for path in sorted((root / "static/css").glob("*.css")):
        rules = VARIABLES.sub("", path.read_text("utf-8"))
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*})", rules) == [], path
