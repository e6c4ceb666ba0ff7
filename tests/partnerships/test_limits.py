"""Limits count in whatever cache there is, and each count ends."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from pytest_django.fixtures import Settings

from partnerships.limits import Limit
from tests.live_round import START

TWICE = Limit("twice", 2, 60)
TWO_OF_THREE = [True, True, False]


class NeverEnds(LocMemCache):
    """Counts as Redis does where a key ends just before it is raised: anew, and without an end."""

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        raised = super().incr(key, delta, version)
        self.touch(key, None, version)
        return raised


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller
    cache.clear()


def tries(number: int, what: str = "ann") -> list[bool]:
    return [TWICE.allows(what) for _try in range(number)]


def test_a_limit_counts_from_the_first_try_on(clock: Any) -> None:
    assert tries(1) == [True]
    clock.shift(timedelta(seconds=59))
    assert tries(2) == [True, False]
    assert tries(3, "ben") == TWO_OF_THREE
    clock.shift(timedelta(seconds=1))
    assert tries(3) == TWO_OF_THREE
    assert tries(1, "ben") == [False]


def test_a_count_that_was_left_without_an_end_shuts_nobody_out(
    clock: Any, settings: Settings
) -> None:
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.{NeverEnds.__qualname__}"}}
    for _window in range(3):
        assert tries(3) == TWO_OF_THREE
        clock.shift(timedelta(seconds=61))


def test_nobody_finds_by_trying_whose_count_it_is(settings: Settings) -> None:
    """Whoever reads Redis has addresses to try, and has not the key of this installation."""
    kept = cache._cache  # type: ignore[attr-defined]  # noqa: SLF001
    tries(1)
    own = set(kept)
    settings.SECRET_KEY = "another"
    tries(1)
    others = set(kept) - own
    assert len(own) == len(others) == 2
