"""Tests mirror the code; `make test` runs their short form, `make test-long` their long one."""

import os

IS_LONG = os.environ.get("TEST_FORM", "short") == "long"


def amount(short: int, long: int) -> int:
    """How many cases to try: the first number, or the second in the long form."""
    return long if IS_LONG else short
