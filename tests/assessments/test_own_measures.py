"""Statements of a partnership's own: agreed by both sides, frozen at opening, asked of all."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import partial

import pytest
from django.test import Client

from assessments.agreed import asked_next, held_section
from assessments.frozen import questionnaire_of
from assessments.links import link_path
from assessments.models import Round
from assessments.parts import parts_of
from assessments.queries import asked_in, snapshot_for
from assessments.questionnaire.load import breakthrough_1
from assessments.questionnaire.schema import (
    OWN_MEASURES,
    Practice,
    Section,
    Statement,
    sha256_of,
)
from assessments.scoring.figures import SingleFigures
from assessments.services.agreements import AgreementError
from assessments.services.counting import seal_round
from assessments.services.drafts import Edit, save_part
from assessments.services.opening import open_round
from assessments.services.releasing import turn_key
from assessments.services.statements import agree_to_statements, propose_own_measures
from assessments.services.submission import submit
from partnerships.models import Partnership, StatementAgreement
from tests.at_once import together
from tests.factories import make_released_round, rows, table
from tests.live_round import CLOSED, DAY, START, alliance, drafted, invitations, neutral, person

pytestmark = pytest.mark.django_db

NIGHT = ("The night shift is told.", "The night shift decides too.")
THANKS = ("Say thank you", "thanks people by name")
SECTION = Section(
    OWN_MEASURES,
    placed=(Statement("own-1", *NIGHT),),
    mirrored=(Practice("own-2", *THANKS),),
)


@pytest.fixture
def harbour() -> Partnership:
    return alliance()


def propose(
    partnership: Partnership,
    side: str | None = "contractor",
    placed: Sequence[tuple[str, str]] = (NIGHT,),
    mirrored: Sequence[tuple[str, str]] = (THANKS,),
) -> StatementAgreement:
    by = person(side) if side else neutral()
    return propose_own_measures(
        partnership=partnership, placed=placed, mirrored=mirrored, side=side, by=by, now=START
    )


def agree(partnership: Partnership, found: StatementAgreement, side: str) -> StatementAgreement:
    return agree_to_statements(
        partnership=partnership,
        subject=OWN_MEASURES,
        number=found.pk,
        side=side,
        by=person(side),
        now=START,
    )


def held(partnership: Partnership) -> Section:
    return held_section(partnership, OWN_MEASURES)


def test_they_hold_once_both_sides_have_agreed(harbour: Partnership) -> None:
    found = propose(harbour)
    agree(harbour, found, "contractor")
    assert held(harbour) == Section(OWN_MEASURES)
    agree(harbour, found, "client")
    assert held(harbour) == SECTION


def test_a_neutral_proposal_needs_both_sides(harbour: Partnership) -> None:
    found = propose(harbour, None)
    agree(harbour, found, "client")
    assert held(harbour) == Section(OWN_MEASURES)
    agree(harbour, found, "contractor")
    assert held(harbour) == SECTION


def test_what_was_agreed_to_is_exactly_what_was_proposed(harbour: Partnership) -> None:
    first = propose(harbour)
    second = propose(harbour, placed=[("The night shift is told.", "It decides alone.")])
    with pytest.raises(AgreementError, match="no longer open"):
        agree(harbour, first, "client")
    agree(harbour, second, "client")
    with pytest.raises(AgreementError, match="no longer open"):
        agree(harbour, second, "client")
    assert held(harbour).placed[0].partnership == "It decides alone."


def test_a_proposal_of_another_partnership_or_subject_cannot_be_agreed_to(
    harbour: Partnership,
) -> None:
    found = propose(harbour)
    for subject, number in (("commitments", found.pk), (OWN_MEASURES, found.pk + 1)):
        with pytest.raises(AgreementError, match="no longer open"):
            agree_to_statements(
                partnership=harbour,
                subject=subject,
                number=number,
                side="client",
                by=person("client"),
                now=START,
            )


def test_an_unchanged_statement_keeps_its_code_and_a_changed_one_gets_a_new_one(
    harbour: Partnership,
) -> None:
    agree(harbour, propose(harbour), "client")
    new = ("Nobody asks.", "Everybody asks.")
    renamed = ("Thanks", THANKS[1])
    agree(harbour, propose(harbour, placed=[new, NIGHT], mirrored=[renamed]), "client")
    assert [one.code for one in held(harbour).statements] == ["own-3", "own-1", "own-2"]
    agree(harbour, propose(harbour, placed=[("Nobody.", "Everybody.")], mirrored=[]), "client")
    assert [one.code for one in held(harbour).statements] == ["own-4"]
    agree(harbour, propose(harbour, placed=[new]), "client")
    assert [one.code for one in held(harbour).statements] == ["own-3", "own-2"]


def test_none_at_all_ends_them(harbour: Partnership) -> None:
    agree(harbour, propose(harbour), "client")
    agree(harbour, propose(harbour, placed=[], mirrored=[]), "client")
    assert held(harbour) == Section(OWN_MEASURES)


@pytest.mark.parametrize(
    ("placed", "mirrored", "sentence"),
    [
        ([(f"a{n}", "b") for n in range(9)], [], "At most 8"),
        ([(f"a{n}", "b") for n in range(5)], [("n", f"c{n}") for n in range(4)], "At most 8"),
        ([NIGHT, NIGHT], [], "stands there twice"),
        ([], [THANKS, ("Other", THANKS[1])], "stands there twice"),
        ([NIGHT], [THANKS], "holds already"),
    ],
)
def test_what_cannot_be_proposed(
    harbour: Partnership,
    placed: list[tuple[str, str]],
    mirrored: list[tuple[str, str]],
    sentence: str,
) -> None:
    agree(harbour, propose(harbour), "client")
    with pytest.raises(AgreementError, match=sentence):
        propose(harbour, placed=placed, mirrored=mirrored)
    assert harbour.statement_agreements.count() == 1


def opened(partnership: Partnership) -> Round:
    return open_round(round=drafted(partnership), by=neutral(), now=START)


def test_a_round_asks_what_held_at_its_opening(client: Client, harbour: Partnership) -> None:
    """52 ratings of the instrument and three of the own measures: 12.7 minutes."""
    agree(harbour, propose(harbour), "client")
    draft = drafted(harbour, closes=datetime(2100, 12, 5, 18, 0))  # noqa: DTZ001
    assert asked_in(draft).sections == (SECTION,)
    round = open_round(round=draft, by=neutral(), now=START)
    later = propose(harbour, placed=[("Other.", "Another.")])
    agree(harbour, later, "client")
    round.refresh_from_db()
    asked = questionnaire_of(round)
    assert asked.sections == (SECTION,)
    assert (len(asked.codes), asked.minutes) == (55, 13)
    assert round.questionnaire_sha256 == sha256_of(round.questionnaire)
    slugs = [part.slug for part in parts_of(asked)]
    assert slugs[-3:] == ["stance", "own-measures", "own-measures-each"]
    page = client.get(link_path(invitations(round, "client")[0])).content.decode()
    assert "You will be asked 55 ratings. Answering takes about 13 minutes." in page
    assert "Of these, 3 are about what the two organizations added for themselves;" in page


def test_without_agreement_a_round_asks_what_it_always_did(harbour: Partnership) -> None:
    propose(harbour)
    round = opened(harbour)
    assert "sections" not in (round.questionnaire or {})
    assert questionnaire_of(round).codes == breakthrough_1().codes


def send(round: Round, side: str, people: int, placed: dict[str, int]) -> None:
    codes = tuple(questionnaire_of(round).codes)
    for invitation in invitations(round, side)[:people]:
        edit = Edit("all", codes, dict.fromkeys(codes, 2) | placed, base=0, page="page")
        save_part(invitation=invitation, origin="origin", edit=edit, now=START + DAY)
        submit(invitation=invitation, origin="origin", now=START + DAY)


def test_from_the_answers_to_the_released_figures(harbour: Partnership) -> None:
    agree(harbour, propose(harbour), "client")
    round = opened(harbour)
    send(round, "contractor", 6, {"own-1": 3})
    send(round, "client", 6, {"own-1": 1})
    seal_round(round_id=round.pk, now=CLOSED)
    round.refresh_from_db()
    for side in ("contractor", "client"):
        turn_key(round=round, side=side, by=person(side), now=CLOSED)
    round.refresh_from_db()
    own = snapshot_for(round).further[OWN_MEASURES]
    assert own["own-1"] == SingleFigures(
        Fraction(75), Fraction(25), Fraction(50), Fraction(50), None
    )


@pytest.mark.parametrize("most", [8])
def test_the_longest_questionnaire_fits_into_a_ballot(harbour: Partnership, most: int) -> None:
    agree(harbour, propose(harbour, placed=[("a", "b")], mirrored=[]), "client")
    for turn in range(3):
        mirrored = [(f"n{n}", f"c{turn}-{n}") for n in range(most)]
        agree(harbour, propose(harbour, placed=[], mirrored=mirrored), "client")
    round = opened(harbour)
    send(round, "contractor", 1, {})
    assert round.ballots.count() == 1


def test_a_past_round_is_imported_with_and_without_their_columns(harbour: Partnership) -> None:
    agree(harbour, propose(harbour), "client")
    plain = make_released_round(harbour)
    assert snapshot_for(plain).further == {}
    people = rows("contractor", 6, 0, **{"own-1": 4}) + rows("client", 6, 3, **{"own-1": 1})
    more = make_released_round(harbour, table(people), title="Autumn", closed=date(2026, 9, 30))
    (own,) = snapshot_for(more).further.values()
    assert list(own) == ["own-1"]
    found = own["own-1"]
    assert isinstance(found, SingleFigures)
    assert (found.contractor, found.client) == (Fraction(95), Fraction(25))


def everything_asked(partnership: Partnership) -> list[str]:
    return [one.code for section in asked_next(partnership) for one in section.statements]


@pytest.mark.django_db(transaction=True)
def test_agreeing_while_something_else_is_proposed_agrees_to_one_of_them_whole() -> None:
    harbour = alliance()
    for _try in range(5):
        StatementAgreement.objects.all().delete()
        first = propose(harbour)
        again = partial(propose, harbour, placed=[("We wait.", "We decide.")], mirrored=[])
        together(again, partial(accepted, harbour, first))
        agreed = harbour.statement_agreements.exclude(agreed_at=None)
        assert harbour.statement_agreements.filter(agreed_at=None).count() == 1
        assert everything_asked(harbour) == (["own-1", "own-2"] if agreed else [])


def accepted(partnership: Partnership, found: StatementAgreement) -> StatementAgreement | None:
    try:
        return agree(partnership, found, "client")
    except AgreementError:
        return None
