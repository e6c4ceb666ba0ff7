"""How long a mail takes that goes: one that does not go takes as long, so that nobody can tell by
waiting behind it, or by what it leaves free, whether it went.
"""

from time import monotonic, sleep

AT_FIRST = 0.1
"""Seconds, until a first mail has gone."""
LONGEST = 10.0
"""A mail server that says nothing is given up by then."""


class Pace:
    """`took`: how many seconds the last mail took that went from this process."""

    def __init__(self) -> None:
        self.took = AT_FIRST

    def note(self, began: float) -> None:
        """A mail has gone that was begun then, by the clock of `monotonic`."""
        self.took = min(monotonic() - began, LONGEST)

    def wait(self, began: float) -> None:
        """Until one that was begun then would have gone."""
        sleep(max(0.0, began + self.took - monotonic()))


pace = Pace()
