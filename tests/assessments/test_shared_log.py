import pytest

from assessments.models import Round
from assessments.services.counting import seal_round
from assessments.services.invitations import remove_invitation
from assessments.services.releasing import release_overdue, turn_key
from assessments.services.rounds import log_round
from assessments.shared_log import lines_about
from partnerships.models import Membership
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answered,
    invitations,
    neutral,
    opened,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round() -> Round:
    return opened(alliance())


def texts(round: Round) -> list[str]:
    return [line.text for line in lines_about(round)]


def test_what_happened_the_latest_first(round: Round) -> None:
    answered(round, 5, 5)
    remove_invitation(invitation=invitations(round, "client")[5], by=neutral(), now=START)
    seal_round(round_id=round.pk, now=CLOSED)
    turn_key(round=round, side="client", by=person("client"), now=CLOSED)
    release_overdue(round=round, now=CLOSED + 10 * DAY)
    assert texts(round) == [
        "Ten days had passed since sealing: the results were released without a missing key.",
        "Client 0 turned the key of Northgate Council.",
        "The round was added up and sealed; its ballots were deleted.",
        "The round closed: no more answers.",
        "Nora Neutral removed somebody of Northgate Council from the round.",
        opening_by("Nora Neutral", round),
        "Nora Neutral planned the round.",
    ]


@pytest.mark.parametrize(
    ("saved", "line"),
    [
        ({"format": "csv"}, "Nora Neutral saved the results as a file (CSV)."),
        (
            {"format": "pptx", "report": "deck"},
            "Nora Neutral saved a report as a file: Meeting deck (PowerPoint).",
        ),
        (
            {"format": "pdf", "report": "brief"},
            "Nora Neutral saved a report as a file: Leaders' brief (PDF).",
        ),
        ({"format": "odt", "report": "novel"}, "Nora Neutral saved the results as a file (odt)."),
    ],
)
def test_which_report_was_saved_and_in_which_format(
    round: Round, saved: dict[str, str], line: str
) -> None:
    log_round(round=round, kind="results-exported", now=START + DAY, by=neutral(), **saved)
    assert texts(round)[0] == line


def opening_by(name: str, round: Round) -> str:
    begins = f"Its SHA-256 begins with {round.promise_sha256[:16]}."
    return f"{name} opened the round; the promise was frozen. {begins}"


def test_nobody_is_called_by_a_name_from_elsewhere(round: Round) -> None:
    Membership.objects.filter(person=neutral()).update(name="Nora")
    assert texts(round)[0] == opening_by("Nora", round)


def test_an_unknown_kind_and_another_round_are_left_out(round: Round) -> None:
    before = texts(round)
    log_round(round=round, kind="something-new", now=START)
    round.number = 7
    log_round(round=round, kind="round-opened", now=START, by=neutral())
    round.number = 1
    assert texts(round) == before


def test_somebody_whose_account_is_gone_stays_somebody(round: Round) -> None:
    neutral().delete()
    assert texts(round)[0] == opening_by("Somebody", round)
