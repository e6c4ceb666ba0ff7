"""Log lines that name routes in place of addresses."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import Resolver404, resolve

SEALED = ("/a/", "/answer/")
PERSONAL = re.compile(r"/(a|answer)/\S+")
INTERNAL_ERROR = 500
UNREADABLE = "Invalid request"
"""How gunicorn begins, which goes on with the visitor's address and the line that was sent."""


class RouteNames(logging.Filter):
    """Rewrites a record about a request: method, route and status, no path and no address.

    What was refused is one line without a traceback. For the respondents' pages, and where it is
    the database's, an exception keeps its type and place but loses its message, which could quote
    what was sent, or a row.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            self._rewrite(record, request.method or "?", request.path)
        elif record.name == "django.server" and isinstance(record.args, tuple) and record.args:
            method, path, *_ = [*str(record.args[0]).split(), "", ""]
            self._rewrite(record, method, path.partition("?")[0])
        else:
            self._name(record)
        if record.exc_info and isinstance(record.exc_info[1], DatabaseError):
            self._leave_message_out(record)
        return True

    def _name(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(UNREADABLE):
            record.msg, record.args = UNREADABLE, ()
        record.msg = named(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(named, record.args))

    def _rewrite(self, record: logging.LogRecord, method: str, path: str) -> None:
        status = getattr(record, "status_code", "")
        record.msg, record.args = f"{status} {method} {route_name(path)}".strip(), ()
        if status and int(status) < INTERNAL_ERROR:
            record.exc_info = record.exc_text = None
        elif path.startswith(SEALED):
            self._leave_message_out(record)

    def _leave_message_out(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            kind, _, place = record.exc_info
            name = kind.__name__ if kind else ""
            record.exc_text = "".join(traceback.format_tb(place)) + name
            record.exc_info = None


class JsonLines(logging.Formatter):
    """One JSON object a line, of what the filter above has left."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        line = {
            "at": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def route_name(path: str) -> str:
    """The name of the route that an address leads to."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return "unknown address"


def named(value: object) -> object:
    """The value itself, but a route's name for the address of a respondent's page."""
    if isinstance(value, str) and value.startswith(SEALED):
        return route_name(value.partition("?")[0])
    if isinstance(value, str | Exception) and PERSONAL.search(str(value)):
        return PERSONAL.sub("(personal address)", str(value))
    return value
