"""Where plotly.js comes from: the npm package, else plotly's Python wheel."""

from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX = "plotly"


def plotly_file() -> Path:
    """The script that draws charts: the small npm bundle if it is there, else the wheel's."""
    folder = settings.BASE_DIR / "node_modules" / "plotly.js-basic-dist-min"
    bundle: Path = folder / "plotly-basic.min.js"
    if bundle.is_file():
        return bundle
    return Path(str(distribution("plotly").locate_file("plotly/package_data/plotly.min.js")))


def plotly_script() -> str:
    """The name of that script for `{% static %}`."""
    return f"{PREFIX}/{plotly_file().name}"


class PlotlyFinder(BaseFinder):
    """Finds this one file and nothing else of its package."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file's place, or all places as a list; an empty list where there is none."""
        places = [str(plotly_file())] if path == plotly_script() else []
        return places if find_all or not places else places[0]

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """The file with the storage that holds it."""
        storage = FileSystemStorage(location=plotly_file().parent)
        storage.prefix = PREFIX  # type: ignore[attr-defined]
        yield plotly_file().name, storage
