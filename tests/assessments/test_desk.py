"""Between sealing and release: comments are read, masked, held back; what is left comes out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from assessments.comments import fingerprint_of
from assessments.models import Comment, Round
from assessments.queries import comments_of, desk_progress, has_unread_comments
from assessments.services.comments import hold_back, mark_read, mask_words, put_back
from assessments.services.releasing import release_overdue, turn_key
from assessments.services.rounds import RoundError
from assessments.shared_log import lines_about
from partnerships.models import Event, Side
from partnerships.services import ensure_person
from tests.desk_words import saying, words
from tests.factories import everything_stored, make_partnership, make_released_round, rows, table
from tests.guards import force
from tests.live_round import CLOSED, DAY, alliance, neutral, person, sealed_with_comments

pytestmark = pytest.mark.django_db

EVERYBODY = (*Side, None)
NOW = CLOSED + timedelta(hours=1)
Act = Callable[..., None]


@pytest.fixture
def round() -> Round:
    return sealed_with_comments(alliance())


def comment(round: Round, begin: str = "Praise 0 of the contractor") -> Comment:
    return saying(round, begin)


def seen(one: Comment) -> str:
    return fingerprint_of(words(one), one.state)


def do(act: Act, one: Comment, as_seen: str | None = None, **ticked: Any) -> Comment:
    act(comment=one, seen=as_seen or seen(one), by=neutral(), now=NOW, **ticked)
    return Comment.objects.get(pk=one.pk)


def release(round: Round) -> None:
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=NOW)


def told(round: Round) -> list[str]:
    return [one.text for one in comments_of(Round.objects.get(pk=round.pk), EVERYBODY)]


def test_nothing_is_read_at_first_and_nothing_unread_comes_out(round: Round) -> None:
    assert {one.state for one in round.comments.all()} == {"unread"}
    assert desk_progress(round, EVERYBODY).all == 8
    assert has_unread_comments(round)
    release(round)
    assert told(round) == []
    assert not Comment.objects.exists()


def test_what_has_been_read_and_not_held_back_comes_out(round: Round) -> None:
    read, held = comment(round), comment(round, "Tried 1 by client")
    assert do(mark_read, read).state == "read"
    assert do(hold_back, held).state == "held"
    assert desk_progress(round, EVERYBODY).read == 2
    release(round)
    assert told(round) == ["Praise 0 of the contractor"]
    assert [one.text for one in Comment.objects.all()] == ["Praise 0 of the contractor"]


def test_after_ten_days_it_is_the_same(round: Round) -> None:
    do(mark_read, comment(round))
    assert release_overdue(round=round, now=CLOSED + 10 * DAY)
    assert told(round) == ["Praise 0 of the contractor"]
    assert Comment.objects.count() == 1


def test_put_back_in_time_it_comes_out(round: Round) -> None:
    held = do(hold_back, comment(round))
    assert do(put_back, held).state == "read"
    release(round)
    assert told(round) == ["Praise 0 of the contractor"]


def test_masked_words_are_gone_and_masking_is_reading(round: Round) -> None:
    force(Round.objects, erased=True)
    masked = do(mask_words, comment(round), words={0, 1})
    assert (words(masked), masked.state) == ("[...] of the contractor", "read")
    assert not Round.objects.get().erased
    held = do(hold_back, masked)
    assert do(mask_words, held, words={3}).state == "held"
    do(put_back, Comment.objects.get(pk=masked.pk))
    release(round)
    assert told(round) == ["[...] of the [...]"]


@pytest.mark.parametrize("ticked", [set(), {99}])
def test_no_word_no_mask(round: Round, ticked: set[int]) -> None:
    before = everything_stored()
    with pytest.raises(RoundError, match="tick the words first"):
        do(mask_words, comment(round), words=ticked)
    assert everything_stored() == before


ACTS: list[tuple[Act, dict[str, Any]]] = [
    (mark_read, {}),
    (hold_back, {}),
    (put_back, {}),
    (mask_words, {"words": {0}}),
]


@pytest.mark.parametrize(("act", "ticked"), ACTS)
def test_who_saw_something_else_changes_nothing(
    round: Round, act: Act, ticked: dict[str, Any]
) -> None:
    earlier = seen(comment(round))
    one = do(mask_words, comment(round), words={0})
    if act in (mark_read, put_back):
        one = do(hold_back, one)
    before = everything_stored()
    with pytest.raises(RoundError, match="somebody else has worked on this comment"):
        do(act, one, earlier, **ticked)
    assert everything_stored() == before


@pytest.mark.parametrize("act", [mark_read, hold_back])
def test_pressed_twice_it_happens_once(round: Round, act: Act) -> None:
    one = comment(round)
    do(act, one)
    before = everything_stored()
    do(act, one)
    assert everything_stored() == before


@pytest.mark.parametrize(("act", "ticked"), ACTS)
def test_after_release_nothing_changes(round: Round, act: Act, ticked: dict[str, Any]) -> None:
    one = do(mark_read, comment(round))
    earlier = seen(one)
    release(round)
    before = everything_stored()
    with pytest.raises(RoundError, match="released by now"):
        do(act, one, earlier, **ticked)
    assert everything_stored() == before


def test_the_log_tells_what_was_done_and_no_word_of_it(round: Round) -> None:
    for one in round.comments.order_by("position")[:3]:
        do(mark_read, one)
    one = do(mask_words, comment(round), words={0})
    do(put_back, do(hold_back, one))
    assert [line.text for line in lines_about(round)][:4] == [
        "Nora Neutral put back a comment that had been held back.",
        "Nora Neutral held a comment back.",
        "Nora Neutral masked words in a comment.",
        "Nora Neutral read 3 comments.",
    ]
    events = Event.objects.filter(kind__startswith="comment-")
    assert events.count() == 6
    assert {(event.side, *event.parameters) for event in events} == {(None, "round")}


def test_comments_of_a_round_held_elsewhere_are_read_afterwards() -> None:
    """It was never between sealing and release; nothing comes out unread there either."""
    people = [*rows("contractor", 6, 3, Q1="The move"), *rows("client", 6, 2)]
    round = make_released_round(make_partnership(), table(people))
    assert told(round) == []
    one = round.comments.first()
    assert one is not None
    nora = ensure_person(email="nora@neutral.example", name="Nora Neutral")
    mark_read(comment=one, seen=seen(one), by=nora, now=NOW)
    assert told(round) == ["The move"]
    assert Comment.objects.count() == 6
