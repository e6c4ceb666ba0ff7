"""Mail through a real mail server on loopback: it is refused, hangs, goes away, and the sender is
killed at any moment."""

import html
import itertools
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from assessments.links import link_for
from assessments.models import Invitation, Outbox, Round
from assessments.services.delivery import FIRST_PAUSE, LEASE, send_due, send_mail
from assessments.services.invitations import queue_reminders, resend_link
from assessments.services.letters import trial_link
from assessments.services.outbox import queue_mail, queue_sample
from tests import amount
from tests.at_once import begin
from tests.guards import force
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answer,
    everything,
    invitations,
    links_arrived,
    neutral,
    opened,
    remind_one,
)
from tests.mail_server import (
    ACCEPTED,
    DECLINED,
    HANG_UP,
    REFUSED,
    MailServer,
    accept,
    running,
    send_through,
)

pytestmark = pytest.mark.django_db(transaction=True)
ALIKE = ("sent_on", "invitation", "recipient", "subject", "body", "due_at", "attempts", "held")
INVITED, REMINDED = "Your view, please", "Still open"


def recipients(server: MailServer, words: str = "") -> list[str]:
    return [str(one["To"]) for one in server.of_kind(words)]


def refusing(address: str, reply: str, at: str = "RCPT") -> Callable[[str, str], str]:
    return lambda step, to: reply if (step, to) == (at, address) else ACCEPTED


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA"])
def test_one_mail_that_is_put_off_stops_no_other(server: MailServer, at: str) -> None:
    opened(alliance())
    waits = "client3@example.org"
    server.step = refusing(waits if at != "MAIL" else "alongside@localhost", DECLINED, at)
    assert send_due(now=START) == (11 if at != "MAIL" else 0)
    assert waits not in recipients(server)
    server.step = lambda step, to: ACCEPTED
    assert send_due(now=START + 2 * FIRST_PAUSE) == (1 if at != "MAIL" else 12)
    assert Counter(recipients(server)).most_common(1)[0][1] == 1
    assert len(server.received) == 12


def test_a_refused_address_stops_no_other_and_is_noted_for_its_invitation(
    server: MailServer,
) -> None:
    round = opened(alliance())
    server.step = refusing("client3@example.org", REFUSED)
    assert send_due(now=START) == 11
    (refused,) = Invitation.objects.filter(refused=True)
    assert refused.membership is not None
    assert refused.membership.person.email == "client3@example.org"
    assert not Outbox.objects.filter(sent_on=None).exists()
    server.step = accept
    resend_link(invitation=refused, new_link=False, by=neutral(), now=START)
    assert Invitation.objects.filter(refused=True).exists()
    assert send_due(now=START) == 1
    assert not round.invitations.filter(refused=True).exists()


def test_one_refused_in_a_hundred_stops_no_other(server: MailServer) -> None:
    round = opened(alliance(50, 50))
    server.step = refusing("client7@example.org", REFUSED)
    assert send_due(now=START) == 99
    assert len(set(recipients(server))) == 99
    assert round.invitations.filter(refused=True).count() == 1


def test_a_mail_has_the_same_words_as_text_and_as_html(server: MailServer) -> None:
    round = opened(alliance())
    force(Round.objects, note="See you at <b>ten</b>.\n\nNora & team")
    send_due(now=START)
    sent = next(one for one in server.received if one["To"] == "client1@example.org")
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]
    text, page = (part.get_content() for part in sent.iter_parts())
    plain = html.unescape(re.sub(r"<(style|title)>.*?</\1>|<[^>]+>", " ", page, flags=re.S))
    for line in filter(None, text.splitlines()):
        assert line in plain
    link = link_for(next(one for one in invitations(round, "client")[1:2]))
    assert page.count(f'href="{link}"') == 2
    assert "See you at &lt;b&gt;ten&lt;/b&gt;." in page
    assert set(re.findall(r"https?://[^\s\"<]+", page)) == {link}
    for word in ("<img", "<script", "url(", "@import", "<link"):
        assert word not in page


def test_the_button_is_ones_own_link_whatever_the_note_holds(server: MailServer) -> None:
    round = opened(alliance())
    foreign = "http://localhost:8000/a/AAAA.BBBB"
    force(Round.objects, note=f"Answer here:\n\n{foreign}")
    queue_sample(round=round, reader=neutral(), side="client", now=START)
    assert send_due(now=START) == 13
    own = {
        one.membership.person.email: link_for(one)
        for one in round.invitations.select_related("membership__person")
        if one.membership
    }
    for sent in server.received:
        page = list(sent.iter_parts())[1].get_content()
        (button,) = re.findall(r'class="button" href="([^"]+)"', page)
        assert button == own.get(str(sent["To"]), trial_link(round))
        assert set(re.findall(r'href="([^"]+)"', page)) == {button}


