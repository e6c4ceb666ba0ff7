"""What needs the word of both sides: proposed by one, in force once the other agrees to it."""

from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partnerships.models import Agreement, Partnership, Person, Side
from partnerships.services import log_event

Found = TypeVar("Found", bound=Agreement)


class AgreementError(Exception):
    """The change is not possible; the message says why and what to do."""


def propose(
    found: Found,
    earlier: QuerySet[Found],
    *,
    partnership: Partnership,
    kind: str,
    side: str | None,
    by: Person,
    now: datetime,
) -> Found:
    """Store a proposal; one of the same kind that is still open falls.

    Whoever proposes for a side agrees for it; a neutral facilitator (no side) for none. The
    partnership is locked. `kind` begins the names of the lines in the shared log.
    """
    earlier.filter(agreed_at=None).delete()
    found.proposed_at = now
    found.save()
    log_event(partnership=partnership, kind=f"{kind}-proposed", person=by, side=side, at=now)
    if side is not None:
        _agree(found, partnership, kind, side, by, now)
    return found


def agree(
    proposals: QuerySet[Found],
    *,
    partnership: Partnership,
    number: int,
    kind: str,
    side: str,
    by: Person,
    now: datetime,
) -> Found:
    """Agree for a side to exactly this proposal; with both sides' word it holds.

    Raises AgreementError where another proposal has taken its place, or it holds already, and for
    whoever has agreed for the other side.
    """
    found = proposals.filter(agreed_at=None).first()
    if found is None or found.pk != number:
        raise AgreementError(_("This proposal is no longer open: look at what stands there now."))
    if found.agreed_for(side) is None:
        spoken = (found.by_contractor, found.by_client)
        if any(one and one.twin_key == by.twin_key for one in spoken):
            raise AgreementError(
                _("You have agreed for the other side: this is for somebody else.")
            )
        _agree(found, partnership, kind, side, by, now)
    return found


def _agree(
    found: Agreement, partnership: Partnership, kind: str, side: str, by: Person, now: datetime
) -> None:
    if side == Side.CONTRACTOR:
        found.by_contractor = by
    else:
        found.by_client = by
    log_event(partnership=partnership, kind=f"{kind}-agreed", person=by, side=side, at=now)
    if found.by_contractor_id and found.by_client_id:
        found.agreed_at = now
    found.save()
