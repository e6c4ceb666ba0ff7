"""Hostile text in every form and import: nothing executes, nothing breaks, nothing calculates."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

from assessments.agreed import asked_next
from assessments.exports import export_file, report_file
from assessments.models import Round
from assessments.questionnaire.schema import codes_of
from assessments.services.importing import ImportingError
from assessments.services.singling_out import problem_with_wordings
from assessments.services.statements import agree_to_statements, propose_own_measures
from partnerships.models import Partnership, Person
from partnerships.services import PartnershipError, add_members
from partnerships.texts import is_writable
from tests import IS_LONG
from tests.access_world import HERE, NEUTRAL, RESPONDENT, World, build_world, person
from tests.factories import (
    NOW,
    everything_stored,
    make_partnership,
    make_released_round,
    rows,
    table,
)
from tests.hostile import LONG, PAYLOADS, UNSTORABLE
from tests.live_round import START

pytestmark = pytest.mark.django_db

PLACE = {"side": "contractor", "role": "member"}
SIDE = {"side": "contractor"}
PLAN = {"day": "2099-03-20", "time": "17:00", "time_zone": "UTC"}
GROUP = 24


class Skeleton(HTMLParser):
    """The tags of a page with the names of their attributes, its addresses and its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.shapes: set[tuple[str, tuple[str, ...]]] = set()
        self.addresses: set[str] = set()
        self.scripts = ""
        self.is_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shapes.add((tag, tuple(sorted(name for name, _value in attrs))))
        named = dict(attrs)
        self.addresses |= {named.get(name) or "/" for name in ("href", "src", "action")}
        self.is_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self.is_script = False

    def handle_data(self, data: str) -> None:
        if self.is_script:
            self.scripts += data


