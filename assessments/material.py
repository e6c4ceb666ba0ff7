"""What is handed out before people answer: the statements, and a sheet about data protection.

What the notice tells respondents is read out of the notice itself, so that the two never differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from assessments.charts.messages import Message
from assessments.charts.spec import Table, TableRow
from assessments.models import Round
from assessments.parts import SECTIONS, section_title
from assessments.questionnaire.changes import wordings_of
from assessments.questionnaire.schema import Questionnaire
from assessments.reports.document.parts import Block, Grid, Item, Items, Section, Style, Text
from assessments.services.opening import operator
from partnerships.models import Partnership

NOTICE = ("promise_sentence", "promise_how")
TEXTS = {"p", "li", "h2"}


class _Notice(HTMLParser):
    """The headings, sentences and items of the notice, in their order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in TEXTS:
            self.found.append((tag, ""))

    def handle_data(self, data: str) -> None:
        if self.found and data.strip():
            tag, text = self.found[-1]
            self.found[-1] = (tag, " ".join(f"{text} {data}".split()))


@dataclass(frozen=True)
class Sheet:
    """`vow`: the sentence that every respondent reads."""

    vow: str
    sections: tuple[Section, ...]


def plain(text: str) -> Message:
    """A text that has been said already."""
    return Message("name", {"name": text})


def data_sheet(partnership: Partnership, current: Round | None) -> Sheet:
    """For works councils and data protection officers, on one page. `current`: a round that is
    planned or open, whose comments it tells of."""
    asks_comments = current is not None and current.asks_comments
    respondent = SimpleNamespace(promise=SimpleNamespace(comments=asks_comments))
    vow, *others = _notice_of(respondent)
    return Sheet(
        vow[1],
        (
            Section("purpose", plain(_("What for")), tuple(_purpose(partnership))),
            Section("stored", plain(_("What is stored, and for how long")), (_stored(),)),
            Section("who", plain(_("Who sees what")), (_who(partnership, asks_comments),)),
            *_chapters(others),
        ),
    )


def _notice_of(respondent: SimpleNamespace) -> list[tuple[str, str]]:
    context = {"respondent": respondent}
    pages = [render_to_string(f"assessments/answer/{one}.html", context) for one in NOTICE]
    return [one for page in pages for one in _Notice(page).found]


def _chapters(found: list[tuple[str, str]]) -> Iterator[Section]:
    """A section for each heading of the notice, with its items."""
    starts = [number for number, (tag, _text) in enumerate(found) if tag == "h2"]
    for start, end in zip(starts, [*starts[1:], len(found)], strict=True):
        items = tuple(Item(plain(text)) for _tag, text in found[start + 1 : end])
        yield Section(f"notice-{start}", plain(found[start][1]), (Items(items),))


def _purpose(partnership: Partnership) -> Iterator[Block]:
    said = {
        "contractor": partnership.contractor,
        "client": partnership.client,
        "k": partnership.k,
        "server": operator(),
    }
    yield Text(
        plain(
            _(
                "%(contractor)s and %(client)s ask people on both sides how they see the "
                "relationship between the two organizations. Nobody's work is rated, nobody is "
                "compared with anybody, and nothing is decided by a machine. Taking part is free. "
                "No figure is about fewer than %(k)s people."
            )
            % said
        )
    )
    yield Text(
        plain(
            _(
                "Who runs the server: %(server)s. It sends nothing to others, loads nothing from "
                "elsewhere, and counts no visits."
            )
            % said
        )
    )


def _stored() -> Block:
    kept = [
        (
            _("Name, work address for e-mail, side"),
            _("As long as somebody has a place in the partnership; afterwards for its history."),
        ),
        (
            _("Answers not yet sent"),
            _("Encrypted, with the day of the last change; until they are sent, or the sealing."),
        ),
        (
            _("Answers that were sent"),
            _("As a sealed ballot without name, link or time; until the sealing."),
        ),
        (_("That somebody has answered"), _("A mark that nobody sees; until the sealing.")),
        (
            _("Results"),
            _("Sums of groups, as the rules allow them; for good, so that rounds can be compared."),
        ),
        (
            _("Mails with personal links"),
            _("Links are never stored. That a mail is to go out is noted; until the sealing."),
        ),
        (_("Backups"), _("35 days, then they are deleted.")),
        (
            _("Cookies"),
            _(
                "One says whose answers are open in a browser, 14 days; one guards forms. One "
                "holds the code of a slip that was typed, 15 minutes."
            ),
        ),
    ]
    return Grid(_table(_("What is stored, and for how long"), [_("What"), _("How long")], kept))


