"""Two facilitators act on one round in the same moment: it happens once, and the second sees it."""

from collections.abc import Mapping
from functools import partial

import pytest
from django.test import Client

from assessments.models import Outbox, ReleaseKey, Round
from assessments.services.counting import seal_round
from partnerships.models import Event, Partnership
from tests.assessments.manage.desk import PAGE, as_, text, the_round
from tests.at_once import together
from tests.live_round import CLOSED, START, answered, drafted, neutral, note_counts, opened, person

pytestmark = pytest.mark.django_db(transaction=True)


def both(path: str, first: Client, second: Client, data: Mapping[str, object]) -> list[str]:
    """What each of the two reads after sending the same form."""

    def send(client: Client) -> str:
        return text(client.post(f"{PAGE}{path}", data, follow=True))

    return together(partial(send, first), partial(send, second))


def told(pages: list[str], words: str) -> int:
    return sum(words in page for page in pages)


def test_opening(partnership: Partnership) -> None:
    drafted(partnership)
    pages = both("open/", as_(neutral()), as_(person("client", 1)), {})
    assert the_round().state == Round.State.OPEN
    assert Event.objects.filter(kind="round-opened").count() == 1
    assert Outbox.objects.filter(kind="invitation").count() == 12
    assert told(pages, "is open by now") == 1
    assert told(pages, "opened the round") == 2


def test_sealing_early(partnership: Partnership) -> None:
    round = opened(partnership)
    answered(round, contractor=5, client=5)
    note_counts(round, now=START)
    pages = both("seal/", as_(neutral()), as_(person("client", 1)), {})
    assert the_round().state == Round.State.SEALED
    assert Event.objects.filter(kind="round-sealed").count() == 1
    assert Event.objects.filter(kind="round-closed").count() == 1
    assert len(pages) == 2
    assert told(pages, "Server Error") == 0


def test_cancelling(partnership: Partnership) -> None:
    opened(partnership)
    Outbox.objects.all().delete()
    pages = both("cancel/", as_(neutral()), as_(person("client", 1)), {})
    assert the_round().state == Round.State.CANCELLED
    assert Event.objects.filter(kind="round-cancelled").count() == 1
    assert Outbox.objects.filter(kind="notice").count() == 12
    assert told(pages, "cancelled") == 2


def test_opening_while_somebody_cancels(partnership: Partnership) -> None:
    drafted(partnership)
    nora, fay = as_(neutral()), as_(person("client", 1))
    nora.post(f"{PAGE}cancel/")
    assert "Nothing was done: the round is cancelled by now." in text(
        fay.post(f"{PAGE}open/", follow=True)
    )
    assert not Outbox.objects.filter(kind="invitation").exists()


def test_choosing_people_after_it_was_opened(partnership: Partnership) -> None:
    drafted(partnership)
    nora, fay = as_(neutral()), as_(person("client", 1))
    nora.post(f"{PAGE}open/")
    for path, data in (("people/", {}), ("promise/", {"asks_comments": "on"})):
        assert "the round is open by now" in text(fay.post(f"{PAGE}{path}", data, follow=True))
    assert not the_round().asks_comments
    assert the_round().invitations.count() == 12


def test_one_key_by_two_people_of_its_side(partnership: Partnership) -> None:
    round = opened(partnership)
    answered(round, contractor=5, client=5)
    seal_round(round_id=round.pk, now=CLOSED)
    pages = both("key/client/", as_(person("client", 0)), as_(person("client", 1)), {})
    assert ReleaseKey.objects.count() == 1
    assert the_round().state == Round.State.SEALED
    assert told(pages, "This key has been turned already.") == 1


def test_resending_a_link_by_two_at_once(partnership: Partnership) -> None:
    round = opened(partnership)
    one = round.invitations.filter(side="client")[2]
    both(f"people/{one.pk}/link/", as_(neutral()), as_(person("client", 1)), {})
    assert one.mails.count() == 1
