"""What a partnership chose for its reports."""

from collections.abc import Iterable

from django.db import transaction

from assessments.models import ReportChoice, Round
from assessments.reports.document.kinds import KINDS
from partnerships.models import Partnership


@transaction.atomic
def remember_sections(*, partnership: Partnership, kind: str, sections: Iterable[str]) -> None:
    """Keeps the choice for everybody of the partnership. Raises KeyError for another kind."""
    chosen = list(KINDS[kind].only(sections))
    ReportChoice.objects.update_or_create(
        partnership=partnership, kind=kind, defaults={"sections": chosen}
    )


def chosen_sections(round: Round) -> dict[str, tuple[str, ...]]:
    """The sections of each kind that the partnership last chose, or those it has by itself."""
    rows = ReportChoice.objects.filter(partnership=round.partnership_id)
    stored = {row.kind: row.sections for row in rows}
    return {
        code: kind.only(stored[code]) if code in stored else kind.chosen
        for code, kind in KINDS.items()
    }
