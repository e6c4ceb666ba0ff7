"""The words of a mail: plain text from a template whose first line is the subject."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from assessments.closing import closing_moment, local_time
from assessments.links import link_for
from assessments.models import Invitation, Round
from assessments.promise import Promise
from partnerships.models import Membership, Partnership, Side
from partnerships.viewer import Role

LONGEST_SUBJECT = 200


class Kind(StrEnum):
    INVITATION = "invitation"
    REMINDER = "reminder"
    NOTICE = "notice"
    RELEASED = "released"
    SIGN_IN = "sign-in"


PERSONAL = (Kind.INVITATION, Kind.REMINDER)


@dataclass(frozen=True, repr=False)
class Letter:
    subject: str
    body: str


def write_letter(template: str, language: str, **context: Any) -> Letter:
    """Fill `templates/email/<template>.txt` in a language."""
    with translation.override(language):
        text = render_to_string(f"email/{template}.txt", context)
    subject, _, body = text.strip().partition("\n")
    return Letter(subject=" ".join(subject.split())[:LONGEST_SUBJECT], body=body.strip() + "\n")


def invitation_letter(template: str, invitation: Invitation, membership: Membership) -> Letter:
    """An invitation or a reminder, with the personal link, in the name of the leaders."""
    round = invitation.round
    return write_letter(
        template,
        membership.person.language,
        name=membership.display_name,
        link=link_for(invitation),
        round=round,
        promise=Promise.from_json(round.promise or {}),
        leaders=leaders_of(round.partnership),
        closes=closing_time(round),
        organization=round.partnership.organization_of(invitation.side),
    )


def closing_time(round: Round) -> Any:
    """The closing moment as the clocks of the round's zone show it."""
    return local_time(closing_moment(round), round.time_zone)


def leaders_of(partnership: Partnership) -> list[tuple[str, list[str]]]:
    """The names of the leaders of each side with their organization; none: it speaks itself."""
    leaders = list(
        Membership.objects.current()
        .filter(partnership=partnership, role=Role.LEADER)
        .select_related("person")
    )
    return [
        (
            partnership.organization_of(side).name,
            names_of(one for one in leaders if one.side == side),
        )
        for side in Side
    ]


def names_of(memberships: Iterable[Membership]) -> list[str]:
    return sorted(membership.display_name for membership in memberships)
