"""Which cookies of a request count."""

import re

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from alliance_site.cookies import as_named
from tests.factories import make_member, make_partnership

# What `str.strip` takes off, as it stands in a header: in UTF-8, or byte by byte
BLANKS = [
    chr(number) for number in range(0x3001) if chr(number).isspace() and chr(number) not in " \t"
]
AS_BYTES = [one.encode().decode("latin-1") for one in BLANKS] + ["\x85", "\xa0"]


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("blank", AS_BYTES)
def test_no_white_space_makes_a_name_another_one(blank: str, place: str) -> None:
    """To browsers it is a part of the name, which any neighbour in the domain may give."""
    signed_in, visitor = Client(), Client()
    signed_in.force_login(make_member(make_partnership()))
    session = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    name = settings.SESSION_COOKIE_NAME
    known = visitor.get("/", headers={"Cookie": f"a=b; {name}={session}"})
    assert "Harbour Alliance" in known.content.decode()
    planted = f"{blank}{name}" if place == "before" else f"{name}{blank}"
    unknown = visitor.get("/", headers={"Cookie": f"a=b; {planted}={session}"})
    assert "Harbour Alliance" not in unknown.content.decode()
    assert unknown.status_code == visitor.get("/").status_code


@pytest.mark.parametrize(
    ("header", "left"),
    [
        ("a=1; b=2", "a=1; b=2"),
        ("a=1;\tb =2;c=", "a=1;\tb =2;c="),
        ("a=1; b=2; a=3", " b=2"),
        ("a=1; b=2; a =1", " b=2"),
        ("a; b=2; =c; ", " b=2"),
        ("a=x=y; b(=1; ç=2; \x1cc=3", "a=x=y"),
        ("", ""),
    ],
)
def test_what_is_left_of_a_header(header: str, left: str) -> None:
    assert as_named(header) == left


@given(st.text(st.characters(max_codepoint=255), max_size=40))
def test_names_are_what_they_look_like(header: str) -> None:
    names = [part.partition("=")[0].strip(" \t") for part in as_named(header).split(";") if part]
    assert all(re.fullmatch(r"[!-~]+", name) for name in names)
    assert len(set(names)) == len(names)