def check_page(reply: Any) -> None:
    """No error of the server, no tag, attribute, address or script of the text's own."""
    assert reply.status_code < 500
    if not reply["Content-Type"].startswith("text/html"):
        return
    page = Skeleton(reply.content.decode())
    names = {name for _tag, attributes in page.shapes for name in attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert all(
        re.match(r"(/(?!/)|#|\?|https?://testserver|data:image)", one) for one in page.addresses
    )
    assert not set("<>&") & set(page.scripts)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def uploaded(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("people.csv", text.encode(errors="replace"))


def forms(world: World, text: str) -> list[tuple[str, dict[str, Any]]]:
    """Every form of a facilitator with the text wherever a text goes."""
    promise, update, win = (dict(world.bodies[one]) for one in ("commitment", "update", "win"))
    meeting = f"/p/here/meetings/{world.own['met']['number']}/"
    names = ("name", "contractor", "contractor_short", "client_short", "scope", "customer")
    return [
        ("/partnerships/new/", dict.fromkeys(names, text) | {"client": f"{text}.", "k": 5}),
        ("/p/here/people/add/", {"name": text, "email": "new@example.org"} | PLACE),
        ("/p/here/people/add/", {"name": "New", "email": text} | PLACE),
        ("/p/here/people/add-several/", {"people": f"{text}, new@example.org"} | PLACE),
        ("/p/here/people/add-several/", {"people": text, "side": text, "role": text}),
        ("/p/here/details/", {"name": text, "scope": text, "customer": text}),
        ("/p/here/people/import/", {"file": uploaded(text), **SIDE}),
        (
            "/p/here/people/import/",
            {"file": uploaded(f"name,email\n{text},new@x.example"), "side": text},
        ),
        ("/p/here/people/import/confirm/", {"upload": text, "side": "client", "seen": text}),
        ("/p/here/rounds/new/", PLAN | {"title": text}),
        ("/p/here/rounds/import/", {"file": uploaded(text), "title": text, "closed": text}),
        ("/p/here-draft/rounds/1/edit/", PLAN | {"title": text}),
        ("/p/here-draft/rounds/1/edit/", dict.fromkeys((*PLAN, "title"), text)),
        ("/p/here-draft/rounds/1/promise/", {"asks_comments": text, "key_holder": text}),
        ("/p/here-draft/rounds/1/people/", {"client": text}),
        (desk_of(world), {"act": text, "seen": text, "words": text}),
        (desk_of(world), dict(world.bodies["read"]) | {"act": "mask", "words": [text, "0"]}),
        ("/p/here-draft/rounds/1/mail/", {"note": text, "reminder_days": ["3"]}),
        ("/p/here-draft/rounds/1/mail/", {"note": text, "reminder_days": text}),
        ("/p/here/rhythm/", dict(world.bodies["rhythm"]) | {"kind": "own", "own_days": text}),
        ("/p/here/rhythm/", dict.fromkeys(world.bodies["rhythm"], text)),
        ("/p/here-draft/rounds/1/slips/client/", {"number": text}),
        ("/p/here/rounds/2/add/contractor/", {"people": text, "slips": text}),
        ("/p/here/rounds/1/reports/full/xlsx/", {"sections": text}),
        ("/p/here/commitments/new/", promise | {"text": text, "measure": text}),
        ("/p/here/commitments/new/", dict.fromkeys(promise, text)),
        ("/p/here/wins/new/", win | {"title": text, "text": text}),
        ("/p/here/wins/new/", dict.fromkeys(win, text)),
        ("/p/here/meetings/new/", dict(world.bodies["meeting"]) | {"place": text}),
        ("/p/here/meetings/new/", dict.fromkeys(world.bodies["meeting"], text)),
        (f"{meeting}change/", dict(world.bodies["meeting"]) | {"place": text}),
        (f"{meeting}text/agenda/", {"text": text, "base": 0}),
        (f"{meeting}text/minutes/", {"text": text, "base": 0}),
        (f"{meeting}text/minutes/", {"text": text, "base": text}),
        (f"{meeting}mode/agree/trust/", {"trust-text": text, "trust-base": 0}),
        (f"{meeting}mode/guess/client/", {"client-trust": text, "client-base": text}),
        ("/p/here/targets/", {"trust": text, "values": text}),
        ("/p/here/targets/agree/", {"proposal": text}),
        ("/p/here/asked/own-measures/", dict.fromkeys(world.bodies["measures"], text)),
        ("/p/here/asked/own-measures/", {"mirrored-name-8": "A", "mirrored-statement-8": text}),
        ("/p/here/asked/own-measures/agree/", {"proposal": text}),
        ("/p/here/asked/commitments/", {"commitments": text}),
        ("/p/here/asked/commitments/agree/", {"proposal": text}),
        (f"/p/here/commitments/{world.own['promised']['number']}/", update | {"note": text}),
        (f"/p/here/commitments/{world.own['promised']['number']}/", dict.fromkeys(update, text)),
    ]


def desk_of(world: World) -> str:
    return f"/p/here-sealed/rounds/1/comments/{world.own['sealed']['comment']}/"


def answers_of(world: World, text: str) -> list[tuple[str, dict[str, Any]]]:
    page = dict(world.bodies["answers"])
    own_words = {name: page[name] for name in ("invitation", "base", "page")} | {"Q1": text}
    return [
        ("/answer/trust/", page | {"T1": text}),
        ("/answer/trust/save/", page | {"T1": text}),
        ("/answer/trust/", dict.fromkeys(page, text)),
        ("/answer/words/", own_words),
        ("/answer/words/save/", own_words),
        ("/answer/code/", {"invitation": text, "code": text}),
        ("/answer/slip/", {"slip": text}),
        ("/answer/send/", {"invitation": text}),
        ("/accounts/login/", {"email": text}),
    ]


def send(client: Client, path: str, form: dict[str, Any]) -> None:
    """Send a form and look at the page after it; then take everything back."""
    point = transaction.savepoint()
    check_page(client.post(path, form, follow=True))
    transaction.savepoint_rollback(point)


CHOSEN = [*PAYLOADS, *UNSTORABLE[:4], *LONG]


@pytest.mark.parametrize("start", range(0, len(CHOSEN), 40))
def test_every_form(world: World, start: int) -> None:
    """Long: each text in each form. Short: each text in three of them, taking turns."""
    neutral = Client()
    neutral.force_login(person(HERE, NEUTRAL))
    Person.objects.filter(pk=person(HERE, NEUTRAL).pk).update(may_create_partnerships=True)
    before = everything_stored()
    for number, text in enumerate(CHOSEN[start : start + 40], start):
        mine, theirs = forms(world, text), answers_of(world, text)
        for turn in range(len(mine) if IS_LONG else 2):
            send(neutral, *mine[(number * 2 + turn) % len(mine)])
        for turn in range(len(theirs) if IS_LONG else 1):
            send(world.clients[RESPONDENT], *theirs[(number + turn) % len(theirs)])
    assert everything_stored() == before


@pytest.mark.parametrize("number", [2**31, 10**19 - 1])
def test_no_number_is_too_large_for_any_form(world: World, number: int) -> None:
    """Beyond what a column, or SQLite, can hold."""
    neutral = Client()
    neutral.force_login(person(HERE, NEUTRAL))
    for form in forms(world, str(number)):
        send(neutral, *form)
    for form in answers_of(world, str(number)):
        send(world.clients[RESPONDENT], *form)


def named(texts: list[str]) -> dict[str, str]:
    """Names made of the texts that a name may have."""
    fit = [" ".join(text.split()) for text in texts]
    fit = [text for text in fit if text and is_writable(text)] or ["Harbour"]
    found = {name: fit[n % len(fit)] for n, name in enumerate(("create", "contractor", "title"))}
    return found | {"client": f"{fit[-1]}."}


def hostile_round(texts: list[str], folder: Path) -> Round:
    """Comes in by the command: names, title, and a comment of each text."""
    people = [*rows("contractor", 12, 3), *rows("client", 12, 2)]
    for row, text in zip(people, texts, strict=False):
        row["Q1"] = row["Q3"] = text
    file = folder / "answers.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(people[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(people)
    call_command(
        "import_round",
        str(file),
        "--partnership=hostile",
        "--closed=2026-03-31",
        "--facilitator=nora@hostile.example",
        *(f"--{name}={text}" for name, text in named(texts).items()),
        verbosity=0,
        stdout=io.StringIO(),
    )
    return Round.objects.get(partnership__slug="hostile")


def look(round: Round, texts: list[str]) -> dict[str, Skeleton]:
    """Every page of the partnership, seen by its facilitator, with the texts as people's names."""
    partnership = round.partnership
    Partnership.objects.filter(pk=partnership.pk).update(scope=texts[0], customer=texts[-1])
    nora = partnership.memberships.get(side=None).person
    fit = [text for text in texts if is_writable(text.strip())]
    people = [(text, f"p{n}@hostile.example") for n, text in enumerate(fit or ["Somebody"])]
    add_members(
        partnership=partnership, people=people, side="client", role="member", by=nora, at=NOW
    )
    client = Client()
    client.force_login(nora)
    found = {}
    for path in ("/", *(f"/p/hostile/{one}" for one in ("people/", "rounds/", "reports/"))):
        found[path] = client.get(path)
    for path in ("", "dashboard/"):
        found[path] = client.get(f"/p/hostile/rounds/1/{path}")
    member = Client()
    member.force_login(Person.objects.get(email="p0@hostile.example"))
    found["summary"] = member.get("/p/hostile/rounds/1/dashboard/")
    for reply in found.values():
        check_page(reply)
    return {path: Skeleton(reply.content.decode()) for path, reply in found.items()}


@pytest.fixture(scope="module")
def harmless(world: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Skeleton]:
    point = transaction.savepoint()
    texts = [f"Somebody {n}" for n in range(GROUP)]
    found = look(hostile_round(texts, tmp_path_factory.mktemp("harmless")), texts)
    transaction.savepoint_rollback(point)
    return found


def groups() -> list[list[str]]:
    """Each text stands in a group; in the short form the groups' first ones take the names."""
    step = 4 if IS_LONG else GROUP
    turned = (PAYLOADS[start:] + PAYLOADS[:start] for start in range(0, len(PAYLOADS), step))
    return [texts[:GROUP] for texts in turned]


@pytest.mark.parametrize("texts", groups(), ids=lambda texts: ascii(texts[0])[:30])
def test_every_page_and_file(
    texts: list[str], harmless: dict[str, Skeleton], tmp_path: Path
) -> None:
    round = hostile_round(texts, tmp_path)
    for path, page in look(round, texts).items():
        assert page.shapes <= harmless[path].shapes, path
    for row in csv.reader(io.StringIO(export_file(round, "csv").content.decode(), newline="")):
        assert not [value for value in row if value.startswith(("=", "+", "@", "\t", "\r"))]
        assert not row[1].startswith("-") or float(row[1]) < 0
    export_file(round, "json")
    sides = ("contractor", "client", None)
    for kind, format_name in (("full", "xlsx"), ("deck", "pptx"), ("full", "pdf")):
        sections = ("reading", "lists", "elements", "comments", "response")
        chosen = sections if kind == "full" else None
        file = report_file(round, kind, format_name, sections=chosen, comments_from=sides)
        if format_name == "xlsx":
            cells = [
                cell
                for sheet in load_workbook(io.BytesIO(file.content)).worksheets
                for line in sheet.iter_rows()
                for cell in line
            ]
            assert {cell.data_type for cell in cells} <= {"s", "n"}
            assert not [cell for cell in cells if cell.hyperlink]


@pytest.mark.parametrize("text", UNSTORABLE)
def test_what_no_database_takes_is_refused_in_words(text: str, tmp_path: Path) -> None:
    harbour = make_partnership()
    before = everything_stored()
    for fields in ({"name": text}, {"contractor": text}, {"scope": text}, {"client_short": text}):
        with pytest.raises(PartnershipError, match="character"):
            make_partnership(**fields)
    with pytest.raises(ImportingError, match="character"):
        make_released_round(harbour, title=text, closed=date(2026, 1, 31))
    nora = Person(email="nora@example.org")
    with pytest.raises(PartnershipError, match="character"):
        add_members(
            partnership=harbour,
            people=[(text, "new@example.org")],
            side="client",
            role="member",
            by=nora,
            at=START,
        )
    file = tmp_path / "answers.csv"
    file.write_bytes(b"side\ncontractor\n")
    for option in ("--partnership", "--title"):
        wanted = {"--partnership": "harbour-alliance", "--title": "Spring"} | {option: text}
        with pytest.raises(CommandError):
            call_command("import_round", str(file), "--closed=2026-01-31", *sum(wanted.items(), ()))
    assert everything_stored() == before


def asked_besides(texts: list[str]) -> Round:
    """A released round with seven measures of its own: texts that are taken, and harmless ones."""
    found = make_partnership("Besides", facilitator=person(HERE, NEUTRAL))
    tried = [*texts, *(f"Somebody {n}" for n in range(8))]
    told: list[tuple[str, ...]] = []
    for text in filter(is_writable, filter(None, [" ".join(one.split())[:200] for one in tried])):
        statement = (text, text[::-1]) if len(told) < 4 else (text,)
        if len(told) < 7 and not problem_with_wordings([*told, statement]):
            told.append(statement)
    fit = [one[0] for one in told]
    to: dict[str, Any] = {"partnership": found, "by": person(HERE, NEUTRAL), "now": START}
    proposal = propose_own_measures(
        placed=[(text, text[::-1]) for text in fit[:4]],
        mirrored=[(text[:60], text) for text in fit[4:]],
        side=None,
        **to,
    )
    for side in ("contractor", "client"):
        to["by"] = person(HERE, f"leader.{side}")
        agree_to_statements(subject="own-measures", number=proposal.pk, side=side, **to)
    codes = [code for section in asked_next(found) for code in codes_of(section)]
    people = rows("contractor", 5, 4, **dict.fromkeys(codes, 4))
    people += rows("client", 5, 0, **dict.fromkeys(codes, 1))
    return make_released_round(found, table(people))


@pytest.mark.parametrize(
    "texts", groups() if IS_LONG else groups()[::3], ids=lambda texts: ascii(texts[0])[:30]
)
def test_what_a_partnership_asks_besides(world: World, texts: list[str]) -> None:
    point = transaction.savepoint()
    shapes = []
    for chosen in ([], texts):
        round = asked_besides(chosen)
        slug = round.partnership.slug
        neutral = Client()
        neutral.force_login(person(HERE, NEUTRAL))
        seen = set()
        for path in ("asked/own-measures/", "rounds/1/dashboard/", "rounds/1/statements/"):
            reply = neutral.get(f"/p/{slug}/{path}")
            assert reply.status_code == 200
            check_page(reply)
            seen |= Skeleton(reply.content.decode()).shapes
        shapes.append(seen)
        for row in csv.reader(io.StringIO(export_file(round, "csv").content.decode(), newline="")):
            assert not [value for value in row if value.startswith(("=", "+", "@", "\t", "\r"))]
        export_file(round, "json")
        file = report_file(round, "full", "xlsx", sections=("own",))
        book = load_workbook(io.BytesIO(file.content))
        assert {
            cell.data_type
            for sheet in book.worksheets
            for line in sheet.iter_rows()
            for cell in line
        } <= {"s", "n"}
        for kind, format_name in (("full", "pdf"), ("deck", "pptx")):
            report_file(round, kind, format_name, sections=("own",))
        transaction.savepoint_rollback(point)
        point = transaction.savepoint()
    assert shapes[1] <= shapes[0]
