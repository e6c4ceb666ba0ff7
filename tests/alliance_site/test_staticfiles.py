from pathlib import Path

import plotly.offline
from django.contrib.staticfiles.finders import find, get_finder
from django.http import HttpRequest
from pytest_django.fixtures import Settings

from alliance_site.context import site
from alliance_site.staticfiles import plotly_file, plotly_script

FINDER = "alliance_site.staticfiles.PlotlyFinder"


def test_the_small_bundle_is_served() -> None:
    assert plotly_script() == "plotly/plotly-basic.min.js"
    assert find(plotly_script()) == str(plotly_file())
    assert find("plotly/package.json") is None
    assert [name for name, _ in get_finder(FINDER).list([])] == ["plotly-basic.min.js"]


def test_without_it_the_script_of_the_python_package_is_served(
    settings: Settings, tmp_path: Path
) -> None:
    settings.BASE_DIR = tmp_path
    assert plotly_script() == "plotly/plotly.min.js"
    assert plotly_file().read_text(encoding="utf-8") == plotly.offline.get_plotlyjs()
    ((name, storage),) = get_finder(FINDER).list([])
    assert storage.exists(name)


def test_templates_know_the_script_and_the_demo(settings: Settings) -> None:
    settings.DEMO = True
    assert site(HttpRequest()) == {"demo": True, "plotly_script": "plotly/plotly-basic.min.js"}
