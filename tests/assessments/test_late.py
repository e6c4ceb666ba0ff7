"""Pages that are still open when their round has ended: what they send leaves no trace that would
tell who had begun and not sent.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from alliance_site.last_statement import NOTHING
from assessments.models import Round
from assessments.services.answering import RefusedError
from assessments.services.counting import seal_round
from assessments.services.drafts import resume_draft, start_anew
from assessments.services.releasing import cancel_round
from assessments.services.submission import submit
from partnerships.models import Side
from tests.assessments.respond.browsing import FAR, begun, page_of
from tests.factories import everything_stored
from tests.live_round import START, alliance, answered, closed_early, invitations, neutral, opened

pytestmark = pytest.mark.django_db(transaction=True)

ENDED = START + timedelta(days=2)


def rows() -> list[tuple[str, ...]]:
    """Where each row lies, and on PostgreSQL which transactions have written and locked it."""
    hidden = "ctid::text, xmin::text, xmax::text" if connection.vendor == "postgresql" else "rowid"
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("assessments_", "partnerships_")):
                cursor.execute(f'SELECT {hidden} FROM "{table}"')
                found += [(table, *map(str, row)) for row in cursor.fetchall()]
    return sorted(found)


def test_no_session_of_the_server_shows_whose_answers_it_asked_for() -> None:
    """PostgreSQL shows the last statement of each until the next one comes."""
    invitation = invitations(opened(alliance(), closes=FAR), Side.CLIENT)[0]
    browser = begun(invitation)
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ((session,),) = cursor.fetchall()
    watcher = connection.copy()
    seen: set[str] = set()
    for ask in (browser.get, browser.post):
        assert ask("/answer/trust/", page_of(browser)).status_code in {200, 302}
        with watcher.cursor() as cursor:
            cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [session])
            seen.add(cursor.fetchone()[0])
    watcher.close()
    assert seen == {NOTHING}


def by_sealing(round: Round) -> None:
    closed_early(round, now=ENDED)
    seal_round(round_id=round.pk, now=ENDED)


def by_cancelling(round: Round) -> None:
    cancel_round(round=round, by=neutral(), now=ENDED)


@pytest.mark.parametrize("end", [by_sealing, by_cancelling])
def test_what_comes_late_leaves_no_trace(end: Callable[[Round], None]) -> None:
    round = opened(alliance(), closes=FAR)
    answered(round, 5, 5)
    invitation = invitations(round, Side.CLIENT)[-1]
    browser = begun(invitation)
    page = page_of(browser)
    assert browser.post("/answer/trust/save/", {**page, "T1": "3"}).status_code == 200
    end(round)
    before = rows(), everything_stored()
    late = {**page, "T1": "4", "base": "1", "turn": "2"}
    for address in ("/answer/trust/save/", "/answer/trust/", "/answer/send/"):
        assert browser.post(address, late).status_code == 410
    for ask in (submit, start_anew, partial(resume_draft, code="000000")):
        with pytest.raises(RefusedError):
            ask(invitation=invitation, origin="another", now=ENDED)
    assert (rows(), everything_stored()) == before
