"""What both sides have agreed that a round asks beyond the instrument."""

from django.db.models import Max

from assessments.models import Round
from assessments.questionnaire.load import section_from_json
from assessments.questionnaire.schema import COMMITMENTS, OWN_MEASURES, Section
from partnerships.models import Partnership, StatementAgreement

NOT_OPENED = (Round.State.DRAFT, Round.State.CANCELLED)


def held_agreement(partnership: Partnership, subject: str) -> StatementAgreement | None:
    """The one in force. Own measures hold until others are agreed; which commitments are asked
    holds for one round, and is agreed anew for the next one."""
    agreed = partnership.statement_agreements.filter(subject=subject, agreed_at__isnull=False)
    if subject == COMMITMENTS:
        rounds = partnership.rounds.exclude(state__in=NOT_OPENED)
        opened_at = rounds.aggregate(last=Max("opened_at"))["last"]
        agreed = agreed.filter(agreed_at__gt=opened_at) if opened_at else agreed
    found: StatementAgreement | None = agreed.order_by("-agreed_at", "-pk").first()
    return found


def held_section(partnership: Partnership, subject: str) -> Section:
    """The statements in force; empty where none were agreed."""
    found = held_agreement(partnership, subject)
    return section_from_json(found.section) if found else Section(subject)


def asked_next(partnership: Partnership) -> tuple[Section, ...]:
    """What the round that is opened next asks besides."""
    return tuple(held_section(partnership, subject) for subject in (OWN_MEASURES, COMMITMENTS))
