"""How long a code for signing in takes that goes: one to nobody takes as long, so that nobody can
tell by waiting behind it, or by what it leaves free, whether an address is known.
"""

from time import monotonic, sleep

AT_FIRST = 0.1
"""Seconds, until a first one has gone."""
LONGEST = 10.0
"""A mail server that says nothing is given up by then."""


class Pace:
    """`took`: how many seconds the last one took that went from this process."""

    def __init__(self) -> None:
        self.took = AT_FIRST

    def note(self, began: float) -> None:
        """One has gone that was begun then, by the clock of `monotonic`."""
        self.took = min(monotonic() - began, LONGEST)

    def wait(self, began: float) -> None:
        """Until one that was begun then would be done with."""
        sleep(max(0.0, began + self.took - monotonic()))


pace = Pace()
