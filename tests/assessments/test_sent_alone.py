"""Nobody gets a link alone between the last count and an early sealing: the number of the results
would tell whether they answered at once.
"""

from datetime import datetime, timedelta

import pytest
import time_machine

from assessments.checklist import checklist_of, standing_of
from assessments.models import Invitation, Round
from assessments.services.additions import addable
from assessments.services.addresses import change_address
from assessments.services.counting import close_early
from assessments.services.invitations import resend_link
from assessments.services.response import record_counts
from assessments.services.rounds import RoundError
from assessments.shared_log import lines_about
from partnerships.access import viewer_of
from tests.assessments.manage.desk import PAGE, as_, text
from tests.assessments.test_additions import consent, propose, with_newcomers
from tests.guards import force
from tests.live_round import (
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

SIX = START.replace(hour=6) + DAY
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WAITS = "Somebody has got a personal link lately"


def counted() -> Round:
    """Six of ten and six of eight have answered as of this morning."""
    round = opened(alliance(10, 8))
    answered(round, contractor=6, client=6, now=START)
    record_counts(round=round, now=SIX)
    return round


def send_alone(round: Round, way: str, now: datetime) -> None:
    one = invitations(round, "client")[7]
    if way in ("refused", "address"):
        force(Invitation.objects.filter(pk=one.pk), refused=True, sent_to="")
        one.refresh_from_db()
    if way == "address":
        changed = person("client", 7)
        change_address(person=changed, email="n@example.org", by=neutral(), now=now)
    else:
        resend_link(invitation=one, new_link=way == "new", by=neutral(), now=now)


def sealing_text(round: Round, now: datetime) -> str:
    viewer = viewer_of(neutral().memberships.get())
    steps = checklist_of(standing_of(round, viewer, now))
    return next(step.text for step in steps if step.code == "sealing")


def test_sealing_early_waits_for_the_count_after_a_link_to_one() -> None:
    round = counted()
    send_alone(round, "again", SIX + HOUR)
    assert WAITS in sealing_text(round, SIX + 2 * HOUR)
    with pytest.raises(RoundError, match=WAITS):
        close_early(round=round, by=neutral(), now=SIX + 2 * HOUR)
    record_counts(round=round, now=SIX + DAY)
    assert WAITS in sealing_text(round, SIX + DAY)
    record_counts(round=round, now=SIX + 2 * DAY)
    assert "you can also seal it now" in sealing_text(round, SIX + 2 * DAY)
    assert close_early(round=round, by=neutral(), now=SIX + 2 * DAY).state == "sealing"


def test_the_page_offers_it_again_after_the_count() -> None:
    round = counted()
    with time_machine.travel(SIX + HOUR, tick=False):
        nora = as_(neutral())
        assert "Seal the round now" in text(nora.get(PAGE))
        send_alone(round, "again", SIX + HOUR)
        page = text(nora.get(PAGE))
        assert f"Happens by itself Friday 20 March 2026, 17:00 (UTC). {WAITS}" in page
        assert "Seal the round" not in page
        assert WAITS in text(nora.post(f"{PAGE}seal/", follow=True))


@pytest.mark.parametrize("way", ["refused", "address", "new"])
def test_whoever_is_let_in_or_gets_a_new_link_is_waited_for_two_mornings(way: str) -> None:
    """The first one is not counted."""
    round = opened(alliance(10, 12))
    answered(round, contractor=6, client=6, now=START)
    record_counts(round=round, now=SIX)
    send_alone(round, way, SIX + HOUR)
    record_counts(round=round, now=SIX + DAY)
    with pytest.raises(RoundError, match=WAITS):
        close_early(round=round, by=neutral(), now=SIX + DAY)
    record_counts(round=round, now=SIX + 2 * DAY)
    assert close_early(round=round, by=neutral(), now=SIX + 2 * DAY).state == "sealing"


def test_whoever_is_added_alone_is_waited_for() -> None:
    round = with_newcomers(6)
    answered(round, contractor=5, client=5, now=START)
    record_counts(round=round, now=SIX)
    added = propose(round, memberships=addable(round, "contractor"))
    consent(round, added, now=SIX + HOUR)
    with pytest.raises(RoundError, match=WAITS):
        close_early(round=round, by=neutral(), now=SIX + 2 * HOUR)


def test_what_was_sent_before_the_last_count_is_over() -> None:
    round = opened(alliance(10, 8))
    answered(round, contractor=6, client=6, now=START)
    send_alone(round, "again", SIX - DAY - MINUTE)
    record_counts(round=round, now=SIX)
    assert close_early(round=round, by=neutral(), now=SIX).state == "sealing"


def test_what_was_sent_just_before_the_last_count_is_not() -> None:
    """It was read after the count."""
    round = opened(alliance(10, 8))
    answered(round, contractor=6, client=6, now=START)
    send_alone(round, "again", SIX - MINUTE)
    record_counts(round=round, now=SIX)
    with pytest.raises(RoundError, match="It can be once it has been counted a day later"):
        close_early(round=round, by=neutral(), now=SIX)


def test_a_link_sent_again_stands_in_the_log_without_a_name() -> None:
    round = counted()
    send_alone(round, "again", SIX)
    assert lines_about(round)[0].text == (
        "Nora Neutral sent somebody of Northgate Council the personal link once more."
    )
