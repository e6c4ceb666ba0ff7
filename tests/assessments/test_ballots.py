import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_box_SEALBYTES, sodium_pad
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead
from pytest_django.fixtures import Settings

from assessments.ballots import (
    AEAD_OVERHEAD,
    Answers,
    BallotError,
    DraftContent,
    RoundKeyError,
    decrypt_draft,
    encrypt_draft,
    new_round_key,
    open_ballot,
    open_draft_key,
    open_private_key,
    padded,
    proves_ballots,
    public_key_of,
    seal_ballot,
)
from assessments.forms.answer import MOST
from assessments.keys import Purpose, derive_key, keyed_hash
from assessments.models import Round
from assessments.parts import parts_of
from assessments.questionnaire.load import breakthrough_1
from assessments.questionnaire.schema import (
    COMMITMENTS,
    OWN_MEASURES,
    JointStatement,
    Practice,
    Section,
    Statement,
)
from assessments.scoring.terms import CANNOT_SAY, Side
from assessments.services.drafts import NAME_KEPT
from assessments.services.statements import MOST_COMMITMENTS, MOST_OWN_MEASURES

SIZE, LARGE = 2048, 16384
ROUND = 7
NUMBER = uuid4()
PRIVATE = PrivateKey.generate()
PUBLIC = bytes(PRIVATE.public_key)
KEY = bytes(range(32))

placed = st.dictionaries(
    st.sampled_from(breakthrough_1().codes), st.sampled_from((0, 1, 2, 3, 4, CANNOT_SAY))
)
letters = st.characters(exclude_categories=("Cs", "Cc"))
comments = st.dictionaries(st.sampled_from(("Q1", "Q2", "Q3")), st.text(letters, max_size=1000))
answers = st.builds(Answers, placed=placed)
sides = st.sampled_from(Side)


def sealed(content: object, *, size: int = SIZE) -> bytes:
    """What somebody could store who has only the public key."""
    plain = sodium_pad(json.dumps(content).encode(), size - crypto_box_SEALBYTES)
    return SealedBox(PublicKey(PUBLIC)).encrypt(plain)


@given(sides, answers)
def test_a_ballot_says_what_was_put_in_and_has_one_size(side: Side, said: Answers) -> None:
    blob = seal_ballot(PUBLIC, ROUND, NUMBER, side, said, SIZE)
    assert len(blob) == SIZE
    opened = open_ballot(PRIVATE, ROUND, NUMBER, blob, SIZE)
    assert (opened.side, opened.answers) == (side, said)


@given(sides, st.builds(Answers, placed=placed, comments=comments))
def test_a_ballot_with_comments_has_one_size_too(side: Side, said: Answers) -> None:
    blob = seal_ballot(PUBLIC, ROUND, NUMBER, side, said, LARGE)
    assert len(blob) == LARGE
    assert open_ballot(PRIVATE, ROUND, NUMBER, blob, LARGE).answers == said


