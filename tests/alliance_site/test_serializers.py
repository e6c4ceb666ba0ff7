"""Whoever can write to Redis, or to the file of the queue, runs nothing as the site."""

import os
import pickle
from pathlib import Path
from typing import Any

import pytest
from django.utils.module_loading import import_string
from huey import MemoryHuey
from huey.contrib.djhuey import HUEY

from alliance_site import environment

REDIS = "redis://host:6379/0"
DATABASE = {"NAME": "alongside", "ENGINE": "django.db.backends.postgresql"}
SECRET = "a secret of the queue, 0123456789 and known to everybody"


class Planted:
    """A pickle that makes a folder where it is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


def cache_serializer() -> Any:
    """That of the cache in Redis, made as Django makes it."""
    return import_string(environment.cache(REDIS)["OPTIONS"]["serializer"])()


def queue(url: str = REDIS, secret: str = SECRET) -> MemoryHuey:
    """One in memory that reads as the worker does."""
    options = environment.queue(DATABASE, url, Path("/nowhere"), secret)
    return MemoryHuey("queue", serializer=options["serializer"], immediate=False, results=False)


def test_a_pickle_in_the_cache_is_not_read(tmp_path: Path) -> None:
    planted = pickle.dumps(Planted(tmp_path / "made"))
    with pytest.raises(ValueError, match="can't decode byte"):
        cache_serializer().loads(planted)
    assert list(tmp_path.iterdir()) == []
    pickle.loads(planted)
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


@pytest.mark.parametrize("value", [0, 7, -1, True, False, None, "y", "12", "é", [], [2.5, 1.25]])
def test_what_is_cached_comes_back_as_it_was(value: Any) -> None:
    serializer = cache_serializer()
    found = serializer.loads(serializer.dumps(value).encode())
    assert (found, type(found)) == (value, type(value))


def test_a_number_is_one_that_redis_can_raise() -> None:
    assert cache_serializer().dumps(41) == "41"


@pytest.mark.parametrize("url", [REDIS, ""])
def test_a_pickle_in_the_queue_is_not_read(tmp_path: Path, url: str) -> None:
    worker = queue(url)
    planted = pickle.dumps(Planted(tmp_path / "made"))
    for message in (planted, planted + b":" + b"0" * 40, b"", b":"):
        worker.storage.enqueue(message)
        with pytest.raises(ValueError, match=r"Signature|Separator"):
            worker.dequeue()
    assert worker.storage.queue_size() == 0
    assert list(tmp_path.iterdir()) == []


def test_what_another_secret_has_signed_is_not_read(tmp_path: Path) -> None:
    worker, other = queue(), queue(secret=SECRET[::-1])
    worker.storage.enqueue(other.serializer.serialize(Planted(tmp_path / "made")))
    with pytest.raises(ValueError, match="Signature"):
        worker.dequeue()
    assert list(tmp_path.iterdir()) == []


def test_the_site_wakes_a_worker_that_has_its_secret() -> None:
    called: list[str] = []
    site, worker = queue(), queue()
    site.task(name="send")(called.append)("by the site")
    worker.task(name="send")(called.append)
    (message,) = site.storage.enqueued_items()
    worker.storage.enqueue(message)
    worker.execute(worker.dequeue())
    assert called == ["by the site"]


def test_the_queue_of_the_settings_reads_nothing_unsigned(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"Separator|Signature"):
        HUEY.serializer.deserialize(pickle.dumps(Planted(tmp_path / "made")))
    assert list(tmp_path.iterdir()) == []
