"""The words of a mail: plain text from a template whose first line is the subject."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.closing import closing_moment, local_time
from assessments.frozen import questionnaire_of
from assessments.links import link_for
from assessments.models import Invitation, Round
from assessments.parts import minutes_of
from assessments.promise import Promise
from assessments.queries import asked_in
from partnerships.models import Membership, Partnership, Person, Side
from partnerships.texts import is_plain_name
from partnerships.viewer import Role

LONGEST_SUBJECT = 200
UNKNOWN_ZONE = "UTC"
"""What nobody has chosen."""


class Kind(StrEnum):
    INVITATION = "invitation"
    REMINDER = "reminder"
    NOTICE = "notice"
    RELEASED = "released"
    SIGN_IN = "sign-in"
    TEST = "test"


PERSONAL = (Kind.INVITATION, Kind.REMINDER)
POINT = "- "
BUTTONS: Mapping[str, Any] = {
    Kind.INVITATION: gettext_lazy("Answer"),
    Kind.REMINDER: gettext_lazy("Answer"),
    Kind.TEST: gettext_lazy("Answer"),
    Kind.RELEASED: gettext_lazy("See the results"),
}


@dataclass(frozen=True, repr=False)
class Letter:
    """`link`: the address in it that is the reader's own to follow, where it has one."""

    subject: str
    body: str
    link: str = ""


def write_letter(template: str, language: str, **context: Any) -> Letter:
    """Fill `templates/email/<template>.txt` in a language."""
    with translation.override(language):
        text = render_to_string(f"email/{template}.txt", context)
    subject, _, body = text.strip().partition("\n")
    return Letter(
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        body=body.strip() + "\n",
        link=context.get("link", ""),
    )


def invitation_letter(template: str, invitation: Invitation, membership: Membership) -> Letter:
    """An invitation in the name of the leaders, or a reminder that names nobody, with the personal
    link.
    """
    promise = Promise.from_json(invitation.round.promise or {})
    return write_letter(
        template,
        membership.person.language,
        name=told_name(membership),
        link=link_for(invitation),
        promise=promise,
        organization=promise.organizations[invitation.side],
        **_asking(invitation.round, membership.person, promise.organizations),
    )


def sample_letter(template: str, *, round: Round, reader: Person, side: str) -> Letter:
    """The same as somebody of `side` will get it, with a link under which nothing is stored."""
    partnership = round.partnership
    promised = {
        "partnership": partnership.name,
        "contractor": partnership.contractor.name,
        "client": partnership.client.name,
        "scope": partnership.scope,
        "customer": partnership.customer,
        "k": partnership.k,
    }
    return write_letter(
        template,
        reader.language,
        name=reader.name,
        link=trial_link(round),
        promise=round.promise or promised,
        organization=(round.promise or promised)[side],
        **_asking(round, reader, round.promise or promised),
    )


def trial_link(round: Round) -> str:
    """Where the link of a test leads."""
    return f"{settings.SITE_URL}/p/{round.partnership.slug}/rounds/{round.number}/try/"


def _asking(round: Round, reader: Person, organizations: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "round": round,
        # Looked up only where they are named
        "leaders": partial(leaders_of, round.partnership, organizations),
        "closes": closing_time(round),
        "own": own_time(closing_moment(round), round.time_zone, reader.zone),
        "minutes": _minutes(round),
    }


def _minutes(round: Round) -> int:
    is_open = bool(round.questionnaire_sha256)
    questionnaire = questionnaire_of(round) if is_open else asked_in(round)
    return minutes_of(questionnaire, with_comments=round.asks_comments)


def closing_time(round: Round) -> datetime:
    """The closing moment as the clocks of the round's zone show it."""
    return local_time(closing_moment(round), round.time_zone)


def own_time(moment: datetime, zone: str, own: str) -> datetime | None:
    """The moment by the clocks of somebody's own zone, where these are known and show another."""
    shown = local_time(moment, own)
    return None if own == UNKNOWN_ZONE or shown == local_time(moment, zone) else shown


def leaders_of(
    partnership: Partnership, organizations: Mapping[str, Any]
) -> list[tuple[str, list[str]]]:
    """The names of the leaders of each side with their organization; none: it speaks itself."""
    leaders = list(
        Membership.objects.current()
        .filter(partnership=partnership, role=Role.LEADER)
        .select_related("person")
    )
    return [
        (
            organizations[side],
            names_of(one for one in leaders if one.side == side),
        )
        for side in Side
    ]


def names_of(memberships: Iterable[Membership]) -> list[str]:
    return sorted(filter(None, map(told_name, memberships)))


def told_name(membership: Membership) -> str:
    """The name that an invitation tells; none where it could lead to another link than its reader's
    own: whoever followed that would answer in somebody else's place.
    """
    return membership.name if is_plain_name(membership.name) else ""


@dataclass(frozen=True)
class Block:
    """A part of a mail's text as HTML shows it; `form`: text, points, button, link or code."""

    form: str
    lines: tuple[str, ...]


def as_html(letter: Letter, kind: str) -> str:
    """The same words for mail programs that show HTML: nothing is fetched, nothing reports back."""
    context = {
        "subject": letter.subject,
        "blocks": list(_blocks(letter, kind)),
        "button": BUTTONS.get(kind, _("Open the page")),
        "site": settings.SITE_HOST,
        "language": translation.get_language(),
    }
    return render_to_string("email/letter.html", context)


def style_of_letters() -> str:
    """What the policy of a page that shows a letter names its style by."""
    style = render_to_string("email/letter.css").encode()
    return f"'sha256-{b64encode(sha256(style).digest()).decode()}'"


def _blocks(letter: Letter, kind: str) -> Iterator[Block]:
    """Paragraphs; the letter's link becomes a button, and no other address a link. Where it names
    none, the first address of ours on a line of its own does, and the others are links."""
    wanted = letter.link
    for paragraph in letter.body.strip().split("\n\n"):
        lines = tuple(paragraph.strip().split("\n"))
        if len(lines) == 1 and lines[0].startswith(f"{settings.SITE_URL}/"):
            wanted = wanted or lines[0]
            other = "text" if letter.link else "link"
            yield Block("button" if lines[0] == wanted else other, lines)
        elif kind == Kind.SIGN_IN and paragraph.strip().isdecimal():
            yield Block("code", lines)
        elif all(line.startswith(POINT) for line in lines):
            yield Block("points", tuple(line.removeprefix(POINT) for line in lines))
        else:
            yield Block("text", lines)