@given(st.integers(0, SIZE - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused(position: int, change: int) -> None:
    blob = bytearray(seal_ballot(PUBLIC, ROUND, NUMBER, Side.CLIENT, Answers({"T1": 3}), SIZE))
    blob[position] ^= change
    with pytest.raises(BallotError):
        open_ballot(PRIVATE, ROUND, NUMBER, bytes(blob), SIZE)


def test_equal_answers_look_different() -> None:
    said = Answers({"T1": 3})
    blobs = {seal_ballot(PUBLIC, ROUND, NUMBER, Side.CLIENT, said, SIZE) for _ in range(5)}
    assert len(blobs) == 5


def test_a_ballot_of_another_round_is_refused() -> None:
    blob = seal_ballot(PUBLIC, ROUND + 1, NUMBER, Side.CLIENT, Answers({"T1": 3}), SIZE)
    with pytest.raises(BallotError, match="another round"):
        open_ballot(PRIVATE, ROUND, NUMBER, blob, SIZE)


def test_a_ballot_of_another_key_is_refused() -> None:
    blob = seal_ballot(PUBLIC, ROUND, NUMBER, Side.CLIENT, Answers({"T1": 3}), SIZE)
    with pytest.raises(BallotError):
        open_ballot(PrivateKey.generate(), ROUND, NUMBER, blob, SIZE)


@pytest.mark.parametrize(
    "change", [lambda blob: blob[:-1], lambda blob: blob + b"\0", lambda _: b""]
)
def test_a_ballot_of_another_size_is_refused(change: Callable[[bytes], bytes]) -> None:
    blob = seal_ballot(PUBLIC, ROUND, NUMBER, Side.CLIENT, Answers({"T1": 3}), SIZE)
    with pytest.raises(BallotError, match="size"):
        open_ballot(PRIVATE, ROUND, NUMBER, change(blob), SIZE)


@pytest.mark.parametrize(
    "content",
    [
        {"round": ROUND, "side": "neither", "placed": {}, "comments": {}},
        {"round": ROUND, "placed": {}, "comments": {}},
        {"side": "client", "placed": {}, "comments": {}},
        {"round": ROUND, "side": "client", "placed": {}, "comments": {}, "name": "Anna"},
        ["client"],
        7,
    ],
)
def test_a_ballot_that_says_something_else_is_refused(content: object) -> None:
    with pytest.raises(BallotError):
        open_ballot(PRIVATE, ROUND, NUMBER, sealed(content), SIZE, is_proved=False)


@pytest.mark.parametrize("proof", [{}, {"proof": ""}, {"proof": "0" * 64}, {"proof": 7}])
def test_a_ballot_that_was_made_elsewhere_counts_only_without_proofs(proof: dict[str, Any]) -> None:
    """The public key is no secret: whoever can write to the database could make ballots up."""
    content = {"round": ROUND, "side": "client", "placed": {"T1": 3}, "comments": {}}
    blob = sealed(content | proof)
    with pytest.raises(BallotError):
        open_ballot(PRIVATE, ROUND, NUMBER, blob, SIZE)
    opened = open_ballot(PRIVATE, ROUND, NUMBER, blob, SIZE, is_proved=False)
    assert (opened.side, opened.answers) == (Side.CLIENT, Answers({"T1": 3}))


def test_a_ballot_counts_under_its_own_number_alone() -> None:
    blob = seal_ballot(PUBLIC, ROUND, NUMBER, Side.CLIENT, Answers({"T1": 3}), SIZE)
    with pytest.raises(BallotError, match="not sealed here"):
        open_ballot(PRIVATE, ROUND, uuid4(), blob, SIZE)


def test_a_ballot_without_padding_is_refused() -> None:
    blob = SealedBox(PublicKey(PUBLIC)).encrypt(b"{" + b" " * (SIZE - crypto_box_SEALBYTES - 1))
    with pytest.raises(BallotError):
        open_ballot(PRIVATE, ROUND, NUMBER, blob, SIZE)


def test_answers_that_do_not_fit_are_refused_without_being_quoted() -> None:
    said = Answers(comments={"Q1": "candor" * 400})
    with pytest.raises(BallotError) as refused:
        seal_ballot(PUBLIC, ROUND, NUMBER, Side.CLIENT, said, SIZE)
    assert "candor" not in str(refused.value)
    with pytest.raises(BallotError):
        encrypt_draft(KEY, "selector", "origin", DraftContent(said), SIZE)


def test_nothing_quotes_the_answers() -> None:
    said = Answers({"T1": 3}, {"Q1": "candor"})
    blob = seal_ballot(PUBLIC, ROUND, NUMBER, Side.CLIENT, said, SIZE)
    opened = open_ballot(PRIVATE, ROUND, NUMBER, blob, SIZE)
    for value in (said, opened, DraftContent(said)):
        assert "T1" not in f"{value!r} {value}"
        assert "candor" not in f"{value!r} {value}"


def test_the_private_key_opens_what_the_public_one_seals() -> None:
    key = new_round_key(Round(pk=ROUND))
    blob = seal_ballot(bytes(key.public), ROUND, NUMBER, Side.CONTRACTOR, Answers({"M3": 0}), SIZE)
    assert open_ballot(open_private_key(key), ROUND, NUMBER, blob, SIZE).answers.placed == {"M3": 0}


def test_two_rounds_have_two_keys() -> None:
    assert new_round_key(Round(pk=1)).public != new_round_key(Round(pk=1)).public


def test_the_private_key_is_not_stored_in_the_clear() -> None:
    key = new_round_key(Round(pk=ROUND))
    private = bytes(open_private_key(key))
    stored = bytes(key.public) + bytes(key.wrapped_private) + bytes(key.canary)
    assert private not in stored


@pytest.mark.parametrize("part", ["public", "wrapped_private", "canary"])
def test_a_key_with_a_part_of_another_one_is_refused(part: str) -> None:
    key, other = new_round_key(Round(pk=ROUND)), new_round_key(Round(pk=ROUND))
    setattr(key, part, getattr(other, part))
    with pytest.raises(RoundKeyError):
        open_private_key(key)


@pytest.mark.parametrize("part", ["public", "wrapped_private", "canary"])
def test_a_damaged_key_is_refused(part: str) -> None:
    key = new_round_key(Round(pk=ROUND))
    setattr(key, part, getattr(key, part)[:-1])
    with pytest.raises(RoundKeyError):
        open_private_key(key)


def test_the_key_of_another_round_is_refused() -> None:
    key = new_round_key(Round(pk=ROUND))
    key.round_id = ROUND + 1
    with pytest.raises(RoundKeyError):
        open_private_key(key)


def test_without_the_master_key_the_round_is_lost(settings: Settings) -> None:
    key = new_round_key(Round(pk=ROUND))
    settings.MASTER_KEY = "another master key for the tests, 9876543210"
    with pytest.raises(RoundKeyError) as refused:
        open_private_key(key)
    assert "MASTER_KEY" in str(refused.value)
    assert settings.MASTER_KEY not in str(refused.value)


@given(placed, comments, st.dictionaries(st.sampled_from(("trust", "stance")), st.integers(0, 99)))
def test_a_draft_says_what_was_put_in_and_has_one_size(
    placed: dict[str, int], comments: dict[str, str], versions: dict[str, int]
) -> None:
    draft = DraftContent(Answers(placed, comments), versions, 7, {"trust": ("page", 2)}, 5)
    blob = encrypt_draft(KEY, "selector", "origin", draft, LARGE)
    assert len(blob) == LARGE
    assert decrypt_draft(KEY, "selector", "origin", blob) == draft


@pytest.mark.parametrize(
    ("size", "with_comments", "room"), [(SIZE, False, 250), (LARGE, True, 2500)]
)
def test_the_fullest_draft_fits_and_leaves_room(
    size: int, room: int, *, with_comments: bool
) -> None:
    """All that a partnership can ask besides, and the highest numbers;
    so it fits into the drafts of rounds that have been opened, whose size stays.
    """
    own = [f"own-{n}" for n in range(10**6, 10**6 + MOST_OWN_MEASURES)]
    kept = [f"kept-{n}" for n in range(10**6, 10**6 + MOST_COMMITMENTS)]
    sections = (
        Section(
            OWN_MEASURES,
            placed=(Statement(own[0], "", ""),),
            mirrored=tuple(Practice(code, "", "") for code in own[1:]),
        ),
        Section(COMMITMENTS, rated=tuple(JointStatement(code, "") for code in kept)),
    )
    asked = replace(breakthrough_1(), sections=sections)
    parts = parts_of(asked, with_comments=with_comments)
    draft = DraftContent(
        Answers(
            {code: CANNOT_SAY for part in parts for code in part.codes},
            {code: "\N{GRINNING FACE}" * 1000 for part in parts for code in part.prompt_codes},
        ),
        versions={part.slug: MOST for part in parts},
        version=MOST,
        sent={part.slug: ("p" * NAME_KEPT, MOST) for part in parts},
        begun=MOST,
    )
    blob = encrypt_draft(KEY, "selector", "origin", draft, size - room)
    assert decrypt_draft(KEY, "selector", "origin", blob) == draft


@pytest.mark.parametrize(
    ("versions", "version"), [({}, 1000), ({"trust": 3, "stance": 8, "values": 5}, 1008)]
)
def test_a_draft_that_was_begun_when_its_row_held_the_version_is_read(
    versions: dict[str, int], version: int
) -> None:
    content = {"placed": {"T1": 3}, "comments": {}, "versions": versions, "turn": 4}
    blob = Aead(KEY).encrypt(padded(content, SIZE - AEAD_OVERHEAD), b"selector")
    assert decrypt_draft(KEY, "selector", "origin", blob) == DraftContent(
        Answers({"T1": 3}), versions, version
    )


def test_equal_drafts_look_different() -> None:
    draft = DraftContent(Answers({"T1": 3}))
    blobs = {encrypt_draft(KEY, "selector", "origin", draft, SIZE) for _ in range(5)}
    assert len(blobs) == 5


def test_a_draft_belongs_to_its_invitation() -> None:
    blob = encrypt_draft(KEY, "one", "origin", DraftContent(Answers({"T1": 3})), SIZE)
    with pytest.raises(BallotError):
        decrypt_draft(KEY, "two", "origin", blob)


def test_a_draft_belongs_to_the_devices_of_its_origin() -> None:
    """Else whoever can write to the database puts the own origin there, and needs no code."""
    blob = encrypt_draft(KEY, "selector", "one", DraftContent(Answers({"T1": 3})), SIZE)
    with pytest.raises(BallotError):
        decrypt_draft(KEY, "selector", "two", blob)


@given(st.integers(0, SIZE - 1), st.integers(1, 255))
def test_a_changed_draft_is_refused(position: int, change: int) -> None:
    draft = DraftContent(Answers({"T1": 3}))
    blob = bytearray(encrypt_draft(KEY, "selector", "origin", draft, SIZE))
    blob[position] ^= change
    with pytest.raises(BallotError):
        decrypt_draft(KEY, "selector", "origin", bytes(blob))


def test_a_draft_of_another_key_is_refused() -> None:
    blob = encrypt_draft(KEY, "selector", "origin", DraftContent(Answers({"T1": 3})), SIZE)
    with pytest.raises(BallotError, match="another key"):
        decrypt_draft(KEY[::-1], "selector", "origin", blob)


def test_drafts_of_two_rounds_have_two_keys_which_are_stored_wrapped() -> None:
    keys = [new_round_key(Round(pk=ROUND)) for _ in range(2)]
    first, second = map(open_draft_key, keys)
    assert first != second
    assert len(first) == len(KEY)
    assert first not in bytes(keys[0].wrapped_draft)


def test_the_draft_key_of_another_round_or_master_key_is_refused(settings: Settings) -> None:
    key, other = new_round_key(Round(pk=ROUND)), new_round_key(Round(pk=ROUND + 1))
    other.wrapped_draft = key.wrapped_draft
    with pytest.raises(RoundKeyError):
        open_draft_key(other)
    settings.MASTER_KEY = "another master key for the tests, 9876543210"
    with pytest.raises(RoundKeyError):
        open_draft_key(key)


def test_a_round_that_was_opened_without_a_draft_key_goes_on_with_that_of_all() -> None:
    key = new_round_key(Round(pk=ROUND))
    key.wrapped_draft = b""
    assert open_draft_key(key) == derive_key(Purpose.DRAFT)


def test_a_round_that_was_opened_before_there_were_proofs_is_told_by_its_signature() -> None:
    key = new_round_key(Round(pk=ROUND))
    assert proves_ballots(key)
    key.signature = keyed_hash(Purpose.SIGN, ROUND, bytes(key.public).hex())
    assert (public_key_of(key), proves_ballots(key)) == (key.public, False)
    assert open_private_key(key)


def test_a_public_key_that_somebody_put_in_place_of_ours_is_refused() -> None:
    key, other = new_round_key(Round(pk=ROUND)), new_round_key(Round(pk=ROUND + 1))
    assert public_key_of(key) == key.public
    for signature in (key.signature, other.signature, b""):
        key.public, key.signature = other.public, signature
        with pytest.raises(RoundKeyError):
            public_key_of(key)
        with pytest.raises(RoundKeyError):
            open_private_key(key)
