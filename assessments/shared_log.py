"""The lines of the shared log, in a reader's language: about one round, or about all there is.

No line tells who has answered. Whoever leads, facilitates or turns a key is named to both sides;
somebody who is merely asked, only to those who choose the people of that side.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Round
from assessments.reports.document.kinds import KINDS
from assessments.reports.formats import FORMATS
from assessments.wording import say
from partnerships.access import may_manage_place
from partnerships.models import Event, Membership, Partnership
from partnerships.querysets import Names
from partnerships.viewer import Role, Viewer

FINGERPRINT_LENGTH = 16
SENTENCES: Mapping[str, Any] = {
    "round-created": gettext_lazy("%(person)s planned the round."),
    "round-created-by-itself": gettext_lazy("The rhythm prepared the round like the last one."),
    "round-opened-by-itself": gettext_lazy(
        "The round opened by itself at its time; the promise was frozen. Its SHA-256 begins with "
        "%(promise)s."
    ),
    "round-not-opened": gettext_lazy(
        "Something was missing at the opening time: the round waits to be opened by hand."
    ),
    "key-holder-agreed": gettext_lazy(
        "%(person)s agreed for %(organization)s that one neutral facilitator turns both keys."
    ),
    "round-opened": gettext_lazy(
        "%(person)s opened the round; the promise was frozen. Its SHA-256 begins with %(promise)s."
    ),
    "slips-drawn": gettext_lazy(
        "%(person)s set the number of people of %(organization)s who get a slip to %(number)s."
    ),
    "slips-shown": gettext_lazy("%(person)s had the slips of %(organization)s printed."),
    "addition-proposed": gettext_lazy(
        "%(person)s proposed to add people of %(organization)s to the open round: %(number)s."
    ),
    "addition-agreed": gettext_lazy(
        "%(person)s agreed for %(organization)s that people are added: %(number)s."
    ),
    "addition-declined": gettext_lazy(
        "%(person)s declined to add people of %(organization)s to the open round."
    ),
    "addition-withdrawn": gettext_lazy(
        "%(person)s no longer proposes to add people of %(organization)s."
    ),
    "people-added": gettext_lazy(
        "People of %(organization)s were added, as both sides agreed: %(number)s."
    ),
    "invitation-removed": gettext_lazy(
        "%(person)s removed somebody of %(organization)s from the round."
    ),
    "link-renewed": gettext_lazy(
        "%(person)s sent somebody of %(organization)s a new personal link: the earlier one has "
        "ended."
    ),
    "link-sent-again": gettext_lazy(
        "%(person)s sent somebody of %(organization)s the personal link once more."
    ),
    "link-sent-late": gettext_lazy(
        "%(person)s had the personal link of somebody of %(organization)s sent once more, after a "
        "mail server had not taken it."
    ),
    "link-went-late": gettext_lazy(
        "The personal link of somebody of %(organization)s, which a mail server had put off, has "
        "gone."
    ),
    "address-changed": gettext_lazy(
        "%(person)s changed the e-mail address of somebody of %(organization)s: the earlier "
        "personal link has ended, and a new one went to the new address."
    ),
    "address-changed-later": gettext_lazy(
        "%(person)s changed the e-mail address of somebody of %(organization)s: the personal link "
        "of this round stays with the earlier one."
    ),
    "reminders-sent": gettext_lazy(
        "Reminders went to those who had not answered and whom a mail reaches."
    ),
    "reminders-left-out": gettext_lazy(
        "Nobody of %(organization)s was reminded: too few are left there whom a mail reaches."
    ),
    "round-extended": gettext_lazy(
        "One side had too few counted answers at the closing time: the round stays open for seven "
        "more days."
    ),
    "round-closed": gettext_lazy("The round closed: no more answers."),
    "round-closed-early": gettext_lazy("%(person)s closed the round: no more answers."),
    "sealing-refused": gettext_lazy(
        "%(person)s tried to seal the round before both sides had enough answers."
    ),
    "sealing-failed": gettext_lazy("Adding up failed. It is tried again by itself."),
    "round-sealed": gettext_lazy("The round was added up and sealed; its ballots were deleted."),
    "comment-read": gettext_lazy("%(person)s read a comment."),
    "comments-read": gettext_lazy("%(person)s read %(number)s comments."),
    "comment-masked": gettext_lazy("%(person)s masked words in a comment."),
    "comment-held": gettext_lazy("%(person)s held a comment back."),
    "comment-put-back": gettext_lazy("%(person)s put back a comment that had been held back."),
    "comments-dropped": gettext_lazy(
        "The comments could not be opened at release and were deleted: the key of the server with "
        "which they were sealed is lost."
    ),
    "key-turned": gettext_lazy("%(person)s turned the key of %(organization)s."),
    "round-released": gettext_lazy("With both keys turned, the results were released."),
    "round-released-by-itself": gettext_lazy(
        "Ten days had passed since sealing: the results were released without a missing key."
    ),
    "round-cancelled": gettext_lazy(
        "%(person)s cancelled the round; every answer was deleted unread."
    ),
    "round-cancelled-by-server": gettext_lazy(
        "Whoever runs the server cancelled the round after a backup was put back; every answer was "
        "deleted unread."
    ),
    "round-held": gettext_lazy(
        "The server was put back from a backup: the round waits until whoever runs the server lets "
        "it go on."
    ),
    "round-let-go": gettext_lazy(
        "Whoever runs the server let the round go on, which had waited after a backup was put back."
    ),
    "round-imported": gettext_lazy("The round was held elsewhere and brought in."),
    "results-exported": gettext_lazy("%(person)s saved the results as a file (%(format)s)."),
    "report-exported": gettext_lazy(
        "%(person)s saved a report as a file: %(report)s (%(format)s)."
    ),
}


ABOUT_PARTNERSHIP: Mapping[str, Any] = {
    "partnership-created": gettext_lazy("%(person)s set up the partnership."),
    "partnership-changed": gettext_lazy("%(person)s changed what the partnership is called."),
    "organization-renamed": gettext_lazy(
        "%(person)s changed what an organization is called: now %(organization)s."
    ),
    "smallest-group-raised": gettext_lazy(
        "%(person)s raised the smallest group of later rounds to %(number)s people."
    ),
    "member-added": gettext_lazy("%(person)s added %(who)s (%(role)s, %(place)s)."),
    "member-changed": gettext_lazy(
        "%(person)s changed the place of %(who)s (now %(role)s, %(place)s)."
    ),
    "member-ended": gettext_lazy("%(person)s ended the place of %(who)s (%(role)s, %(place)s)."),
    "people-tried": gettext_lazy(
        "%(person)s tried to add people who have a place on the other side (%(number)s)."
    ),
    "member-inactive": gettext_lazy(
        "%(person)s made %(who)s (%(role)s, %(place)s) inactive: no signing in any more."
    ),
    "member-active": gettext_lazy("%(person)s made %(who)s (%(role)s, %(place)s) active again."),
    "member-address-changed": gettext_lazy(
        "%(person)s changed the e-mail address of %(who)s (%(role)s, %(place)s)."
    ),
    "commitment-made": gettext_lazy("%(person)s wrote down a commitment."),
    "commitment-updated": gettext_lazy("%(person)s changed a commitment."),
    "win-added": gettext_lazy("%(person)s wrote down a win."),
    "win-changed": gettext_lazy("%(person)s changed a win."),
    "win-removed": gettext_lazy("%(person)s removed a win."),
    "meeting-planned": gettext_lazy("%(person)s planned the meeting of %(day)s."),
    "meeting-changed": gettext_lazy("%(person)s changed the plan of the meeting of %(day)s."),
    "meeting-called-off": gettext_lazy("%(person)s called off the meeting of %(day)s."),
    "meeting-revealed": gettext_lazy(
        "%(person)s showed the profile in the meeting of %(day)s; its guesses stay as they are."
    ),
    "meeting-agenda": gettext_lazy("%(person)s wrote in the agenda of the meeting of %(day)s."),
    "meeting-minutes": gettext_lazy("%(person)s wrote in the minutes of the meeting of %(day)s."),
    "meeting-notes": gettext_lazy(
        "%(person)s wrote down what was agreed in the meeting of %(day)s."
    ),
    "targets-proposed": gettext_lazy("%(person)s proposed targets."),
    "targets-agreed": gettext_lazy("%(person)s agreed on targets for %(organization)s."),
    "own-measures-proposed": gettext_lazy("%(person)s proposed measures of our own."),
    "own-measures-agreed": gettext_lazy(
        "%(person)s agreed on measures of our own for %(organization)s."
    ),
    "commitments-proposed": gettext_lazy(
        "%(person)s proposed which commitments the next round asks about."
    ),
    "commitments-agreed": gettext_lazy(
        "%(person)s agreed for %(organization)s on which commitments the next round asks about."
    ),
    "rhythm-set": gettext_lazy("%(person)s set the rhythm in which rounds come."),
    "rhythm-stopped": gettext_lazy("%(person)s stopped the rhythm in which rounds come."),
    "rhythm-passed": gettext_lazy("A round that was due by the rhythm was left out."),
}
NAMED = {Role.LEADER, Role.FACILITATOR}


@dataclass(frozen=True)
class Line:
    """`round` is the title of the round that a line is about, where it stands among others."""

    at: datetime
    text: str
    round: str = ""


def lines_about(round: Round) -> list[Line]:
    """What happened to a round, the latest first; two queries."""
    partnership = round.partnership
    events = list(
        Event.objects.filter(partnership=partnership, parameters__round=round.number).order_by(
            "-at", "-pk"
        )
    )
    names = partnership.memberships.names()
    return [
        Line(event.at, str(SENTENCES[kind]) % _parameters(event, partnership, names))
        for event in _joined(events)
        if (kind := _kind(event)) in SENTENCES
    ]


def _joined(events: Iterable[Event]) -> Iterator[Event]:
    """Comments that somebody read one after the other are told in one line, that of the last."""
    for (kind, _round, _person), found in groupby(events, _kind_round_and_person):
        together = list(found)
        if kind == "comment-read" and len(together) > 1:
            together[0].kind = "comments-read"
            together[0].parameters |= {"number": len(together)}
            together = together[:1]
        yield from together


def _kind_round_and_person(event: Event) -> tuple[str, object, int | None]:
    return event.kind, event.parameters.get("round"), event.person_id


def events_of(partnership: Partnership) -> QuerySet[Event]:
    """All that a page of the log can tell, the latest first."""
    known = (*SENTENCES, *ABOUT_PARTNERSHIP)
    return Event.objects.filter(partnership=partnership, kind__in=known).order_by("-at", "-pk")


def lines_of(partnership: Partnership, viewer: Viewer, events: Iterable[Event]) -> list[Line]:
    """These events as this viewer may read them; two queries."""
    names = partnership.memberships.names()
    titles = dict(partnership.rounds.values_list("number", "title"))
    sentences = {**ABOUT_PARTNERSHIP, **SENTENCES}
    return [
        Line(
            at=event.at,
            text=str(sentences[_kind(event)])
            % (_parameters(event, partnership, names) | _member(event, partnership, viewer)),
            round=titles.get(event.parameters.get("round"), ""),
        )
        for event in _joined(events)
    ]


def _member(event: Event, partnership: Partnership, viewer: Viewer) -> dict[str, str]:
    """Whose place it is, as what and where."""
    role = event.parameters.get("role", "")
    may_know = role in NAMED or may_manage_place(viewer, event.side)
    name = event.parameters.get("name") if may_know else ""
    return {
        "who": name or _("somebody"),
        "role": str(Membership.Role(role).label) if role in Membership.Role.values else "",
        "place": str(partnership.organization_of(event.side)) if event.side else _("neutral"),
    }


def _kind(event: Event) -> str:
    """Some things happen by somebody or by themselves, and are told apart."""
    if event.kind in {"round-created", "round-opened"} and event.parameters.get("by_itself"):
        return f"{event.kind}-by-itself"
    if event.kind == "round-closed" and event.person_id is not None:
        return "round-closed-early"
    if event.kind == "round-released" and event.parameters.get("by_itself"):
        return "round-released-by-itself"
    if event.kind == "round-cancelled" and event.parameters.get("by_server"):
        return "round-cancelled-by-server"
    if event.kind == "results-exported" and event.parameters.get("report") in KINDS:
        return "report-exported"
    return event.kind


def _parameters(event: Event, partnership: Partnership, names: Names) -> dict[str, Any]:
    person = _name(event, names)
    organization = partnership.organization_of(event.side) if event.side else ""
    organization = event.parameters.get("called", organization)
    promise = str(event.parameters.get("promise", ""))[:FINGERPRINT_LENGTH]
    number = event.parameters.get("number", "")
    said = {"person": person, "organization": organization, "promise": promise, "number": number}
    return said | _saved(event) | {"day": _day(event)}


def _name(event: Event, names: Names) -> str:
    """Who did something; without a place there ever it can only be the owner."""
    if event.person_id is None:
        return _("Somebody")
    return names.of(event.person_id, event.side) or _("The owner of this installation")


def _day(event: Event) -> str:
    day = event.parameters.get("day")
    return date_format(date.fromisoformat(day)) if day else ""


def _saved(event: Event) -> dict[str, str]:
    """What a saved file is called on the buttons."""
    format, kind = event.parameters.get("format", ""), event.parameters.get("report")
    return {
        "format": FORMATS[format].label if format in FORMATS else format,
        "report": say(f"report.kind.{kind}") if kind in KINDS else "",
    }
