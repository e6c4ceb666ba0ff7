"""The kinds of chart that are laid out as a plot."""

from collections.abc import Mapping
from typing import Protocol

from assessments.charts.messages import Say
from assessments.charts.plot import Plot
from assessments.charts.plot_map import map_plot
from assessments.charts.plot_trend import trend_plot
from assessments.charts.spec import ChartSpec, Kind


class Layout(Protocol):
    """Lays a chart out for a desk or for a phone."""

    def __call__(self, spec: ChartSpec, say: Say, *, narrow: bool) -> Plot: ...


PLOTS: Mapping[Kind, Layout] = {Kind.TREND: trend_plot, Kind.MAP: map_plot}
