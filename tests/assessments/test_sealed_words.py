"""Between sealing and release words are bytes of one size, each bound to its own comment."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from assessments.ballots import BallotError
from assessments.comments import LONGEST_COMMENT, with_masks
from assessments.keys import Purpose, derive_key
from assessments.models import Comment, CommentKey
from assessments.sealed_words import (
    WORDS_BYTES,
    SealedWordsError,
    new_comment_key,
    open_comment_key,
    open_words,
    seal_words,
)

KEY = bytes(range(32))
OTHER_MASTER_KEY = "another master key for the tests, 9876543210"
ROUND = 7
letters = st.characters(exclude_categories=("Cs", "Cc"))


def comment(**fields: object) -> Comment:
    usual = {"pk": UUID(int=1), "round_id": ROUND, "question": "Q1", "side": "client"}
    return Comment(**usual | fields)


def sealed(words: str = "Thanks", **fields: object) -> Comment:
    made = comment(**fields)
    made.blob = seal_words(KEY, made, words)
    return made


@given(st.text(letters, max_size=LONGEST_COMMENT))
def test_words_come_out_as_they_went_in_and_have_one_size(words: str) -> None:
    one = sealed(words)
    assert len(one.blob) == WORDS_BYTES
    assert open_words(KEY, one) == words


@pytest.mark.parametrize(
    "words",
    [
        "\N{GRINNING FACE}" * LONGEST_COMMENT,
        '"' * LONGEST_COMMENT,
        "\\\n" * (LONGEST_COMMENT // 2),
        with_masks("\U00020000" * LONGEST_COMMENT, range(0, LONGEST_COMMENT, 2)),
        with_masks("\U00020000\n" * (LONGEST_COMMENT // 2), range(LONGEST_COMMENT)),
        with_masks("a " * (LONGEST_COMMENT // 2), range(0, LONGEST_COMMENT, 2)),
        "[...]" * LONGEST_COMMENT,
    ],
)
def test_the_longest_words_have_room_masked_or_not(words: str) -> None:
    assert open_words(KEY, sealed(words)) == words


def test_longer_ones_are_refused_without_being_quoted() -> None:
    with pytest.raises(BallotError) as refused:
        sealed("candor" * LONGEST_COMMENT)
    assert "candor" not in str(refused.value)


def test_equal_words_look_different() -> None:
    assert len({sealed().blob for _ in range(5)}) == 5


@pytest.mark.parametrize(
    "other",
    [
        {"pk": UUID(int=2)},
        {"round_id": 8},
        {"question": "Q2"},
        {"side": "contractor"},
        {"side": None},
    ],
)
def test_words_do_not_change_places(other: dict[str, object]) -> None:
    elsewhere = comment(blob=sealed().blob, **other)
    with pytest.raises(SealedWordsError):
        open_words(KEY, elsewhere)


@given(st.integers(0, WORDS_BYTES - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused(position: int, change: int) -> None:
    one = sealed()
    blob = bytearray(one.blob)
    blob[position] ^= change
    one.blob = bytes(blob)
    with pytest.raises(SealedWordsError):
        open_words(KEY, one)


@pytest.mark.parametrize("blob", [b"", b"x" * WORDS_BYTES, b"x"])
def test_other_bytes_are_refused(blob: bytes) -> None:
    with pytest.raises(SealedWordsError):
        open_words(KEY, comment(blob=blob, text="Said"))


def test_the_key_of_a_round_is_wrapped_by_a_key_for_this_purpose(settings: Settings) -> None:
    key, wrapped = new_comment_key(ROUND)
    assert key not in wrapped
    assert new_comment_key(ROUND)[0] != key
    assert len({derive_key(purpose) for purpose in Purpose}) == len(Purpose)
    stored = CommentKey(round_id=ROUND, wrapped=wrapped)
    assert open_comment_key(stored) == key
    for bad in (CommentKey(round_id=8, wrapped=wrapped), CommentKey(round_id=ROUND), None):
        with pytest.raises(SealedWordsError):
            open_comment_key(bad)
    settings.MASTER_KEY = OTHER_MASTER_KEY
    with pytest.raises(SealedWordsError) as refused:
        open_comment_key(stored)
    assert OTHER_MASTER_KEY not in str(refused.value)
