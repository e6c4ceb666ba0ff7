"""What a partnership asks beyond the instrument: proposed by one side, agreed to by the other."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.agreed import held_section
from assessments.questionnaire.load import section_from_json, section_json
from assessments.questionnaire.schema import (
    COMMITMENTS,
    OWN_MEASURES,
    JointStatement,
    Practice,
    Section,
    Statement,
)
from assessments.services.agreements import AgreementError, agree, propose
from assessments.services.instruments import latest_instrument, questionnaire_for
from assessments.services.singling_out import problem_with_commitments, problem_with_wordings
from partnerships.models import (
    Commitment,
    CommitmentUpdate,
    Partnership,
    Person,
    StatementAgreement,
)

MOST_OWN_MEASURES = 8
MOST_COMMITMENTS = 3
RECENTLY = timedelta(days=366)
BEGINNING = {OWN_MEASURES: "own-", COMMITMENTS: "kept-"}
"""Of the codes of each section's statements."""
Wording = tuple[str, ...]


@transaction.atomic
def propose_own_measures(
    *,
    partnership: Partnership,
    placed: Sequence[tuple[str, str]],
    mirrored: Sequence[tuple[str, str]],
    side: str | None,
    by: Person,
    now: datetime,
) -> StatementAgreement:
    """Propose statements of the partnership's own, all of them at once: pairs of poles, and short
    names with what is rated for each organization. None at all ends them.

    Raises AgreementError for too many, for one that stands there twice or could single somebody
    out, or where they hold already.
    """
    locked = _locked(partnership)
    wordings = [*placed, *(("", statement) for _name, statement in mirrored)]
    if len(wordings) > MOST_OWN_MEASURES:
        raise AgreementError(
            _("At most %(most)d measures of your own: leave some out.")
            % {"most": MOST_OWN_MEASURES}
        )
    if len(set(wordings)) < len(wordings):
        raise AgreementError(_("The same statement stands there twice: change one of them."))
    return _propose(locked, _own_section(locked, placed, mirrored), side, by, now)


@transaction.atomic
def propose_commitments(
    *,
    partnership: Partnership,
    commitments: Iterable[int],
    side: str | None,
    by: Person,
    now: datetime,
) -> StatementAgreement:
    """Propose of which commitments the next round asks whether they were kept; none at all is a
    choice, too.

    Raises AgreementError for too many, for one that cannot be asked, by its state or its words, or
    where that holds already.
    """
    locked, wanted = _locked(partnership), set(commitments)
    if len(wanted) > MOST_COMMITMENTS:
        raise AgreementError(
            _("At most %(most)d commitments: leave some out.") % {"most": MOST_COMMITMENTS}
        )
    found = list(askable(locked, now).filter(pk__in=wanted))
    if len(found) < len(wanted):
        raise AgreementError(_("One of these commitments cannot be asked any more: choose again."))
    code = _coder(locked, COMMITMENTS)
    texts = dict.fromkeys(one.text for one in found)
    rated = tuple(JointStatement(code("rated", text), text) for text in texts)
    return _propose(locked, Section(COMMITMENTS, rated=rated), side, by, now)


@transaction.atomic
def agree_to_statements(
    *, partnership: Partnership, subject: str, number: int, side: str, by: Person, now: datetime
) -> StatementAgreement:
    """Agree for a side to exactly this proposal; with both sides' word it holds for every round
    opened after that.

    Raises AgreementError where another proposal has taken its place, it holds already, or what is
    asked beside it has come to share words with it.
    """
    locked = _locked(partnership)
    found = agree(
        locked.statement_agreements.filter(subject=subject),
        partnership=locked,
        number=number,
        kind=subject,
        side=side,
        by=by,
        now=now,
    )
    _check_words(locked, section_from_json(found.section))
    return found


def askable(partnership: Partnership, now: datetime) -> QuerySet[Commitment]:
    """Open commitments, and those that were kept or let go within a year; the latest first."""
    recent = CommitmentUpdate.objects.filter(commitment=OuterRef("pk"), at__gt=now - RECENTLY)
    is_open = Q(state__in=(Commitment.State.PROMISED, Commitment.State.MOVING))
    return partnership.commitments.filter(is_open | Exists(recent))


def _propose(
    locked: Partnership, section: Section, side: str | None, by: Person, now: datetime
) -> StatementAgreement:
    if section == held_section(locked, section.code):
        raise AgreementError(_("This holds already: change something."))
    _check_words(locked, section)
    return propose(
        StatementAgreement(partnership=locked, subject=section.code, section=section_json(section)),
        locked.statement_agreements.filter(subject=section.code),
        partnership=locked,
        kind=section.code,
        side=side,
        by=by,
        now=now,
    )


def _check_words(partnership: Partnership, section: Section) -> None:
    """Nobody may be found by what two statements have in common; see `singling_out`."""
    beside = _asked_beside(partnership, section)
    if section.code == COMMITMENTS:
        problem = problem_with_commitments([one.statement for one in section.rated], beside)
    else:
        names = [one.name for one in section.mirrored]
        problem = problem_with_wordings([one.wording for one in section.statements], names, beside)
    if problem:
        raise AgreementError(problem)


def _asked_beside(partnership: Partnership, section: Section) -> list[str]:
    """The texts of the instrument, and of what else both sides have agreed to ask."""
    asked = questionnaire_for(partnership, latest_instrument())
    others = (one.statements for one in asked.sections if one.code != section.code)
    found = chain(asked.placements, asked.practices, *others)
    return [text for one in found for text in one.wording]


def _own_section(
    partnership: Partnership,
    placed: Sequence[tuple[str, str]],
    mirrored: Sequence[tuple[str, str]],
) -> Section:
    code = _coder(partnership, OWN_MEASURES)
    return Section(
        OWN_MEASURES,
        placed=tuple(Statement(code("placed", *poles), *poles) for poles in placed),
        mirrored=tuple(Practice(code("mirrored", text), name, text) for name, text in mirrored),
    )


def _coder(partnership: Partnership, subject: str) -> Callable[..., str]:
    """Gives statements their codes, by form and wording: one that both sides ever agreed on keeps
    its own, a new wording gets one that no other has had."""
    agreed = partnership.statement_agreements.filter(subject=subject, agreed_at__isnull=False)
    known: dict[Wording, str] = {}
    for section in map(section_from_json, agreed.values_list("section", flat=True)):
        for form in ("placed", "mirrored", "rated"):
            known |= {(form, *one.wording): one.code for one in getattr(section, form)}

    def code(form: str, *wording: str) -> str:
        last = max((int(one.removeprefix(BEGINNING[subject])) for one in known.values()), default=0)
        return known.setdefault((form, *wording), f"{BEGINNING[subject]}{last + 1}")

    return code


def _locked(partnership: Partnership) -> Partnership:
    found: Partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    return found
