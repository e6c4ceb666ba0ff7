"""Numbers of rows that stand in addresses and forms: they do not count anything."""

import secrets
from threading import Lock
from time import time
from typing import Any

from django.db import models

BEGINNING = 1_577_836_800
"""The first second of 2020 (UTC), from which seconds are counted."""
DRAWN_BITS = 27
STEP = 2**12
"""Rows of one second that are made by one process follow each other by up to so much."""


class Numbers:
    """Each greater than the last one of this process, and than those of earlier seconds."""

    def __init__(self) -> None:
        self._last = 0
        self._one_at_a_time = Lock()

    def draw(self) -> int:
        """A number of at most 18 digits: the second, and after it what is drawn by chance."""
        drawn = (int(time()) - BEGINNING << DRAWN_BITS) + secrets.randbits(DRAWN_BITS - 1)
        with self._one_at_a_time:
            self._last = max(drawn, self._last + 1 + secrets.randbelow(STEP))
            return self._last


numbers = Numbers()


class DrawnNumber(models.BigAutoField):  # type: ignore[type-arg]
    """A primary key by which nobody who sees it, and a later one, can tell how many rows were made
    in between by others. Rows that were made later have greater ones.

    To migrations and databases it is what Django gives a model that names none.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        usual = {"verbose_name": "ID", "primary_key": True, "auto_created": True}
        super().__init__(*args, **usual | {"serialize": False} | options)
        # None until the row is stored; that there is one saves the search for a row to update
        self.default = None

    def get_pk_value_on_save(self, instance: models.Model) -> int:
        return numbers.draw()

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        options.pop("default", None)
        return name, "django.db.models.BigAutoField", args, options
