"""People as they stand in a spreadsheet: read and checked row by row, nobody looked up yet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from partnerships.addresses import address_problem, email_key, twin_key
from partnerships.models import Membership
from partnerships.tables import (
    UTF_8_OR_WINDOWS,
    Row,
    TableError,
    quotable,
    read_table,
)
from partnerships.texts import is_writable, unwritable_sentence

MOST_PEOPLE = 5_000
LONGEST_NAME = 150
LONGEST_ADDRESS = 254
NAME, FIRST_NAME, LAST_NAME, EMAIL, SIDE, ROLE = (
    "name",
    "first name",
    "last name",
    "email",
    "side",
    "role",
)
COLUMNS: Mapping[str, str] = {
    "name": NAME,
    "full name": NAME,
    "first name": FIRST_NAME,
    "given name": FIRST_NAME,
    "last name": LAST_NAME,
    "surname": LAST_NAME,
    "family name": LAST_NAME,
    "email": EMAIL,
    "email address": EMAIL,
    "mail": EMAIL,
    "side": SIDE,
    "organization": SIDE,
    "organisation": SIDE,
    "role": ROLE,
}
FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True, repr=False)
class ListedPerson:
    """One row. `side` as it was written, `role` empty where the row says none; `problem` where the
    row cannot be used."""

    line: int
    name: str
    email: str
    side: str
    role: str
    problem: str = ""

    @cached_property
    def key(self) -> str:
        return email_key(self.email)

    @cached_property
    def twin_key(self) -> str:
        return twin_key(self.email)


@dataclass(frozen=True, repr=False)
class PeopleFile:
    """`unread`: the columns that mean nothing here."""

    people: tuple[ListedPerson, ...]
    unread: tuple[str, ...] = field(default=())


def read_people(content: bytes) -> PeopleFile:
    """The people in the bytes of a file. Raises TableError where it is no such table."""
    table = read_table(content, lambda name: column_of(name) != "", encodings=UTF_8_OR_WINDOWS)
    columns = _columns(table.header)
    people: list[ListedPerson] = []
    lines: dict[str, int] = {}
    for row in table.rows:
        if len(people) == MOST_PEOPLE:
            raise TableError(
                row.line,
                _("there are more than %(most)d people; import them in several files.")
                % {"most": MOST_PEOPLE},
            )
        people.append(_person(row, columns, lines))
    if not people:
        raise TableError(
            table.header.line + 1, _("there is nobody; expected one line for each person.")
        )
    unread = [name for name in table.header.fields if name and not column_of(name)]
    return PeopleFile(tuple(people), tuple(map(quotable, unread)))


def column_of(name: str) -> str:
    """Which column a head means, however it is written; empty for none that is known."""
    words = re.sub(r"[-_\s]+", " ", name.casefold()).strip()
    return COLUMNS.get(words.replace("e mail", "email"), "")


def _columns(header: Row) -> list[str]:
    """What each field of a row is; empty for one that is not read."""
    columns = [column_of(name) for name in header.fields]
    for column in filter(None, columns):
        if columns.count(column) > 1:
            raise TableError(
                header.line,
                _("two columns hold the %(name)s; take one of them out.") % {"name": column},
            )
    if EMAIL not in columns:
        raise TableError(
            header.line,
            _(
                "there is no column “email”; expected column names: name, email and, if you like, "
                "side and role."
            ),
        )
    return columns


def _person(row: Row, columns: list[str], lines: dict[str, int]) -> ListedPerson:
    """The row as a person; `lines` holds the line in which each address stands first."""
    if any(row.fields[len(columns) :]):
        problem = _("There are more values than columns.")
        return ListedPerson(row.line, "", "", "", "", problem)
    values = {name: value for name, value in zip(columns, row.fields, strict=False) if name}
    names = values.get(NAME) or f"{values.get(FIRST_NAME, '')} {values.get(LAST_NAME, '')}"
    name, email = " ".join(names.split()), values.get(EMAIL, "")
    side, role = values.get(SIDE, ""), values.get(ROLE, "").casefold()
    problem = _name_problem(name) or _address_problem(email) or _role_problem(role)
    if not problem:
        first = lines.setdefault(twin_key(email), row.line)
        if first != row.line:
            problem = _("The same address stands in line %(line)d.") % {"line": first}
    return ListedPerson(row.line, name, email, side, role, problem)


def _name_problem(name: str) -> str:
    if len(name) > LONGEST_NAME:
        return _("The name is longer than %(most)d characters.") % {"most": LONGEST_NAME}
    if name.startswith(FORMULA_SIGNS):
        return _("The name begins like a formula.")
    return "" if is_writable(name) else unwritable_sentence()


def _address_problem(email: str) -> str:
    if not email:
        return _("The e-mail address is missing.")
    try:
        if len(email) > LONGEST_ADDRESS or not is_writable(email) or email[0] in FORMULA_SIGNS:
            raise ValidationError("")
        validate_email(email)
    except ValidationError:
        return _("“%(value)s” is not an e-mail address.") % {"value": quotable(email)}
    return address_problem(email, quotable(email))


def _role_problem(role: str) -> str:
    if role in ("", *Membership.Role.values):
        return ""
    return _("“%(value)s” is not a role; expected member, leader or facilitator.") % {
        "value": quotable(role)
    }