def test_many_mails_take_one_connection(server: MailServer) -> None:
    opened(alliance())
    assert send_due(now=START) == 12
    assert len({one["Message-ID"] for one in server.received}) == 12
    assert all(one["Auto-Submitted"] == "auto-generated" for one in server.received)


def test_a_server_that_is_away_costs_no_attempt(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    opened(alliance())
    with running(MailServer()) as gone:
        send_through(gone, settings)
    for minute in range(60):
        assert send_due(now=START + timedelta(minutes=minute)) == 0
    assert len(caplog.records) == 60
    assert set(Outbox.objects.values_list("attempts", "lease_until")) == {(0, None)}
    with running(MailServer()) as back:
        send_through(back, settings)
        assert send_due(now=START + timedelta(minutes=60)) == 12
        assert len(set(recipients(back))) == 12


def test_a_code_for_signing_in_does_not_wait_behind_invitations(server: MailServer) -> None:
    opened(alliance())
    queue_mail(recipient="x@example.org", subject="Code", body="1", now=START)
    send_due(now=START)
    assert recipients(server)[0] == "x@example.org"


def test_while_the_server_hangs_people_answer_and_look(server: MailServer) -> None:
    round = opened(alliance())
    hangs, go_on = threading.Event(), threading.Event()

    def hang(step: str, address: str) -> str:
        if step == "DATA" and not hangs.is_set():
            hangs.set()
            go_on.wait()
        return ACCEPTED

    server.step = hang
    sender = begin(partial(send_due, now=START))
    assert hangs.wait(timeout=30)
    try:
        answer(invitations(round, "client")[0], everything(2))
        client = Client()
        client.force_login(neutral())
        assert client.get(f"/p/harbour-alliance/rounds/{round.number}/").status_code == 200
        assert server.received == []
    finally:
        go_on.set()
        sender.join()
    assert len(server.received) == 12


def waiting_reminder() -> tuple[Round, Outbox]:
    round = opened(alliance(leaders=False))
    links_arrived(round)
    queue_reminders(round=round, occasion="closing", now=START)
    row = Outbox.objects.order_by("pk").first()
    assert row is not None
    return round, row


@pytest.mark.parametrize("reply", [HANG_UP, DECLINED, REFUSED])
@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA", "DONE"])
def test_a_reminder_is_tried_once_and_leaves_the_row_of_one_that_was_dropped(
    server: MailServer, caplog: pytest.LogCaptureFixture, at: str, reply: str
) -> None:
    """Nor does the log tell: it is tried only for whoever has not answered."""
    round, row = waiting_reminder()
    other = Outbox.objects.exclude(invitation=row.invitation).first()
    assert other is not None
    assert other.invitation is not None
    answer(other.invitation, everything(2), now=START)
    server.step = lambda step, to: reply if step == at else ACCEPTED
    for one in (row, other):
        remind_one(one.pk, now=START)
    rows = Outbox.objects.filter(pk__in=(row.pk, other.pk))
    tried, dropped = rows.values_list(*ALIKE)
    assert tried == dropped
    assert tried[:2] == (START.date(), None)
    assert not round.invitations.filter(refused=True).exists()
    assert not [one for one in caplog.records if one.name.startswith("assessments")]
    assert not remind_one(row.pk, now=START + DAY)


def test_an_invitation_of_unknown_fate_goes_again_under_its_own_name(server: MailServer) -> None:
    round = opened(alliance())
    row = round.mails.order_by("pk")[0]
    server.step = lambda step, to: HANG_UP if step == "DONE" else ACCEPTED
    assert not send_mail(mail_id=row.pk, now=START)
    server.step = lambda step, to: ACCEPTED
    assert send_mail(mail_id=row.pk, now=START + 2 * FIRST_PAUSE)
    first, second = (one["Message-ID"] for one in server.received)
    assert first == second == f"<{row.key}@localhost>"


def test_a_killed_reminder_tells_no_name(server: MailServer) -> None:
    _round, row = waiting_reminder()

    def look(step: str, to: str) -> str:
        found = Outbox.objects.get(pk=row.pk)
        seen.append((found.sent_on, found.invitation_id, found.recipient))
        connection.close()
        return ACCEPTED

    seen: list[object] = []
    server.step = look
    assert remind_one(row.pk, now=START)
    assert set(seen) == {(START.date(), None, "")}


def test_who_answers_while_a_reminder_is_sent_gets_none_or_it_was_sent_before(
    server: MailServer, counted: Callable[[str, int], None]
) -> None:
    races, went = amount(12, 500), 0
    round, _row = waiting_reminder()
    people = [*invitations(round, "client"), *invitations(round, "contractor")]
    for number in range(races):
        invitation = people[number % len(people)]
        if number >= len(people):
            force(Invitation.objects.filter(pk=invitation.pk), submitted=False)
            row = Outbox.objects.create(
                key=f"race-{number}", kind="reminder", round=round, invitation=invitation,
                due_at=START,
            )  # fmt: skip
        else:
            row = Outbox.objects.get(invitation=invitation)
        server.received.clear()
        start = threading.Barrier(2)

        def send(row: Outbox = row, start: threading.Barrier = start) -> None:
            start.wait()
            remind_one(row.pk, now=START)

        sender = begin(send)
        start.wait()
        answer(invitation, everything(2), now=START)
        noted_before = Outbox.objects.filter(pk=row.pk).exclude(sent_on=None).exists()
        sender.join()
        went += len(server.received)
        assert noted_before or not server.received
    counted("answers raced with their reminder", races)
    counted("of these reminders were sent before the answer", went)


class Sender:
    """A process that forks a sender for each run; `run` tells whether it was killed."""

    def __init__(self, server: MailServer, root: Path) -> None:
        self.server = server
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.mail_process", str(server.port)],
            cwd=root,
            env=os.environ | {"DATABASE_NAME": str(connection.settings_dict["NAME"])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.kills = 0

    def run(self, now: datetime, *, statement: int = 0, step: int = 0) -> bool:
        """Kill it at a statement of the database, or at a step of the mail server."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        known = threading.Event()
        number, steps = 0, itertools.count(1)

        def kill(_step: str, _address: str) -> str:
            if next(steps) == step:
                known.wait()
                os.kill(number, signal.SIGKILL)
            return ACCEPTED

        self.server.step = kill
        self.process.stdin.write(f"{now.isoformat()} {statement}\n")
        self.process.stdin.flush()
        number = int(self.process.stdout.readline())
        known.set()
        was_killed = self.process.stdout.readline() == "killed\n"
        self.kills += was_killed
        return was_killed

    def run_killed(self, now: datetime, times: int, draw: random.Random) -> None:
        """Kill it so many times, by turns in the database and at the mail server; then let it
        finish."""
        for turn in range(times):
            kill = {"statement": draw.randint(1, 90)} if turn % 2 else {"step": draw.randint(1, 40)}
            if not self.run(now, **kill):
                return
            now += LEASE
        assert not self.run(now)


@pytest.fixture
def sender(server: MailServer, root: Path) -> Iterator[Sender]:
    started = Sender(server, root)
    with started.process:
        yield started


def test_killed_at_any_moment_no_invitation_is_lost_and_no_reminder_comes_twice(
    server: MailServer, sender: Sender, counted: Callable[[str, int], None]
) -> None:
    side = amount(30, 500)
    round = opened(alliance(side, side))
    draw = random.Random(side)
    sender.run_killed(START, amount(3, 50), draw)
    invited = server.of_kind(INVITED)
    assert len({one["To"] for one in invited}) == 2 * side
    assert len({(one["To"], one["Message-ID"]) for one in invited}) == 2 * side
    done = draw.sample(list(round.invitations.values_list("pk", flat=True)), side // 2)
    Invitation.objects.filter(pk__in=done).update(submitted=True)
    kills = sender.kills
    sender.run_killed(CLOSED - 3 * DAY, amount(3, 50), draw)
    reminded = Counter(recipients(server, REMINDED))
    silent = Invitation.objects.filter(submitted=False)
    waiting = set(silent.values_list("membership__person__email", flat=True))
    assert set(reminded) <= waiting
    assert set(reminded.values()) == {1}
    assert len(waiting) - len(reminded) <= sender.kills - kills
    assert not Outbox.objects.filter(sent_on=None).exists()
    counted("people invited and reminded by a sender that is killed", 2 * side)
    counted("times that the sender was killed", sender.kills)
    counted("invitations that came again under their own Message-ID", len(invited) - 2 * side)
    counted("reminders lost with a killed sender", len(waiting) - len(reminded))
