import pytest

from assessments.models import Ballot, Draft, ReleaseKey, Round, RoundKey
from assessments.services.counting import seal_round
from assessments.services.drafts import Edit, save_part
from assessments.services.opening import open_round
from assessments.services.releasing import (
    RELEASED_BY_ITSELF_AFTER,
    cancel_round,
    extend_round,
    missing_keys,
    release_overdue,
    turn_key,
)
from assessments.services.rounds import RoundError, agree_to_key_holder, set_promise
from partnerships.models import Event, Side
from tests.guards import force
from tests.live_round import (
    CLOSED,
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


@pytest.fixture
def sealed() -> Round:
    round = opened(alliance())
    answered(round, contractor=5, client=5)
    seal_round(round_id=round.pk, now=CLOSED)
    round.refresh_from_db()
    assert round.state == Round.State.SEALED
    return round


def test_two_keys_release(sealed: Round) -> None:
    turn_key(round=sealed, side="client", by=person("client"), now=CLOSED)
    sealed.refresh_from_db()
    assert sealed.state == Round.State.SEALED
    assert missing_keys(sealed) == ["contractor"]
    turn_key(round=sealed, side="contractor", by=person("contractor"), now=CLOSED + DAY)
    sealed.refresh_from_db()
    assert sealed.state == Round.State.RELEASED
    assert sealed.released_at == CLOSED + DAY
    kinds = list(Event.objects.order_by("-pk").values_list("kind", flat=True)[:3])
    assert kinds == ["round-released", "key-turned", "key-turned"]


def test_with_the_last_key_everybody_invited_and_every_facilitator_is_told(
    sealed: Round,
) -> None:
    sealed.mails.all().delete()
    for side in Side:
        turn_key(round=sealed, side=side, by=person(side), now=CLOSED)
    people = {f"{side}{n}@example.org" for side in Side for n in range(6)}
    assert {mail.recipient for mail in sealed.mails.all()} == people | {"nora@neutral.example"}
    assert sealed.mails.count() == 13


def test_a_key_turns_once(sealed: Round) -> None:
    turn_key(round=sealed, side="client", by=person("client"), now=CLOSED)
    with pytest.raises(RoundError, match="turned already"):
        turn_key(round=sealed, side="client", by=person("client"), now=CLOSED)
    assert ReleaseKey.objects.count() == 1


@pytest.mark.parametrize("who", ["neutral", "client"])
def test_nobody_turns_both_keys_without_the_leaders_agreement(sealed: Round, who: str) -> None:
    by = neutral() if who == "neutral" else person(who)
    if who == "client":
        turn_key(round=sealed, side="client", by=by, now=CLOSED)
    for side in missing_keys(sealed):
        with pytest.raises(RoundError, match="held it when the round was opened"):
            turn_key(round=sealed, side=side, by=by, now=CLOSED)
    sealed.refresh_from_db()
    assert sealed.state == Round.State.SEALED


def test_a_neutral_facilitator_turns_both_if_the_leaders_agreed() -> None:
    round = set_promise(round=drafted(alliance()), key_holder=neutral(), now=START)
    for side in Side:
        agree_to_key_holder(round=round, side=side, by=person(side), now=START)
    round = open_round(round=round, by=neutral(), now=START)
    answered(round, contractor=5, client=5)
    seal_round(round_id=round.pk, now=CLOSED)
    for side in Side:
        turn_key(round=round, side=side, by=neutral(), now=CLOSED)
    round.refresh_from_db()
    assert round.state == Round.State.RELEASED


@pytest.mark.parametrize("state", ["draft", "open", "sealing", "released", "cancelled"])
def test_keys_turn_only_while_a_round_is_sealed(sealed: Round, state: str) -> None:
    force(Round.objects.filter(pk=sealed.pk), state=state)
    with pytest.raises(RoundError, match="no longer possible"):
        turn_key(round=sealed, side="client", by=person("client"), now=CLOSED)
    assert not ReleaseKey.objects.exists()


def test_the_notice_of_release_holds_the_reading_and_the_lists_and_no_figure(
    sealed: Round,
) -> None:
    sealed.mails.all().delete()
    release_overdue(round=sealed, now=CLOSED + RELEASED_BY_ITSELF_AFTER)
    (body,) = set(sealed.mails.values_list("body", flat=True))
    assert "What they say: " in body
    assert "\n- Strongest so far: " in body or "\n- Celebrate: " in body
    assert "\n- Talk about: " in body
    after_the_link = body.partition("/rounds/1/\n")[2]
    assert not any(letter.isdigit() for letter in after_the_link)


def test_after_ten_days_it_is_released_with_a_key_missing(sealed: Round) -> None:
    turn_key(round=sealed, side="client", by=person("client"), now=CLOSED)
    end = CLOSED + RELEASED_BY_ITSELF_AFTER
    assert not release_overdue(round=sealed, now=end - DAY)
    assert release_overdue(round=sealed, now=end)
    assert not release_overdue(round=sealed, now=end)
    sealed.refresh_from_db()
    assert (sealed.state, sealed.released_at) == (Round.State.RELEASED, end)
    assert Event.objects.get(kind="round-released").parameters["by_itself"] is True


def test_a_short_side_extends_once_and_the_time_in_the_promise_stays() -> None:
    round = opened(alliance())
    answered(round, contractor=6, client=4)
    assert not extend_round(round=round, now=CLOSED - DAY)
    assert extend_round(round=round, now=CLOSED)
    assert not extend_round(round=round, now=CLOSED)
    assert not extend_round(round=round, now=CLOSED + 7 * DAY)
    round.refresh_from_db()
    assert (round.extended, round.closes_at, round.state) == (True, CLOSED, "open")
    assert Event.objects.filter(kind="round-extended").count() == 1


def test_nobody_short_nothing_extended() -> None:
    round = opened(alliance())
    answered(round, contractor=5, client=5)
    assert not extend_round(round=round, now=CLOSED)


def test_cancelling_deletes_what_was_answered() -> None:
    round = opened(alliance())
    answered(round, contractor=2, client=0)
    invitation = invitations(round, "client")[0]
    edit = Edit("all", ["T1"], {"T1": 2}, base=0, page="page")
    invitation.round = round
    save_part(invitation=invitation, origin="origin", edit=edit, now=START)
    assert (Ballot.objects.count(), Draft.objects.count()) == (2, 1)
    cancel_round(round=round, by=neutral(), now=START)
    assert not any(model.objects.exists() for model in (Ballot, Draft, RoundKey))
    assert not round.invitations.filter(submitted=True).exists()
    assert not round.invitations.filter(revoked=False).exists()
    assert {mail.kind for mail in round.mails.all()} == {"notice"}


@pytest.mark.parametrize("state", ["sealing", "sealed", "released", "cancelled"])
def test_a_closed_round_cannot_be_cancelled(sealed: Round, state: str) -> None:
    force(Round.objects.filter(pk=sealed.pk), state=state)
    with pytest.raises(RoundError, match="cannot become"):
        cancel_round(round=sealed, by=neutral(), now=CLOSED)
    assert hasattr(sealed, "snapshot")
