import base64
import hmac
import re
from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from assessments.keys import Purpose, derive_key
from assessments.links import invitation_of, link_for, link_path, new_selector
from assessments.models import Invitation
from partnerships.models import Side
from tests.live_round import alliance, invitations, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> Invitation:
    return invitations(opened(alliance()), Side.CLIENT)[0]


def token_of(invitation: Invitation) -> str:
    return link_path(invitation).removeprefix("/a/")


def test_the_verifier_is_what_the_design_says(invitation: Invitation) -> None:
    message = f"{invitation.selector}|{invitation.round_id}|1".encode()
    digest = hmac.digest(derive_key(Purpose.LINK), message, "sha256")
    verifier = base64.urlsafe_b64encode(digest).decode()[:22]
    assert link_path(invitation) == f"/a/{invitation.selector}.{verifier}"


def test_a_link_has_the_address_of_the_site(invitation: Invitation, settings: Settings) -> None:
    settings.SITE_URL = "https://alongside.example"
    assert link_for(invitation) == "https://alongside.example" + link_path(invitation)


def test_a_link_finds_its_invitation(invitation: Invitation) -> None:
    assert invitation_of(token_of(invitation)) == invitation


@pytest.mark.parametrize("after", [".", ">", "/", ")", ">.", ").", '",'])
def test_what_a_mail_program_adds_to_a_link_is_left_out(invitation: Invitation, after: str) -> None:
    assert invitation_of(token_of(invitation) + after) == invitation


def test_a_revoked_invitation_is_found_too(invitation: Invitation) -> None:
    Invitation.objects.update(revoked=True)
    found = invitation_of(token_of(invitation))
    assert found is not None
    assert found.revoked


def test_a_new_version_kills_the_old_link(invitation: Invitation) -> None:
    old = token_of(invitation)
    invitation.link_version = 2
    invitation.save()
    assert invitation_of(old) is None
    assert invitation_of(token_of(invitation)) == invitation


def test_the_verifier_of_another_invitation_opens_nothing(invitation: Invitation) -> None:
    other = invitations(invitation.round, Side.CONTRACTOR)[0]
    verifier = token_of(other).partition(".")[2]
    assert invitation_of(f"{invitation.selector}.{verifier}") is None


def test_another_master_key_kills_every_link(invitation: Invitation, settings: Settings) -> None:
    old = token_of(invitation)
    settings.MASTER_KEY = "another master key for the tests, 9876543210"
    assert invitation_of(old) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token.partition(".")[0],
        lambda token: token.partition(".")[0] + ".",
        lambda token: "." + token.partition(".")[2],
        lambda token: token.swapcase(),
        lambda token: token.replace(".", ".."),
        lambda token: token + "\0",
        lambda token: "\0" + token,
        lambda _: "",
        lambda _: ".",
        lambda _: "é.ü",
        lambda _: "a" * 5000,
    ],
)
def test_a_damaged_link_opens_nothing(invitation: Invitation, damage: Callable[[str], str]) -> None:
    assert invitation_of(damage(token_of(invitation))) is None


def test_an_unknown_selector_opens_nothing() -> None:
    assert invitation_of(f"{new_selector()}.{'A' * 22}") is None


def test_selectors_are_random_and_fit_into_an_address() -> None:
    selectors = {new_selector() for _ in range(100)}
    assert len(selectors) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", selector) for selector in selectors)
