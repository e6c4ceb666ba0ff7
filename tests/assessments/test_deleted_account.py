"""An account that is deleted while its round is open is withdrawn from it, whatever it had done."""

import pytest
import time_machine
from django.test import Client

from assessments.links import invitation_of_code, link_path, slip_code
from assessments.models import Invitation, Outbox, Round
from assessments.services.counting import seal_round
from assessments.services.invitations import queue_reminders
from assessments.services.response import latest_response, record_counts, submitted_of
from assessments.services.slips import print_slips
from tests.assessments.test_slips import slips, with_slips
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answer,
    answered,
    everything,
    invitations,
    neutral,
    opened,
)
from tests.migrating import migrate_back_to, migrate_to_newest

pytestmark = pytest.mark.django_db

SIX = START.replace(hour=6) + DAY
BEFORE = "0020_sealed_comments"


def delete(invitation: Invitation) -> Invitation:
    """Delete the account of somebody who was invited."""
    assert invitation.membership is not None
    invitation.membership.person.delete()
    return Invitation.objects.select_related("round", "membership").get(pk=invitation.pk)


@pytest.mark.parametrize("has_answered", [False, True])
def test_the_link_of_a_deleted_account_is_no_slip_and_opens_nothing(has_answered: bool) -> None:
    round = with_slips(2)
    one = invitations(round, "contractor")[3]
    if has_answered:
        answer(one, everything(2))
    browser, path = Client(), link_path(one)
    with time_machine.travel(START, tick=False):
        browser.post(path)
        gone = delete(one)
        printed = print_slips(round=round, side="contractor", by=neutral(), now=START)
        assert {slip.code for slip in printed} == {slip_code(slip) for slip in slips(round)}
        assert len(printed) == 2
        assert invitation_of_code(slip_code(gone)) is None
        replies = Client().get(path), Client().post(path), browser.get("/answer/trust/")
        assert [reply.status_code for reply in replies] == [404, 404, 403]
    queue_reminders(round=round, occasion="closing", now=START)
    assert not Outbox.objects.filter(invitation=gone, kind="reminder").exists()


def test_a_round_without_slips_has_none_after_a_deletion() -> None:
    round = opened(alliance())
    delete(invitations(round, "contractor")[3])
    assert print_slips(round=round, side="contractor", by=neutral(), now=START) == []
    with time_machine.travel(START, tick=False):
        page = Client().get(link_path(invitations(round, "client")[0])).content.decode()
    assert "slip" not in page


@pytest.mark.parametrize(("number", "people"), [(0, 8), (6, 8), (0, 16)])
def test_no_count_tells_whether_a_deleted_account_had_answered(number: int, people: int) -> None:
    """Five of eight have answered; before and after, the first or the sixth of them is deleted. Of
    sixteen counting goes on.
    """
    round = opened(alliance(8, people))
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    delete(invitations(round, "client")[number])
    record_counts(round=round, now=SIX + DAY)
    response = latest_response(round)
    assert response is not None
    assert [(side.answered, side.invited) for side in response.sides] == [(5, 8), (5, people)]
    assert submitted_of(round) == {"contractor": 5, "client": 5}
    seal_round(round_id=round.pk, now=CLOSED)
    assert Round.objects.get().state == Round.State.SEALED


@pytest.mark.django_db(transaction=True)
def test_an_installation_with_an_open_round_is_brought_along(brought_to_newest: None) -> None:
    round = with_slips(3, 1)
    gone = delete(invitations(round, "client")[2])
    drawn = {one.pk for one in slips(round)}
    migrate_back_to(BEFORE)
    migrate_to_newest()
    assert {one.pk for one in slips(round)} == drawn
    assert gone.pk not in drawn
    answer(invitations(round, "client")[0], everything(1))
