from assessments.reports import csv, json
from assessments.reports.formats import DATA, FORMATS
from tests.assessments.reports.test_json import HEADING, second


def test_each_format_renders_its_own_bytes() -> None:
    snapshot = second().snapshot
    assert DATA["json"].render(snapshot, HEADING) == json.render(snapshot, HEADING)
    assert DATA["csv"].render(snapshot, HEADING) == csv.render(snapshot, HEADING)


def test_media_types_and_extensions() -> None:
    assert (FORMATS["json"].media_type, FORMATS["json"].extension) == ("application/json", "json")
    assert (FORMATS["csv"].media_type, FORMATS["csv"].extension) == (
        "text/csv; charset=utf-8",
        "csv",
    )