def _who(partnership: Partnership, asks_comments: bool) -> Block:
    comments = [
        (
            _("Comments"),
            _("A facilitator reads them first; then the leaders of both sides. None by name."),
        )
    ]
    seen = [
        (_("Single answers"), _("Nobody: neither superiors nor facilitators nor the other side.")),
        (_("Who has answered"), _("Nobody. Reminders go out by themselves.")),
        (
            _("How many have answered"),
            _("Facilitators, once a day, from %(k)s on, for their own side; neutral ones for both.")
            % {"k": partnership.k},
        ),
        (
            _("All results"),
            _("Leaders and facilitators of both organizations, at the same moment."),
        ),
        (_("A summary"), _("Everybody who was asked by mail, at that moment, too.")),
        *(comments if asks_comments else []),
        (_("Names and addresses"), _("Facilitators of that side and neutral ones, and the owner.")),
    ]
    return Grid(_table(_("Who sees what"), [_("What"), _("Who")], seen))


def _table(caption: str, head: list[str], rows: list[tuple[str, str]]) -> Table:
    return Table(
        plain(caption),
        tuple(map(plain, head)),
        tuple(TableRow(plain(name), (plain(text),)) for name, text in rows),
    )


def statement_sections(asked: Questionnaire, *, asks_comments: bool) -> tuple[Section, ...]:
    """Every statement in its words, part after part; what people are asked in their own words."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for one in wordings_of(asked):
        parts.setdefault(_part(one.part), []).append((one.code, " — ".join(one.texts)))
    if asks_comments:
        parts[_("In your own words")] = [(one.code, one.prompt) for one in asked.comments]
    practices = {practice.name for practice in asked.practices}
    grouped: dict[str, list[tuple[str, str]]] = {}
    for part, statements in parts.items():
        title = _("Ten practices, of each organization") if part in practices else part
        told = [(part, text) for _code, text in statements] if part in practices else statements
        grouped.setdefault(title, []).extend(told)
    return tuple(
        Section(f"part-{number}", plain(title), (_listed(statements),))
        for number, (title, statements) in enumerate(grouped.items())
    )


def _part(part: str) -> str:
    return section_title(part) if part in SECTIONS else part or _("Our stance")


def _listed(statements: list[tuple[str, str]]) -> Block:
    return Items(
        tuple(Item(plain(text), tags=(plain(name),)) for name, text in statements),
    )


def scale_text() -> Text:
    """How the statements are placed."""
    return Text(
        plain(
            _(
                "Each statement is placed between two ways to work, in five steps, or left out by "
                "“can't say”. Neither end is a mark: both are legitimate ways to work."
            )
        ),
        Style.LEDE,
    )


def intranet_text(partnership: Partnership, minutes: int) -> str:
    """Words for the intranets of both organizations, to be copied. `minutes`: to answer."""
    said: Mapping[str, object] = {
        "contractor": partnership.contractor,
        "client": partnership.client,
        "customer": partnership.customer,
        "k": partnership.k,
        "minutes": minutes,
    }
    about = _("We do this for those whom we both serve: %(customer)s.") % said
    return "\n\n".join(
        filter(
            None,
            [
                _("How do we work together? %(contractor)s and %(client)s ask") % said,
                _(
                    "Soon some of us get a mail with a personal link. It asks how we see the "
                    "relationship between %(contractor)s and %(client)s: what goes well, what we "
                    "see differently, and what we could try next. People of both organizations "
                    "get the same questions, and both see the results at the same moment."
                )
                % said,
                about if partnership.customer else "",
                _(
                    "It takes about %(minutes)s minutes, on a phone or at a desk, and no account "
                    "is needed. Your first impression is enough."
                )
                % said,
                _(
                    "Nobody sees who has answered, and nobody sees single answers: they are sealed "
                    "when you send them, and only a machine adds them up. No figure is about fewer "
                    "than %(k)s people."
                )
                % said,
                _(
                    "Taking part is free. If you have a question about it, ask the facilitators of "
                    "your organization."
                ),
            ],
        )
    )
