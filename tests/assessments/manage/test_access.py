from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from assessments.models import Invitation
from assessments.services.response import record_counts
from partnerships.models import Partnership
from partnerships.services import add_member, create_partnership
from tests.assessments.manage.desk import PAGE, PLAN, ROUNDS, as_, counted, text, the_round
from tests.live_round import (
    DAY,
    START,
    alliance,
    answered,
    drafted,
    invitations,
    neutral,
    opened,
    person,
)

pytestmark = pytest.mark.django_db

FACILITATORS_ONLY = ("edit/", "people/", "promise/", "open/", "seal/", "cancel/")


@pytest.mark.parametrize("number", [0, 3])
def test_leaders_and_members_run_nothing(partnership: Partnership, number: int) -> None:
    round = opened(partnership)
    client = as_(person("client", number))
    one = invitations(round, "client")[0].pk
    paths = [*FACILITATORS_ONLY, f"people/{one}/", f"people/{one}/remove/"]
    for path in paths:
        assert client.get(PAGE + path).status_code == 403
    for path in [*FACILITATORS_ONLY, f"people/{one}/link/", f"people/{one}/remove/"]:
        assert client.post(PAGE + path).status_code == 403
    assert client.post(f"{ROUNDS}new/", PLAN).status_code == 403
    assert the_round().state == "open"


def test_strangers_find_nothing(partnership: Partnership) -> None:
    opened(partnership)
    stranger = add_member(
        partnership=alliance_elsewhere(), email="s@example.org", side=None, role="facilitator"
    ).person
    client = as_(stranger)
    for path in ("", *FACILITATORS_ONLY, "key/client/"):
        assert client.get(PAGE + path).status_code == 404
        assert client.post(PAGE + path).status_code in (404, 405)
    assert client.post(f"{PAGE}agree/").status_code == 404
    assert Client().get(PAGE).status_code == 302


def alliance_elsewhere() -> Partnership:
    return create_partnership(name="Elsewhere", contractor="A", client="B")


def test_a_draft_is_its_facilitators_own(nora: Client, partnership: Partnership) -> None:
    drafted(partnership)
    for number in (0, 3):
        assert as_(person("client", number)).get(PAGE).status_code == 404
    assert as_(person("client", 1)).get(PAGE).status_code == 200


def test_counts_for_facilitators_as_far_as_their_side(
    nora: Client, partnership: Partnership
) -> None:
    counted(partnership, 5, 4)
    both = text(nora.get(PAGE))
    assert "5 of 6 have answered" in both
    assert "fewer than 5 of 6 have answered" in both
    own = text(as_(person("client", 1)).get(PAGE))
    assert "5 of 6 have answered" not in own.replace("fewer than 5 of 6 have answered", "")
    for page in (both, own):
        assert "<bdi>Brightline Services</bdi> yes, <bdi>Northgate Council</bdi> not yet" in page
    assert "4 of" not in both + own


def test_a_count_that_stands_still_says_so_with_its_own_day(
    nora: Client, partnership: Partnership
) -> None:
    round = counted(partnership, 5, 5)
    Invitation.objects.filter(pk=invitations(round, "client")[0].pk).update(revoked=True)
    record_counts(round=round, now=START + 2 * DAY)
    page = text(nora.get(PAGE))
    assert "as of 4 March, 06:00</p>" in page
    still = '5 of 6 have answered <span class="hint">as of 3 March, 06:00. It stands still: '
    assert page.count(still) == 1
    ours, theirs = (text(as_(person(side, 1)).get(PAGE)) for side in ("contractor", "client"))
    assert "It stands still" not in ours
    assert "as of 3 March, 06:00</p>" in theirs
    assert "4 March" not in theirs


def test_a_side_that_has_grown_waits_for_a_new_count(
    nora: Client, partnership: Partnership
) -> None:
    round = counted(partnership, 5, 5)
    addition = round.additions.create(side="client", number=1, proposed_at=START + DAY)
    addition.added_at = START + DAY
    addition.save()
    for reader in (nora, as_(person("contractor", 1))):
        assert (
            "<bdi>Brightline Services</bdi> yes, "
            "<bdi>Northgate Council</bdi> not counted since people were added."
        ) in text(reader.get(PAGE))


@pytest.mark.parametrize(("side", "number"), [("client", 0), ("client", 2)])
def test_no_counts_for_leaders_and_members(
    partnership: Partnership, side: str, number: int
) -> None:
    counted(partnership, 5, 5)
    page = text(as_(person(side, number)).get(PAGE))
    assert "have answered" not in page
    assert "yes" not in page.split("<main")[1]
    assert "Open for answers" in page


def test_invitations_look_the_same_whoever_has_answered(
    nora: Client, partnership: Partnership
) -> None:
    round = opened(partnership)
    before = text(nora.get(f"{PAGE}people/")), text(nora.get(PAGE))
    links = [text(nora.get(f"{PAGE}people/{one.pk}/")) for one in invitations(round, "client")]
    answered(round, 3, 3, now=START)
    assert (text(nora.get(f"{PAGE}people/")), text(nora.get(PAGE))) == before
    again = [text(nora.get(f"{PAGE}people/{one.pk}/")) for one in invitations(round, "client")]
    assert again == links


def test_invitations_of_the_other_side_are_not_there(partnership: Partnership) -> None:
    round = opened(partnership)
    client = as_(person("client", 1))
    page = text(client.get(f"{PAGE}people/"))
    assert "Client 3" in page
    assert "Contractor 3" not in page
    foreign = invitations(round, "contractor")[0]
    for path in ("", "link/", "remove/"):
        address = f"{PAGE}people/{foreign.pk}/{path}"
        answers = {client.get(address).status_code, client.post(address).status_code}
        assert answers <= {404, 405}
    foreign.refresh_from_db()
    assert (foreign.revoked, foreign.link_version) == (False, 1)


@pytest.mark.parametrize("people", [(6, 6), (30, 30)])
def test_the_number_of_queries_does_not_grow_with_people(
    people: tuple[int, int], django_assert_num_queries: Any
) -> None:
    round = opened(alliance(*people))
    record_counts(round=round, now=datetime.fromisoformat("2026-03-03T06:00:00+00:00"))
    nora = as_(neutral())
    with django_assert_num_queries(14):
        nora.get(PAGE)
    with django_assert_num_queries(7):
        nora.get(f"{PAGE}people/")
