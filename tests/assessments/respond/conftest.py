import pytest
from django.test import Client

from assessments.models import Invitation, Round
from partnerships.models import Side
from tests.assessments.respond.browsing import FAR, begun
from tests.live_round import alliance, invitations, opened


@pytest.fixture
def round(db: None) -> Round:
    return opened(alliance(), closes=FAR, zone="Europe/London")


@pytest.fixture
def invitation(round: Round) -> Invitation:
    return invitations(round, Side.CLIENT)[0]


@pytest.fixture
def colleague(round: Round) -> Invitation:
    return invitations(round, Side.CONTRACTOR)[0]


@pytest.fixture
def browser(invitation: Invitation) -> Client:
    """A browser in which the link was opened and the button pressed."""
    return begun(invitation)
