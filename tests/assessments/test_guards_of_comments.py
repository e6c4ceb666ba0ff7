"""What both databases refuse of comments: sealed until release, out once, and then as they are."""

import pytest
from django.db import transaction

from assessments.models import CommentKey, Round
from assessments.sealed_words import WORDS_BYTES
from assessments.services.releasing import turn_key
from partnerships.models import Side
from tests.factories import make_partnership, make_released_round, rows, table
from tests.guards import force, is_refused
from tests.live_round import CLOSED, alliance, person, sealed_with_comments

pytestmark = pytest.mark.django_db


def test_comments_change_between_sealing_and_release_alone() -> None:
    round = sealed_with_comments(alliance())
    blob = b"x" * WORDS_BYTES
    assert not is_refused(lambda: round.comments.update(state="read"))
    for other in (
        {"side": "client"},
        {"question": "Q2"},
        {"position": 9},
        {"text": "[...]"},
        {"text": "[...]", "blob": b""},
        {"blob": blob[1:]},
    ):
        assert is_refused(lambda: round.comments.update(**other))  # noqa: B023
    assert is_refused(round.comments.all().delete)
    keys = CommentKey.objects.filter(round=round)
    assert is_refused(lambda: keys.update(wrapped=b"another"))
    assert is_refused(keys.delete)
    one = round.comments.filter(pk=round.comments.all()[0].pk)
    with transaction.atomic():
        assert not is_refused(lambda: one.update(blob=blob))
        transaction.set_rollback(True)
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=CLOSED)
    assert round.comments.count() == 8
    for other in ({"state": "held"}, {"text": "Never said"}, {"text": "", "blob": blob}):
        assert is_refused(lambda: round.comments.update(**other))  # noqa: B023


def test_sealed_words_come_out_once_and_only_those_that_have_been_read() -> None:
    """As where they could not be opened at release: what is left then comes out later."""
    round = sealed_with_comments(alliance())
    first, second = round.comments.all()[:2]
    read, held = (round.comments.filter(pk=one.pk) for one in (first, second))
    read.update(state="read")
    held.update(state="held")
    force(Round.objects, state="released")
    assert is_refused(lambda: read.update(text="Said", blob=b"", state="held"))
    assert is_refused(lambda: read.update(blob=b"x" * WORDS_BYTES))
    assert is_refused(lambda: read.update(text="Said"))
    assert is_refused(lambda: held.update(text="Said", blob=b""))
    assert is_refused(lambda: held.update(text="Said", blob=b"", state="read"))
    assert is_refused(lambda: CommentKey.objects.update(wrapped=b"another"))
    assert not is_refused(lambda: read.update(text="Said", blob=b""))
    assert is_refused(lambda: read.update(text="Never said"))
    assert not is_refused(CommentKey.objects.all().delete)


def test_comments_of_a_round_held_elsewhere_are_never_sealed() -> None:
    people = [*rows("contractor", 6, 3, Q1="The move"), *rows("client", 6, 2)]
    round = make_released_round(make_partnership(), table(people))
    assert not is_refused(lambda: round.comments.update(text="[...] move", state="read"))
    assert is_refused(lambda: round.comments.update(text="", blob=b"x" * WORDS_BYTES))
