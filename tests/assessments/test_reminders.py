"""How reminders are sent: nobody can tell by waiting which of them went."""

import re
import threading
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from assessments.models import Outbox, Round
from assessments.services import reminders
from assessments.services.delivery import send_due
from assessments.services.invitations import queue_reminders
from assessments.services.letters import Kind
from assessments.services.outbox import queue_sample
from assessments.services.reminders import (
    EACH_TAKES,
    PAUSE,
    PER_RUN,
    due_reminders,
    send_reminder,
    send_reminders,
)
from tests.at_once import begin
from tests.live_round import (
    DAY,
    START,
    alliance,
    answered,
    links_arrived,
    neutral,
    opened,
    remind_one,
)
from tests.mail_server import ACCEPTED, DECLINED, HANG_UP, MailServer, running, send_through

pytestmark = pytest.mark.django_db(transaction=True)

OWN, SLOW = "nora@neutral.example", "client5@example.org"


def reminding(people: int = 6) -> Round:
    round = opened(alliance(people, people))
    links_arrived(round)
    queue_reminders(round=round, occasion="closing", now=START)
    return round


@pytest.mark.parametrize("declined", [False, True])
@pytest.mark.parametrize("answers", [(0, 0), (6, 5), (6, 6)])
def test_each_has_its_moment_and_its_connection_whoever_has_answered(
    server: MailServer, monkeypatch: pytest.MonkeyPatch, answers: tuple[int, int], declined: bool
) -> None:
    answered(reminding(), *answers, now=START)
    if declined:
        server.step = lambda step, to: DECLINED if step == "RCPT" else ACCEPTED
    pauses: list[float] = []
    monkeypatch.setattr(reminders, "sleep", pauses.append)
    assert send_reminders(now=START) == 12
    assert len([one for one in pauses if one == PAUSE]) == 12
    assert len([one for one in pauses if PAUSE < one <= reminders.EACH_TAKES]) == 12
    assert len(server.received) == (0 if declined else 12 - sum(answers))
    assert server.connections == 12
    assert not due_reminders(now=START)


def statements_of(one: Outbox) -> list[str]:
    """What is asked of the database for one reminder, without whose it is."""
    with CaptureQueriesContext(connection) as asked:
        assert send_reminder(mail_id=one.pk, now=START, server=get_connection())
    return [re.sub(r"\b\d+\b|'[^']*'", "#", query["sql"]) for query in asked.captured_queries]


