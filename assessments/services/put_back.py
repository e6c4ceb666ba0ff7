"""What a restore notes in the database until all of it is held, however the restore has ended.

A table without a model: it is there before the data are, whatever version they are of.
"""

from django.db import connection
from django.utils.translation import gettext_lazy as _

PUT_BACK = "put_back_and_not_held"
NOTE = f"CREATE TABLE IF NOT EXISTS {PUT_BACK} (held integer)"
NOT_HELD = (
    "the database has been put back, and not all of it is held yet: run manage.py restore_check "
    "--put-back before anything else"
)

NOT_READY = _(
    "Nothing was done: this installation has just been put back from a backup and is not ready yet."
)


def is_put_back() -> bool:
    """Whether something has been put back here, or is about to be, that is not held: then nothing
    may go on.
    """
    return PUT_BACK in connection.introspection.table_names()


def note_put_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute(NOTE)


def forget_put_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {PUT_BACK}")
