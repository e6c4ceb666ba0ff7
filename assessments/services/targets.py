"""Where both sides want their elements to be: proposed by one, in force once the other agrees."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.services.agreements import AgreementError, agree, propose
from partnerships.models import Partnership, Person, Target, TargetAgreement


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

    Raises AgreementError where these targets hold already.
    """
    locked = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    if dict(values) == targets_of(locked):
        raise AgreementError(_("These targets hold already: change one of them."))
    found: TargetAgreement = propose(
        TargetAgreement(partnership=locked, values=dict(values)),
        locked.target_agreements.all(),
        partnership=locked,
        kind="targets",
        side=side,
        by=by,
        now=now,
    )
    return found


@transaction.atomic
def agree_to_targets(
    *, partnership: Partnership, number: int, side: str, by: Person, now: datetime
) -> TargetAgreement:
    """Agree for a side to exactly this proposal; with both sides' word it holds.

    Raises AgreementError where another proposal has taken its place, it holds already, or somebody
    has agreed for the other side.
    """
    locked = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    found: TargetAgreement = agree(
        locked.target_agreements.all(),
        partnership=locked,
        number=number,
        kind="targets",
        side=side,
        by=by,
        now=now,
    )
    if found.agreed_at:
        _put_in_force(found)
    return found


def _put_in_force(found: TargetAgreement) -> None:
    found.partnership.targets.all().delete()
    Target.objects.bulk_create(
        Target(partnership=found.partnership, element=element, value=value)
        for element, value in found.values.items()
    )


def targets_of(partnership: Partnership) -> dict[str, int]:
    """The targets in force, by element."""
    return dict(partnership.targets.values_list("element", "value"))
