"""A pen that draws the few shapes of our charts as SVG.

Colours are presentation attributes of the light palette, so that a drawing stands alone; a page's
stylesheet overrides them by class. Nothing here writes an inline style.
"""

from xml.etree import ElementTree as ET

from assessments.charts.geometry import LEADING
from assessments.charts.palette import LIGHT
from assessments.charts.scene import Words
from assessments.charts.spec import Symbol

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"


def number(value: float) -> str:
    """At most two decimals, and none that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


class Pen:
    """Collects shapes; places across are text, because they may be percentages."""

    def __init__(self) -> None:
        self.root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})

    def finish(self, *, label: str, size: dict[str, str], css: str) -> str:
        """The drawing as text, with its label for those who do not see it."""
        look = {"aria-label": label, "class": css, "font-family": FONT, "width": "100%"}
        self.root.attrib.update(look | size)
        return ET.tostring(self.root, encoding="unicode")

    def rect(self, colour: str, x: str, width: str, y: float, height: float, corner: int) -> None:
        look = {"class": f"fill-{colour}", "fill": LIGHT[colour], "x": x, "width": width}
        look |= {"y": number(y), "height": number(height)}
        ET.SubElement(self.root, "rect", look | ({"rx": str(corner)} if corner else {}))

    def line(
        self,
        colour: str,
        x: tuple[str, str],
        y: tuple[float, float],
        width: float = 1,
        dash: str = "",
    ) -> None:
        """A line from one point to another."""
        look = {"class": f"stroke-{colour}", "stroke": LIGHT[colour], "x1": x[0], "x2": x[1]}
        look |= {"y1": number(y[0]), "y2": number(y[1]), "stroke-width": number(width)}
        ET.SubElement(self.root, "line", look | ({"stroke-dasharray": dash} if dash else {}))

    def words(self, words: Words, x: str) -> None:
        """Each line on its own baseline."""
        look = {"class": f"fill-{words.colour}", "fill": LIGHT[words.colour], "x": x}
        look["font-size"] = number(words.size)
        if words.anchor != "start":
            look["text-anchor"] = words.anchor
        if words.bold:
            look["font-weight"] = "600"
        if words.shift:
            look["dx"] = number(words.shift)
        for place, line in enumerate(words.lines):
            baseline = words.y + words.size * (0.98 + LEADING * place)
            ET.SubElement(self.root, "text", look | {"y": number(baseline)}).text = line

    def symbol(self, symbol: Symbol, x: str, y: float, radius: float) -> None:
        """This round's mark: filled, with a thin halo where marks overlap."""
        look = {"class": f"fill-{symbol} halo", "fill": LIGHT[symbol.value]}
        self.mark(symbol, x, y, radius, look | {"stroke": LIGHT["card"], "stroke-width": "1.5"})

    def hollow(self, symbol: Symbol, x: str, y: float, radius: float) -> None:
        """The mark of the round before."""
        look = {"class": f"stroke-{symbol}", "fill": "none", "stroke": LIGHT[symbol.value]}
        self.mark(symbol, x, y, radius, look | {"stroke-width": "1.5", "stroke-opacity": "0.75"})

    def mark(self, symbol: Symbol, x: str, y: float, radius: float, look: dict[str, str]) -> None:
        """Circle, diamond or square around a point, which may lie at a percentage."""
        at = ET.SubElement(self.root, "svg", {"x": x, "y": number(y), "overflow": "visible"})
        if symbol is Symbol.CONTRACTOR:
            ET.SubElement(at, "circle", look | {"r": number(radius)})
        else:
            half = radius * (1.2 if symbol is Symbol.CLIENT else 0.85)
            ET.SubElement(at, "path", look | {"d": outline(symbol, half)})


def outline(symbol: Symbol, half: float) -> str:
    """The corners of a diamond or of a square."""
    h = number(half)
    if symbol is Symbol.CLIENT:
        return f"M0-{h} {h} 0 0 {h}-{h} 0Z"
    return f"M-{h}-{h}H{h}V{h}H-{h}Z"
