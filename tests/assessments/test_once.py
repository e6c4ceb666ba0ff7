"""Each person answers once and only once, however often and from wherever they press "send"."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from assessments.ballots import open_ballot, open_private_key
from assessments.models import Ballot, Draft, Invitation, RoundKey
from assessments.services.answering import Refusal, RefusedError
from assessments.services.counting import seal_round
from assessments.services.drafts import Edit, save_part
from assessments.services.submission import submit
from assessments.snapshot import codec
from assessments.views.respond.visitor import respondent_named
from partnerships.models import Side
from tests import amount
from tests.assessments.respond.browsing import FAR, begun, page_of, text_of
from tests.at_once import together
from tests.factories import delete_partnerships
from tests.guards import force, force_deletion
from tests.live_round import CLOSED, DAY, START, alliance, answered, invitations, opened
from tests.sending_process import THANKS, send_at_once

INVITATIONS = amount(2, 100)
RACES = amount(3, 200)
IN_THREADS, IN_A_PROCESS = 20, 15
TIMES = IN_THREADS + 2 * IN_A_PROCESS

Counted = Callable[[str, int], None]
Process = subprocess.Popen[str]


@pytest.fixture(scope="module")
def processes(root: Path, django_db_setup: None) -> Iterator[Sequence[Process]]:
    """Two processes that send what they are told to."""
    environment = os.environ | {"DATABASE_NAME": str(connection.settings_dict["NAME"])}
    command = (sys.executable, "-m", "tests.sending_process")
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(command, cwd=root, env=environment, stdin=pipe, stdout=pipe, text=True)
        for _ in range(2)
    ]
    yield started
    for process in started:
        process.communicate()
        assert process.returncode == 0


def filled_in(invitation: Invitation) -> tuple[Client, str]:
    """A browser with one answer, and its form's name for the invitation."""
    browser = begun(invitation)
    fields = page_of(browser)
    assert browser.post("/answer/trust/", {**fields, "T1": "3"}).status_code == 302
    return browser, fields["invitation"]


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_by_threads_and_processes_make_one_ballot(
    processes: Sequence[Process], counted: Counted
) -> None:
    round = opened(alliance(max(INVITATIONS // 2, 5), max(INVITATIONS // 2, 5)), closes=FAR)
    people = round.invitations.order_by("pk")[:INVITATIONS]
    for number, invitation in enumerate(people, start=1):
        browser, form = filled_in(invitation)
        cookie = browser.cookies["respondent"].value
        for process in processes:
            print(cookie, form, IN_A_PROCESS, file=process.stdin, flush=True)
        told = send_at_once(cookie, form, IN_THREADS)
        for process in processes:
            assert process.stdout
            told += process.stdout.readline().strip().split("; ")
        assert told == ["thanked"] * TIMES
        assert Ballot.objects.count() == number
        assert not Draft.objects.exists()
        assert Invitation.objects.filter(submitted=True).count() == number
    counted(f"submissions, {TIMES} at once, that made {INVITATIONS} ballots", INVITATIONS * TIMES)


def sent(browser: Client, form: str) -> str:
    return text_of(browser.post("/answer/send/", {"invitation": form}, follow=True))


@pytest.mark.django_db
def test_back_and_again_retry_and_two_tabs_make_one_ballot() -> None:
    invitation = invitations(opened(alliance(), closes=FAR), Side.CLIENT)[0]
    browser, form = filled_in(invitation)
    first_tab, second_tab = page_of(browser), page_of(browser, "values")
    browser.post("/answer/send/", {"invitation": form})  # and the reply is lost
    assert THANKS in sent(browser, form)
    for back in ("/answer/", "/answer/trust/", "/answer/check/", "/answer/send/"):
        assert THANKS in text_of(browser.get(back, follow=True))
    for slug, tab in (("trust", first_tab), ("values", second_tab)):
        assert THANKS in text_of(browser.post(f"/answer/{slug}/", tab, follow=True))
    assert THANKS in sent(browser, form)
    assert Ballot.objects.count() == 1
    assert not Draft.objects.exists()


def send(invitation: Invitation) -> Refusal | None:
    try:
        submit(invitation=invitation, origin="origin", now=CLOSED - DAY)
    except RefusedError as error:
        return error.refusal
    return None


@pytest.mark.django_db(transaction=True)
def test_whoever_is_thanked_while_the_round_is_sealed_is_counted(counted: Counted) -> None:
    thanked = 0
    for race in range(RACES):
        round = opened(alliance(7, 7))
        answered(round, 5, 5)
        late = [one for side in Side for one in invitations(round, side)[5:]]
        for one in late:
            edit = Edit("trust", ["T1"], {"T1": 2}, base=0, page="page")
            save_part(invitation=one, origin="origin", edit=edit, now=START)
        calls = [partial(send, one) for one in late]
        place = race % (len(late) + 1)
        sealing = partial(seal_round, round_id=round.pk, now=CLOSED)
        outcomes = together(*calls[:place], sealing, *calls[place:])
        refused = outcomes.count(Refusal.CLOSED)
        assert outcomes.count(None) == len(late) + 1 - refused
        round.refresh_from_db()
        response = codec.from_json(round.snapshot.data).response
        answers = (response.contractor.answered, response.client.answered)
        assert sum(map(int, answers)) == 10 + len(late) - refused  # type: ignore[arg-type]
        thanked += len(late) - refused
        delete_partnerships()
    counted(f"people thanked of {RACES * 4}, who sent while {RACES} rounds were sealed", thanked)


def saved(read: Invitation) -> int | Refusal:
    edit = Edit("trust", ["T1"], {"T1": 4}, base=1, page="page")
    try:
        return save_part(invitation=read, origin="origin", edit=edit, now=START)
    except RefusedError as error:
        return error.refusal


@pytest.mark.django_db(transaction=True)
def test_what_was_saved_while_it_was_sent_is_sent_along(counted: Counted) -> None:
    """Whichever comes first, an answer that was acknowledged is in the ballot."""
    round = opened(alliance())
    key = open_private_key(RoundKey.objects.get())
    saves = 0
    for race in range(RACES):
        invitation = invitations(round, Side.CLIENT)[0]
        edit = Edit("trust", ["T1"], {"T1": 2}, base=0, page="page")
        save_part(invitation=invitation, origin="origin", edit=edit, now=START)
        read = respondent_named(invitation.selector)
        assert read is not None
        assert read.draft is not None
        calls = [partial(saved, read.invitation), partial(send, invitation)]
        outcomes = set(together(*(calls if race % 2 else reversed(calls))))
        assert outcomes in ({None, 2}, {None, Refusal.SENT})
        row, was_saved = Ballot.objects.get(), 2 in outcomes
        ballot = open_ballot(key, round.pk, row.pk, row.blob, round.ballot_bytes)
        assert ballot.answers.placed == {"T1": 4 if was_saved else 2}
        saves += was_saved
        force_deletion(Ballot.objects.all())
        force(Invitation.objects.filter(pk=invitation.pk), submitted=False)
    counted(f"saves of {RACES} that were sent along by who sent at that moment", saves)
