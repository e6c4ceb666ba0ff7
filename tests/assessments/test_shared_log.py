import re
from pathlib import Path

import pytest

from assessments.models import Round
from assessments.services.counting import seal_round
from assessments.services.invitations import remove_invitation
from assessments.services.releasing import release_overdue, turn_key
from assessments.services.response import record_counts
from assessments.services.rounds import log_round
from assessments.shared_log import ABOUT_PARTNERSHIP, SENTENCES, lines_about
from partnerships.models import Membership, Person
from partnerships.services import add_member, change_member
from partnerships.viewer import Role
from tests.assessments.manage.desk import as_, text
from tests.factories import make_member
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
    return opened(alliance(6, 11))


def texts(round: Round) -> list[str]:
    return [line.text for line in lines_about(round)]


def test_what_happened_the_latest_first(round: Round) -> None:
    answered(round, 5, 5, now=START)
    record_counts(round=round, now=START.replace(hour=6) + DAY)
    remove_invitation(invitation=invitations(round, "client")[9], by=neutral(), now=START)
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


@pytest.mark.parametrize("sides", [("contractor", "client"), ("client", "contractor")])
def test_who_acts_for_a_side_is_named_as_that_side_does(
    round: Round, sides: tuple[str, str]
) -> None:
    """The facilitator of the other one could have lines of the log name anybody."""
    names, email = {"contractor": "Bea", "client": "Ada"}, "bea@example.org"
    for side in sides:
        make_member(round.partnership, Role.FACILITATOR, side)
        round.partnership.memberships.filter(person__email=email).update(ended_on=START.date())
        place = add_member(
            partnership=round.partnership,
            email=email,
            name=names[side],
            side=side,
            role=Role.FACILITATOR,
        )
    for side in sides:
        log_round(round=round, kind="key-turned", side=side, by=place.person, now=START)
    first, second = sides
    assert [line.partition(" turned")[0] for line in texts(round)[:2]] == [
        names[second],
        names[first],
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


def page_for(who: Person) -> str:
    return text(as_(who).get("/p/harbour-alliance/log/"))


def test_both_sides_read_what_happened_to_the_partnership_and_its_rounds(round: Round) -> None:
    add_member(
        partnership=round.partnership,
        email="late@example.org",
        name="Lea Late",
        side="client",
        role=Role.LEADER,
        by=neutral(),
        at=START,
    )
    for who in (neutral(), person("client"), person("contractor")):
        page = page_for(who)
        assert "Nora Neutral set up the partnership." in page
        assert "Nora Neutral added Lea Late (leader, Northgate Council)." in page
        assert "<b><bdi>Spring</bdi></b>: Nora Neutral opened the round" in page
    assert as_(person("client", 3)).get("/p/harbour-alliance/log/").status_code == 403


def test_people_who_are_merely_asked_are_named_to_those_alone_who_choose_them(
    round: Round,
) -> None:
    place = round.partnership.memberships.get(person=person("client", 1))
    change_member(membership=place, name="Fay", side="client", role=Role.FACILITATOR, by=None)
    named = {who: "Client 3" in page_for(who) for who in (neutral(), person("client", 1))}
    assert set(named.values()) == {True}
    for who in (person("client"), person("contractor")):
        page = page_for(who)
        assert "Client 3" not in page
        assert "Contractor 3" not in page
        assert "Somebody added somebody (member, Northgate Council)." in page
    assert "Contractor 3" not in page_for(person("client", 1))


def test_the_log_does_not_change_with_answers(round: Round) -> None:
    before = page_for(neutral())
    answered(round, 3, 3, now=START)
    assert page_for(neutral()) == before


def test_every_kind_of_line_can_be_read(root: Path) -> None:
    """What any service writes into the log has its sentence."""
    written = {
        found
        for path in (root / "assessments").rglob("*.py")
        for found in re.findall(r"""kind=(?:"|f")([a-z]+-[a-z-]+)""", path.read_text())
    }
    assert "round-opened" in written
    assert written - set(SENTENCES) - set(ABOUT_PARTNERSHIP) == set()


def test_a_long_log_comes_in_pages(round: Round) -> None:
    for _ in range(120):
        log_round(round=round, kind="round-extended", now=START + DAY)
    assert page_for(neutral()).count("seven more days") == 100
    later = text(as_(neutral()).get("/p/harbour-alliance/log/?page=2"))
    assert later.count("seven more days") == 20
    assert "Page 2 of 2" in later


def test_somebody_whose_account_is_gone_stays_somebody(round: Round) -> None:
    neutral().delete()
    assert texts(round)[0] == opening_by("Somebody", round)
