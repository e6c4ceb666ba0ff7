"""What PostgreSQL shows of a session that waits for its next request."""

from collections.abc import Callable
from contextlib import suppress

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

NOTHING = "SELECT"


class SaysNothing:
    """Ends each request with a statement that names nobody.

    The last one of a session stays in sight until the next comes, values included: after sealing
    it would still tell who had answered, or begun.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            if connection.vendor == "postgresql" and connection.connection is not None:
                with suppress(Error), connection.wrap_database_errors:
                    connection.connection.cursor().execute(NOTHING)
