"""What the demo's alliances ask beyond the instrument: one side proposes it, the other agrees."""

from collections.abc import Sequence
from datetime import datetime

from assessments.demo.world import Measured, Promised
from assessments.services.statements import (
    agree_to_statements,
    propose_commitments,
    propose_own_measures,
)
from partnerships.models import Partnership, Person, Side, StatementAgreement
from partnerships.viewer import Role

EACH = 4
"""As many means has a measure that is rated for each organization."""


def agree_on_measures(
    partnership: Partnership, measures: Sequence[Measured], at: datetime
) -> StatementAgreement | None:
    if not measures:
        return None
    found = propose_own_measures(
        partnership=partnership,
        placed=[one.texts for one in measures if len(one.means) < EACH],
        mirrored=[one.texts for one in measures if len(one.means) == EACH],
        side=Side.CLIENT,
        by=_leader(partnership, Side.CLIENT),
        now=at,
    )
    return _accept(partnership, found, at)


def agree_to_ask(
    partnership: Partnership, promises: Sequence[Promised], at: datetime
) -> StatementAgreement | None:
    """Whether these promises were kept."""
    texts = [one.text for one in promises if one.kept]
    if not texts:
        return None
    found = propose_commitments(
        partnership=partnership,
        commitments=partnership.commitments.filter(text__in=texts).values_list("pk", flat=True),
        side=Side.CLIENT,
        by=_leader(partnership, Side.CLIENT),
        now=at,
    )
    return _accept(partnership, found, at)


def _accept(
    partnership: Partnership, found: StatementAgreement, at: datetime
) -> StatementAgreement:
    return agree_to_statements(
        partnership=partnership,
        subject=found.subject,
        number=found.pk,
        side=Side.CONTRACTOR,
        by=_leader(partnership, Side.CONTRACTOR),
        now=at,
    )


def _leader(partnership: Partnership, side: str) -> Person:
    found: Person = partnership.memberships.filter(side=side, role=Role.LEADER)[0].person
    return found
