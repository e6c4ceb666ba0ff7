import pytest
from django.test import Client

from partnerships.models import Partnership, Rhythm
from tests.assessments.manage.desk import ROUNDS, as_, text
from tests.live_round import person

pytestmark = pytest.mark.django_db
PAGE = "/p/harbour-alliance/rhythm/"
MANY = "\n".join(f"2027-03-{day:02}" for day in range(1, 26))
RULES = {
    "kind": "quarterly",
    "first_on": "2026-04-01",
    "own_days": "",
    "opens": "09:00",
    "days_open": "14",
    "closes": "17:00",
    "time_zone": "Europe/London",
}


def test_a_rhythm_shows_its_next_three_rounds_to_those_who_run_and_lead(
    nora: Client, partnership: Partnership
) -> None:
    page = text(nora.post(PAGE, RULES, follow=True))
    assert "The rhythm is saved" in page
    for shown in (page, text(nora.get(f"{ROUNDS}")), text(as_(person("client")).get(ROUNDS))):
        for words in (
            "Wednesday 1 April 2026, 09:00</time> (Europe/London)",
            "Wednesday 15 April 2026, 17:00</time> (Europe/London)",
            "Wednesday 1 July 2026, 09:00</time> (Europe/London)",
            "Thursday 1 October 2026, 09:00</time> (Europe/London)",
        ):
            assert words in shown
        assert "January 2027" not in shown
    assert "Coming by themselves" not in text(as_(person("client", 3)).get(ROUNDS))


def test_stopping(nora: Client, partnership: Partnership) -> None:
    nora.post(PAGE, RULES)
    assert "planned and opened by hand" in text(nora.post(f"{PAGE}stop/", follow=True))
    assert not Rhythm.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first_on": ""}, "on which day the first"),
        ({"first_on": "1999-12-31"}, "in this century"),
        ({"kind": "own"}, "Name at least one day."),
        ({"kind": "own", "own_days": "soon"}, "“soon” is not a day: write it like 2027-03-01."),
        ({"kind": "own", "own_days": "2026-02-30"}, "is not a day"),
        ({"kind": "own", "own_days": "2026-01-01"}, "All of these days have passed"),
        ({"kind": "own", "own_days": MANY}, "At most 24"),
        ({"kind": "monthly"}, "Select a valid choice."),
        ({"days_open": "0"}, "greater than or equal to 1"),
        ({"days_open": "61"}, "less than or equal to 60"),
        ({"days_open": "40"}, "More than seven weeks must lie between the end of a round"),
        ({"kind": "own", "own_days": "2027-03-01\n2027-05-03"}, "More than seven weeks"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_kept(
    nora: Client, partnership: Partnership, change: dict[str, str], words: str
) -> None:
    response = nora.post(PAGE, RULES | change)
    assert response.status_code == 200
    assert words in text(response)
    assert not Rhythm.objects.exists()
