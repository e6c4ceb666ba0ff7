"""The say-do loop: everybody is asked whether commitments were kept, as both sides agreed."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from assessments.agreed import held_section
from assessments.charts.further import kept_by_round
from assessments.frozen import questionnaire_of
from assessments.links import link_path
from assessments.queries import names_of, released_steps
from assessments.questionnaire.schema import COMMITMENTS, JointStatement, Section
from assessments.services.agreements import AgreementError
from assessments.services.commitments import make_commitment, update_commitment
from assessments.services.opening import open_round
from assessments.services.releasing import cancel_round
from assessments.services.statements import agree_to_statements, askable, propose_commitments
from assessments.wording import say
from partnerships.models import Commitment, Partnership, StatementAgreement
from partnerships.viewer import Role
from tests.assessments import test_own_measures
from tests.factories import make_partnership, make_released_round, rows, table
from tests.live_round import START, alliance, drafted, invitations, neutral, person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PAGE = "/p/harbour-alliance/asked/commitments/"


@pytest.fixture
def harbour() -> Partnership:
    return alliance()


def promise(partnership: Partnership, text: str = "Bad news within a day") -> Commitment:
    owners: dict[str, Any] = {
        f"{side}_owner": partnership.memberships.get(side=side, role=Role.LEADER)
        for side in ("contractor", "client")
    }
    return make_commitment(
        partnership=partnership,
        topic="trust",
        text=text,
        measure="A call",
        made_on=START.date(),
        due_on=date(2026, 6, 1),
        beyond_three=True,
        by=neutral(),
        now=START,
        **owners,
    )


def propose(
    partnership: Partnership, *commitments: Commitment, now: Any = START
) -> StatementAgreement:
    return propose_commitments(
        partnership=partnership,
        commitments=[one.pk for one in commitments],
        side="contractor",
        by=person("contractor"),
        now=now,
    )


@pytest.mark.parametrize(
    "other",
    [
        "Bad news within a day, of site managers",
        "Bad nеws within a dау",
        "Bad ne\u0332ws within\u00ad a day_",
        "Bad news with\u200bin aday",
        "An hour is enough (drivers choose “can’t say”)",
        "An hour is enough (drivers choose can\u00adnot say)",
        "An hour is enough (drivers choose can't-say)",
        "An hour is enough (drivers choose Can_Not_Say)",
        "An hour is enough (drivers choose can\u3164not say)",
        "An hour is enough (drivers choose c a n t s a y)",
        "We get to know each other only as a by-product of the work.",
        "The night shift is told.",
    ],
)
def test_a_commitment_that_could_single_somebody_out_is_not_asked(
    harbour: Partnership, other: str
) -> None:
    """Writing it is free; the sentence names the one that has to be left out."""
    measures = test_own_measures.propose(harbour)
    test_own_measures.agree(harbour, measures, "client")
    first, second = promise(harbour), promise(harbour)
    Commitment.objects.filter(pk=second.pk).update(text=other)
    with pytest.raises(AgreementError) as refused:
        propose(harbour, first, second)
    assert "cannot be asked: it shares words with" in str(refused.value)
    assert propose(harbour, first)


def test_nor_is_one_agreed_to_that_shares_words_by_then(harbour: Partnership) -> None:
    found = propose(harbour, promise(harbour, "The night shift is told."))
    measures = test_own_measures.propose(harbour)
    test_own_measures.agree(harbour, measures, "client")
    with pytest.raises(AgreementError, match="cannot be asked: it shares words"):
        agree(harbour, found)
    assert held_section(harbour, COMMITMENTS) == Section(COMMITMENTS)


def agree(
    partnership: Partnership, found: StatementAgreement, now: Any = START
) -> StatementAgreement:
    return agree_to_statements(
        partnership=partnership,
        subject=COMMITMENTS,
        number=found.pk,
        side="client",
        by=person("client"),
        now=now,
    )


def ask_besides(partnership: Partnership) -> None:
    """Let the next round ask own measures, and whether a commitment was kept."""
    test_own_measures.agree(partnership, test_own_measures.propose(partnership), "client")
    agree(partnership, propose(partnership, promise(partnership)))


def kept(*texts: str, first: int = 1) -> Section:
    rated = (JointStatement(f"kept-{n}", text) for n, text in enumerate(texts, first))
    return Section(COMMITMENTS, rated=tuple(rated))


def test_both_sides_agree_which_commitments_are_asked(harbour: Partnership) -> None:
    one = promise(harbour)
    found = propose(harbour, one)
    assert held_section(harbour, COMMITMENTS) == Section(COMMITMENTS)
    agree(harbour, found)
    assert held_section(harbour, COMMITMENTS) == kept("Bad news within a day")
    with pytest.raises(AgreementError, match="holds already"):
        propose(harbour, one)


def test_only_the_next_round_asks_them_and_a_cancelled_one_does_not_count(
    harbour: Partnership,
) -> None:
    agree(harbour, propose(harbour, promise(harbour)))
    round = open_round(round=drafted(harbour), by=neutral(), now=START + DAY)
    assert questionnaire_of(round).sections == (kept("Bad news within a day"),)
    assert held_section(harbour, COMMITMENTS) == Section(COMMITMENTS)
    cancel_round(round=round, by=neutral(), now=START + DAY)
    assert held_section(harbour, COMMITMENTS) == kept("Bad news within a day")


def test_a_commitment_keeps_its_code_when_it_is_asked_again(harbour: Partnership) -> None:
    one, other = promise(harbour), promise(harbour, "A joint walk each month")
    agree(harbour, propose(harbour, other))
    later = START + 2 * DAY
    open_round(round=drafted(harbour), by=neutral(), now=START + DAY)
    agree(harbour, propose(harbour, one, other, now=later), later)
    codes = {s.statement: s.code for s in held_section(harbour, COMMITMENTS).rated}
    assert codes == {"A joint walk each month": "kept-1", "Bad news within a day": "kept-2"}


def test_open_ones_and_those_closed_within_a_year_can_be_asked(harbour: Partnership) -> None:
    one, other = promise(harbour), promise(harbour, "A joint walk each month")
    update_commitment(
        commitment=other, state="kept", note="", due_on=other.due_on, by=neutral(), now=START
    )
    assert set(askable(harbour, START + 365 * DAY)) == {one, other}
    assert set(askable(harbour, START + 367 * DAY)) == {one}
    with pytest.raises(AgreementError, match="cannot be asked any more"):
        propose(harbour, other, now=START + 367 * DAY)


def test_three_at_most_and_none_of_others(harbour: Partnership) -> None:
    four = [promise(harbour, f"Promise {n}") for n in range(4)]
    with pytest.raises(AgreementError, match="At most 3"):
        propose(harbour, *four)
    Commitment.objects.filter(pk=four[0].pk).update(
        partnership=make_released_round(other_alliance()).partnership
    )
    with pytest.raises(AgreementError, match="cannot be asked any more"):
        propose(harbour, four[0])
    assert harbour.statement_agreements.count() == 0


def other_alliance() -> Partnership:
    return make_partnership("Airport Alliance")


def test_the_page_offers_what_can_be_asked(client: Client, harbour: Partnership) -> None:
    one = promise(harbour)
    client.force_login(person("contractor"))
    assert "Bad news within a day (promised)" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"commitments": [str(one.pk)]}).status_code == 302
    page = client.get(PAGE).content.decode()
    assert f'value="{one.pk}" id="id_commitments_0" checked' in " ".join(page.split())
    for given in (["0"], ["x"], [str(one.pk), "99"]):
        page = client.post(PAGE, {"commitments": given}).content.decode()
        assert "One of these commitments cannot be asked any more: choose again." in page


def test_people_are_asked_in_a_part_of_its_own(client: Client, harbour: Partnership) -> None:
    agree(harbour, propose(harbour, promise(harbour, "Bad <b>news</b> within a day")))
    draft = drafted(harbour, closes=datetime(2100, 12, 5, 18, 0))  # noqa: DTZ001
    round = open_round(round=draft, by=neutral(), now=START + DAY)
    client.post(link_path(invitations(round, "client")[0]))
    page = client.get("/answer/commitments/").content.decode()
    assert "Did we keep our word?" in page
    assert "Bad &lt;b&gt;news&lt;/b&gt; within a day" in page
    assert page.count('name="kept-1"') == 7


def test_what_everybody_said_stands_beside_trust_and_on_the_commitment(
    client: Client, harbour: Partnership
) -> None:
    one = promise(harbour)
    agree(harbour, propose(harbour, one))
    people = rows("contractor", 6, 3, **{"kept-1": 4}) + rows("client", 6, 2, **{"kept-1": 1})
    make_released_round(harbour, table(people))
    shown = kept_by_round(released_steps(harbour), one.text, names_of(harbour))
    assert shown is not None
    (row,) = shown.rows
    assert [cell.said(say) for cell in row.cells] == ["95+", "25", "60", "+70"]
    client.force_login(person("client"))
    for path in ("rounds/1/dashboard/", "rounds/1/topics/trust/", f"commitments/{one.pk}/"):
        page = client.get(f"/p/harbour-alliance/{path}").content.decode()
        assert 'id="kept"' in page, path
        assert "+70" in page
    for path in ("rounds/1/topics/values/", "commitments/"):
        assert 'id="kept"' not in client.get(f"/p/harbour-alliance/{path}").content.decode()


def test_nothing_stands_there_where_nothing_was_asked(client: Client, harbour: Partnership) -> None:
    one = promise(harbour)
    make_released_round(harbour)
    client.force_login(person("client"))
    for path in ("rounds/1/dashboard/", "rounds/1/topics/trust/", f"commitments/{one.pk}/"):
        page = client.get(f"/p/harbour-alliance/{path}").content.decode()
        assert 'id="kept"' not in page
        assert 'id="own-measures"' not in page
