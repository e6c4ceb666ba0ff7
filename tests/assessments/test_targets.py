"""Agreed targets: both sides, exactly what was proposed, from the next round on."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from assessments.queries import snapshot_for
from assessments.services.agreements import AgreementError
from assessments.services.targets import (
    agree_to_targets,
    propose_targets,
    targets_of,
)
from partnerships.models import Partnership, Person, Side, TargetAgreement
from partnerships.viewer import Role
from tests.factories import NOW, everything_stored, make_member, make_partnership
from tests.factories import make_released_round as release

pytestmark = pytest.mark.django_db

PAGE = "/p/harbour-alliance/targets/"
AGREE = f"{PAGE}agree/"


@pytest.fixture
def harbour() -> Partnership:
    found = make_partnership()
    for side in Side:
        make_member(found, Role.LEADER, side, f"leader@{side}.example")
    make_member(found, Role.FACILITATOR, None, "nora@example.org")
    return found


def person(partnership: Partnership, side: str | None) -> Any:
    return partnership.memberships.get(side=side).person


def propose(partnership: Partnership, side: str | None, **values: int) -> TargetAgreement:
    return propose_targets(
        partnership=partnership, values=values, side=side, by=person(partnership, side), now=NOW
    )


def agree(partnership: Partnership, found: TargetAgreement, side: str) -> TargetAgreement:
    return agree_to_targets(
        partnership=partnership, number=found.pk, side=side, by=person(partnership, side), now=NOW
    )


@pytest.mark.parametrize("first", [*Side])
def test_targets_hold_once_both_sides_have_agreed(harbour: Partnership, first: Side) -> None:
    found = propose(harbour, first, trust=80, values=70)
    assert targets_of(harbour) == {}
    agree(harbour, found, first)
    assert targets_of(harbour) == {}
    other = next(side for side in Side if side != first)
    assert agree(harbour, found, other).agreed_at == NOW
    assert targets_of(harbour) == {"trust": 80, "values": 70}


def test_nobody_speaks_for_both_sides(harbour: Partnership) -> None:
    """Else whoever chooses a side's people moved one of them from side to side."""
    found = propose(harbour, "contractor", trust=80)
    with pytest.raises(AgreementError, match="agreed for the other side"):
        agree_to_targets(
            partnership=harbour,
            number=found.pk,
            side="client",
            by=person(harbour, "contractor"),
            now=NOW,
        )
    other = person(harbour, "client")
    twins = Person.objects.filter(pk=other.pk)
    twins.update(twin_key=person(harbour, "contractor").twin_key)
    with pytest.raises(AgreementError, match="agreed for the other side"):
        agree(harbour, found, "client")
    assert targets_of(harbour) == {}
    twins.update(twin_key=other.twin_key)
    agree(harbour, found, "client")
    assert targets_of(harbour) == {"trust": 80}


def test_a_neutral_proposal_needs_both_sides(harbour: Partnership) -> None:
    found = propose(harbour, None, trust=0)
    agree(harbour, found, "client")
    assert targets_of(harbour) == {}
    agree(harbour, found, "contractor")
    assert targets_of(harbour) == {"trust": 0}


def test_what_was_agreed_to_is_exactly_what_was_proposed(harbour: Partnership) -> None:
    first = propose(harbour, "contractor", trust=80)
    second = propose(harbour, "contractor", trust=95)
    with pytest.raises(AgreementError, match="no longer open"):
        agree(harbour, first, "client")
    agree(harbour, second, "client")
    with pytest.raises(AgreementError, match="no longer open"):
        agree(harbour, second, "client")
    with pytest.raises(AgreementError, match="hold already"):
        propose(harbour, "client", trust=95)
    assert targets_of(harbour) == {"trust": 95}


def test_a_proposal_of_another_partnership_cannot_be_agreed_to(harbour: Partnership) -> None:
    elsewhere = make_partnership("Airport Alliance")
    make_member(elsewhere, Role.LEADER, "contractor", "otto@airport.example")
    foreign = propose(elsewhere, "contractor", trust=80)
    with pytest.raises(AgreementError):
        agree(harbour, foreign, "client")


def test_every_agreement_stays_in_the_history(harbour: Partnership) -> None:
    for value in (70, 80):
        agree(harbour, propose(harbour, "contractor", trust=value), "client")
    propose(harbour, "client", trust=90)
    assert [one.values for one in harbour.target_agreements.exclude(agreed_at=None)] == [
        {"trust": 80},
        {"trust": 70},
    ]
    assert targets_of(harbour) == {"trust": 80}


def test_a_round_has_the_targets_that_held_at_its_opening(harbour: Partnership) -> None:
    earlier = release(harbour)
    agree(harbour, propose(harbour, "contractor", trust=80), "client")
    later = release(harbour, title="Autumn", closed=date(2026, 9, 30))
    assert snapshot_for(earlier).elements["trust"].target is None
    assert snapshot_for(later).elements["trust"].target == 80


def test_one_side_proposes_and_the_other_agrees_on_the_page(
    client: Client, harbour: Partnership
) -> None:
    client.force_login(person(harbour, "contractor"))
    assert client.post(PAGE, {"trust": "80"})["Location"] == PAGE
    page = client.get(PAGE).content.decode()
    assert "Northgate Council has not agreed yet." in page
    assert "Agree for our side" not in page
    client.force_login(person(harbour, "client"))
    page = client.get(PAGE).content.decode()
    assert "Agree for our side" in page
    (found,) = harbour.target_agreements.all()
    assert client.post(AGREE, {"proposal": found.pk})["Location"] == PAGE
    assert targets_of(harbour) == {"trust": 80}
    assert "Agreed so far" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("given", ["", "0", "x", "９９９９９９", "99999999999999999999"])
def test_agreeing_to_nothing_says_so(client: Client, harbour: Partnership, given: str) -> None:
    propose(harbour, "contractor", trust=80)
    client.force_login(person(harbour, "client"))
    page = client.post(AGREE, {"proposal": given}, follow=True).content.decode()
    assert "This proposal is no longer open" in page
    assert targets_of(harbour) == {}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"trust": "101"}, "less than or equal to 100"),
        ({"trust": "-1"}, "greater than or equal to 0"),
        ({"trust": "much"}, "Enter a whole number."),
        ({}, "These targets hold already: change one of them."),
    ],
)
def test_what_is_wrong_is_said(
    client: Client, harbour: Partnership, given: dict[str, str], sentence: str
) -> None:
    client.force_login(person(harbour, "client"))
    before = everything_stored()
    assert sentence in client.post(PAGE, given).content.decode()
    assert everything_stored() == before
