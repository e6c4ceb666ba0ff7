"""The machine's clock jumps ahead and back: nothing is done twice, nothing is undone."""

from datetime import timedelta

import pytest

from assessments.models import Outbox, ResponseCount, Round, Snapshot
from assessments.services.answering import Refusal, RefusedError
from assessments.services.due import run_rounds
from partnerships.models import Event
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answer,
    answered,
    everything,
    invitations,
    opened,
)

pytestmark = pytest.mark.django_db


def notes() -> tuple[int, int, int]:
    return Outbox.objects.count(), Event.objects.count(), ResponseCount.objects.count()


def test_what_was_done_ahead_of_time_is_not_done_again() -> None:
    round = opened(alliance())
    ahead = CLOSED - timedelta(hours=20)
    run_rounds(now=ahead)
    done = notes()
    for moment in (START + DAY, START, ahead, START + 2 * DAY, ahead):
        run_rounds(now=moment)
        assert notes()[:2] == done[:2]
    answer(invitations(round, "client")[0], everything(3), now=START + 2 * DAY)
    assert Round.objects.get().state == Round.State.OPEN


@pytest.mark.django_db(transaction=True)
def test_a_round_that_was_sealed_ahead_of_time_stays_sealed() -> None:
    round = opened(alliance())
    answered(round, 6, 5)
    run_rounds(now=CLOSED)
    sealed = Snapshot.objects.get().sha256
    late = invitations(round, "client")[5]
    for moment in (START + DAY, CLOSED - timedelta(seconds=1), CLOSED):
        with pytest.raises(RefusedError) as refused:
            answer(late, everything(3), now=moment)
        assert refused.value.refusal is Refusal.CLOSED
        run_rounds(now=moment)
    assert Round.objects.get().state == Round.State.SEALED
    assert Snapshot.objects.get().sha256 == sealed