def transaction_number() -> int:
    """PostgreSQL: the number of the last transaction; it marks the rows that one has locked."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        return int(cursor.fetchone()[0])


def test_the_database_is_asked_the_same_whether_its_person_has_answered() -> None:
    """PostgreSQL's log grew by a lock more where somebody had not, which every user of the server
    can see."""
    answered(reminding(), 3, 3, now=START)
    asked = Outbox.objects.filter(kind=Kind.REMINDER).order_by("pk")
    waiting = list(asked.select_related("invitation"))
    assert len({one.invitation.submitted for one in waiting if one.invitation}) == 2
    began = transaction_number()
    first, *others = map(statements_of, waiting)
    assert [one for one in others if one != first] == []
    assert len(mail.outbox) == 6
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmax::text::bigint FROM assessments_invitation")
            assert all(locked > began for (locked,) in cursor.fetchall())


def test_nothing_waits_for_one_that_a_mail_server_is_slow_to_take(server: MailServer) -> None:
    """Neither other reminders nor the mail that somebody sends to see how long it takes."""
    round = reminding()
    hangs, go_on, arrived = threading.Event(), threading.Event(), threading.Semaphore(0)

    def hang_for_one(step: str, to: str) -> str:
        if (step, to) == ("RCPT", SLOW) and not hangs.is_set():
            hangs.set()
            go_on.wait(20)
        if step == "DONE":
            arrived.release()
        return ACCEPTED

    server.step = hang_for_one
    run = begin(partial(send_reminders, now=START))
    try:
        assert hangs.wait(20)
        for _other in range(11):
            assert arrived.acquire(timeout=20)
        queue_sample(round=round, reader=neutral(), side="client", now=START)
        assert send_due(now=START) == 1
        assert OWN in [one["To"] for one in server.received]
        queue_reminders(round=round, occasion="closing", now=START)
        while due_reminders(now=START):
            send_reminders(now=START)
        assert len(server.received) == 11 + 1 + 12
    finally:
        go_on.set()
        run.join()
    assert len(server.received) == 12 + 1 + 12


def test_fewer_begin_than_until_the_next_run(server: MailServer) -> None:
    reminding(10)
    assert [send_reminders(now=START) for _run in range(3)] == [PER_RUN, 20 - PER_RUN, 0]
    assert (PER_RUN - 1) * PAUSE + EACH_TAKES < 60
    assert len({one["To"] for one in server.received}) == 20


@pytest.mark.parametrize("takes", [2.0, 0.0])
def test_one_that_a_mail_server_does_not_take_in_time_is_cut_off(
    server: MailServer, settings: Settings, monkeypatch: pytest.MonkeyPatch, takes: float
) -> None:
    """Else a run would last as long as the slowest, if its person has not answered; also where
    opening the way has taken longer.
    """
    settings.EMAIL_TIMEOUT = 120
    reminding()
    Outbox.objects.exclude(invitation__membership__person__email=SLOW).delete()
    go_on = threading.Event()

    def hang_for_one(step: str, to: str) -> str:
        if (step, to) == ("RCPT", SLOW):
            go_on.wait(20)
        return ACCEPTED

    server.step = hang_for_one
    monkeypatch.setattr(reminders, "EACH_TAKES", takes)
    try:
        assert send_reminders(now=START) == 1
        assert not server.received
        assert not due_reminders(now=START + DAY)
    finally:
        go_on.set()


@pytest.mark.parametrize("said", ["221 " + 9000 * "x", "550 No", HANG_UP])
def test_what_a_mail_server_says_at_the_end_is_neither_noted_nor_waited_for(
    server: MailServer, settings: Settings, caplog: pytest.LogCaptureFixture, said: str
) -> None:
    settings.EMAIL_TIMEOUT = 120
    reminding()
    Outbox.objects.exclude(invitation__membership__person__email=SLOW).delete()
    go_on, waited = threading.Event(), list[bool]()

    def hang_at_the_end(step: str, to: str) -> str:
        if step != "QUIT":
            return ACCEPTED
        waited.append(go_on.wait(20))
        return said

    server.step = hang_at_the_end
    try:
        assert send_reminders(now=START) == 1
        assert not waited
    finally:
        go_on.set()
    assert len(server.received) == 1
    assert not [one for one in caplog.records if one.name != "mail.log"]


def test_nothing_is_asked_of_the_database_once_a_mail_server_has_it(server: MailServer) -> None:
    """Where the database went away meanwhile, the log would tell who was being reminded."""
    reminding()
    statements: list[str] = []
    asked_before: set[int] = set()

    def look(step: str, to: str) -> str:
        asked_before.add(len(statements))
        return ACCEPTED

    def note(execute: Any, *args: Any) -> Any:
        statements.append(args[0])
        return execute(*args)

    server.step = look
    with connection.execute_wrapper(note):
        assert remind_one(due_reminders(now=START)[0], now=START)
    assert asked_before == {len(statements)}
    assert len(server.received) == 1


def test_while_some_begin_no_others_do(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    reminding()
    found: list[int] = []

    def begin_others(pause: float) -> None:
        if pause == PAUSE:
            found.append(send_reminders(now=START))

    monkeypatch.setattr(reminders, "sleep", begin_others)
    assert send_reminders(now=START) == 12
    assert found == [0] * 12
    assert len(server.received) == 12


def test_where_the_mail_server_is_away_all_wait_and_the_log_says_so_once(
    server: MailServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    answered(reminding(), 6, 3, now=START)
    with running(MailServer()) as gone:
        send_through(gone, settings)
    assert send_reminders(now=START) == 12
    assert len(caplog.records) == 1
    assert len(due_reminders(now=START)) == 12
    send_through(server, settings)
    assert send_reminders(now=START) == 12
    assert len(server.received) == 3
