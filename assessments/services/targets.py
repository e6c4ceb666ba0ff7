"""Where both sides want their elements to be: proposed by one, in force once the other agrees."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.models import Partnership, Person, Side, Target, TargetAgreement
from partnerships.services import log_event


class TargetError(Exception):
    """The change is not possible; the message says why and what to do."""


@transaction.atomic
def propose_targets(
    *,
    partnership: Partnership,
    values: Mapping[str, int],
    side: str | None,
    by: Person,
    now: datetime,
) -> TargetAgreement:
    """Propose targets by element, all of them at once; an earlier proposal falls.

    Whoever proposes for a side agrees for it; a neutral facilitator (no side) for none.
    Raises TargetError where these targets hold already.
    """
    locked = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    if dict(values) == targets_of(locked):
        raise TargetError(_("These targets hold already: change one of them."))
    locked.target_agreements.filter(agreed_at=None).delete()
    found = TargetAgreement.objects.create(partnership=locked, values=dict(values), proposed_at=now)
    log_event(partnership=locked, kind="targets-proposed", person=by, side=side, at=now)
    if side is not None:
        _agree(found, side, by, now)
    return found


@transaction.atomic
def agree_to_targets(
    *, partnership: Partnership, number: int, side: str, by: Person, now: datetime
) -> TargetAgreement:
    """Agree for a side to exactly this proposal; with both sides' word it holds.

    Raises TargetError where another proposal has taken its place, or it holds already.
    """
    locked = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    found: TargetAgreement | None = locked.target_agreements.filter(agreed_at=None).first()
    if found is None or found.pk != number:
        raise TargetError(_("This proposal is no longer open: look at what stands there now."))
    if found.agreed_for(side) is None:
        _agree(found, side, by, now)
    return found


def _agree(found: TargetAgreement, side: str, by: Person, now: datetime) -> None:
    if side == Side.CONTRACTOR:
        found.by_contractor = by
    else:
        found.by_client = by
    log_event(partnership=found.partnership, kind="targets-agreed", person=by, side=side, at=now)
    if found.by_contractor_id and found.by_client_id:
        found.agreed_at = now
        _put_in_force(found)
    found.save()


def _put_in_force(found: TargetAgreement) -> None:
    found.partnership.targets.all().delete()
    Target.objects.bulk_create(
        Target(partnership=found.partnership, element=element, value=value)
        for element, value in found.values.items()
    )


def targets_of(partnership: Partnership) -> dict[str, int]:
    """The targets in force, by element."""
    return dict(partnership.targets.values_list("element", "value"))
