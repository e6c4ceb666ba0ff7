"""Where the lines of a chart over several rounds run; scores up, rounds from left to right."""

from collections.abc import Iterator, Sequence
from typing import Any

from assessments.charts.messages import Say
from assessments.charts.spec import ChartSpec, Mark, Panel, Row
from assessments.reports.spoken import short

Json = dict[str, Any]
MOST_NAMES = 7
LONGEST_BELOW, LONGEST_BESIDE = 16, 18
APART = {True: 7.5, False: 14.0}


def timeline(panel: Panel, spec: ChartSpec, say: Say) -> Json:
    """Segments only between rounds that may be compared; names beside the last marks."""
    alone = len(spec.panels) == 1
    rows = panel.rows
    steps = max(len(rows) - 1, 1)
    return {
        "title": panel.title.said(say) if panel.title else None,
        "places": [number / steps for number in range(len(rows))],
        "ticks": list(range(0, 101, 20 if alone else 50)),
        "radius": 3.4 if len(rows) <= 12 else 2.2,
        "segments": list(segments(rows)),
        "marks": [
            {"symbol": mark.symbol.value, "round": place, "x": float(mark.score)}
            for place, row in enumerate(rows)
            for mark in row.marks
        ],
        "last": list(last(rows, spec, say, alone=alone)),
        "names": list(names(rows, MOST_NAMES if alone else 2)),
    }


def segments(rows: Sequence[Row]) -> Iterator[Json]:
    for place, row in enumerate(rows):
        for mark in row.marks:
            if mark.previous is not None:
                yield {
                    "symbol": mark.symbol.value,
                    "from": place - 1,
                    "to": place,
                    "before": float(mark.previous),
                    "now": float(mark.score),
                }


def last(rows: Sequence[Row], spec: ChartSpec, say: Say, *, alone: bool) -> Iterator[Json]:
    """The last scores, with whose they are where there is room."""
    shown = next((place for place in reversed(range(len(rows))) if rows[place].marks), None)
    if shown is None:
        return
    marks = sorted(rows[shown].marks, key=lambda mark: mark.score)
    called = {e.symbol: e.name.said(say) for e in spec.key if e.name}
    for mark, y in zip(marks, spread(marks, APART[alone]), strict=True):
        number = mark.label.said(say)
        name = called.get(mark.symbol, "")
        label = f"{number} {short(name, LONGEST_BESIDE)}" if alone else number
        yield {"symbol": mark.symbol.value, "round": shown, "y": y, "label": label}


def spread(marks: Sequence[Mark], apart: float) -> list[float]:
    """Heights of labels, lowest first, moved apart so that none covers another."""
    places: list[float] = []
    for mark in marks:
        wanted = float(mark.score)
        places.append(max(wanted, places[-1] + apart) if places else wanted)
    shift = sum(place - float(mark.score) for place, mark in zip(places, marks, strict=True))
    return [place - shift / len(places) for place in places]


def names(rows: Sequence[Row], most: int) -> Iterator[Json]:
    """The titles of the rounds below; where there are many, evenly chosen ones."""
    count = len(rows)
    chosen = list(range(count))
    if count > most:
        chosen = sorted({round(n * (count - 1) / (most - 1)) for n in range(most)})
    for place in chosen:
        side = "left" if place == 0 else "right" if place == count - 1 else "middle"
        yield {"round": place, "text": short(rows[place].name, LONGEST_BELOW), "side": side}
