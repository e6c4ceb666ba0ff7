from itertools import combinations

import pytest
from pytest_django.fixtures import Settings

from assessments.keys import Purpose, derive_key, keyed_hash


def test_a_key_for_each_purpose() -> None:
    keys = [derive_key(purpose) for purpose in Purpose]
    assert {len(key) for key in keys} == {32}
    assert all(one != other for one, other in combinations(keys, 2))


def test_keys_follow_from_the_master_key_alone(settings: Settings) -> None:
    """RFC 5869 by hand: extract with a salt of zeros, then the first block of expand."""
    settings.MASTER_KEY = "0123456789 and known to everybody, a master key"
    assert derive_key(Purpose.LINK).hex() == (
        "cc568d45bbe4975b115602bd26cef9522bbe98ddf9c91dcee0f8a78f116376dd"
    )


@pytest.mark.parametrize("purpose", Purpose)
def test_another_master_key_gives_other_keys(settings: Settings, purpose: Purpose) -> None:
    before = derive_key(purpose), keyed_hash(purpose, "a")
    settings.MASTER_KEY = "another master key for the tests, 9876543210"
    assert derive_key(purpose) != before[0]
    assert keyed_hash(purpose, "a") != before[1]


def test_the_parts_of_a_hash_are_told_apart() -> None:
    hashes = {
        keyed_hash(Purpose.LINK, "ab", 1),
        keyed_hash(Purpose.LINK, "a", "b1"),
        keyed_hash(Purpose.LINK, "ab", 2),
        keyed_hash(Purpose.RESUME, "ab", 1),
    }
    assert len(hashes) == 4
