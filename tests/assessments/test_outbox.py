import threading
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail import send_mail as django_send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import override_settings
from pytest_django.fixtures import Settings

from assessments.links import link_for
from assessments.mail import sender
from assessments.models import Outbox, Round
from assessments.sealed_mail import open_mail
from assessments.services.delivery import (
    FIRST_PAUSE,
    KEPT,
    LEASE,
    MOST_ATTEMPTS,
    send_due,
    send_mail,
)
from assessments.services.invitations import queue_reminders, remove_invitation
from assessments.services.letters import Kind, told_name
from assessments.services.outbox import queue_mail, queue_notices
from assessments.services.releasing import cancel_round
from assessments.services.reminders import due_reminders
from partnerships.adapter import nobody
from partnerships.models import Organization
from tests.at_once import together
from tests.disk import words_left
from tests.live_round import (
    CLOSED,
    DAY,
    START,
    alliance,
    answered,
    invitations,
    neutral,
    opened,
    person,
    send_all,
)

pytestmark = pytest.mark.django_db


class BrokenServer(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        raise OSError("secret@example.org could not be reached")


class DyingServer(BaseEmailBackend):
    """Takes a mail, and the power fails before anybody can note it."""

    def send_messages(self, email_messages: Any) -> int:
        mail.outbox.extend(email_messages)
        raise KeyboardInterrupt


BROKEN = "tests.assessments.test_outbox.BrokenServer"
SLOW = "tests.assessments.test_outbox.SlowServer"
DYING = "tests.assessments.test_outbox.DyingServer"


@pytest.fixture
def round() -> Round:
    return opened(alliance())


def test_an_invitation_has_its_link_and_speaks_for_the_leaders_of_both_sides(
    round: Round,
) -> None:
    invitation = invitations(round, "client")[1]
    link = link_for(invitation)
    assert send_due(now=START) == 12
    (sent,) = [one for one in mail.outbox if one.to == ["client1@example.org"]]
    assert sent.subject == (
        "How do Brightline Services and Northgate Council work together? Your view, please"
    )
    body = str(sent.body)
    for words in (
        "Dear Client 1,",
        "Contractor 0 (Brightline Services) and Client 0 (Northgate Council) ask",
        "cleaning contract 2024",
        "patients and ward staff",
        "one of the people of Northgate Council",
        f"\n{link}\n",
        "until Friday 20 March 2026, 17:00 (UTC). A facilitator may close the round earlier, once",
        "no figure about fewer than five people",
    ):
        assert words in body
    assert body.count("http") == 1


def test_without_leaders_the_organizations_ask() -> None:
    opened(alliance(leaders=False))
    send_due(now=START)
    assert "Brightline Services and Northgate Council ask the people" in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    "name",
    [
        *("go to http://testserver/a/x", "see a.example", "😀.example", "x@a.example", "भारती.com"),
        *(
            "type 12345678",
            "code 212 765",
            "\u2469\u2460\u2461\u2462\u2463",
            "left/right",
            "<b>",
            "",
        ),
        "Ann, please answer by slip REVS of this site, and type two seven one five",
    ],
)
def test_no_name_leads_to_another_link_than_the_readers_own(name: str) -> None:
    """Whoever followed it would answer in that person's place, who reads what they say."""
    partnership = alliance()
    opened(partnership)
    partnership.memberships.update(name=name)
    Organization.objects.update(name=name)
    send_due(now=START)
    assert len(mail.outbox) == 12
    for sent in mail.outbox:
        body = str(sent.body)
        assert body.startswith("Hello,\n\nBrightline Services and Northgate Council ask the people")
        assert not name or name not in body


def test_a_name_is_told_as_it_is_spelled() -> None:
    one = alliance().memberships.all()[0]
    for name in ("Dr. Zoë O\u2019Neill-Smith (IT & HR)", "अनु मेहता", "J.P. Li, U.S.A. 12"):
        one.name = name
        assert told_name(one) == name


def test_what_was_sent_is_forgotten(round: Round) -> None:
    send_due(now=START)
    for row in Outbox.objects.all():
        assert (row.recipient, row.subject, row.body, row.invitation_id) == ("", "", "", None)
        assert row.sent_on == START.date()


def test_no_row_ever_holds_a_link(round: Round) -> None:
    links = {link_for(one) for one in round.invitations.all()}
    with override_settings(MAIL_DELIVERY_BACKEND=BROKEN):
        send_due(now=START)
    stored = "".join(row.body for row in Outbox.objects.all())
    assert not any(link in stored for link in links)


def test_once(round: Round) -> None:
    assert send_due(now=START) == 12
    assert send_due(now=START + DAY) == 0
    assert len(mail.outbox) == 12


def test_a_failure_is_tried_again_later_under_the_same_name(
    round: Round, caplog: pytest.LogCaptureFixture
) -> None:
    row = round.mails.first()
    assert row is not None
    with override_settings(MAIL_DELIVERY_BACKEND=BROKEN):
        assert not send_mail(mail_id=row.pk, now=START)
    assert "OSError" in caplog.text
    assert "secret@example.org" not in caplog.text
    assert not send_mail(mail_id=row.pk, now=START + FIRST_PAUSE)
    assert send_mail(mail_id=row.pk, now=START + 2 * FIRST_PAUSE)
    headers = mail.outbox[0].extra_headers
    assert headers["Message-ID"] == f"<{row.key}@localhost>"


def test_a_mail_that_never_gets_through_is_given_up(round: Round) -> None:
    queue_notices(round=round, people=[neutral()], template="released", now=START)
    row = round.mails.get(kind=Kind.NOTICE)
    now = START
    with override_settings(MAIL_DELIVERY_BACKEND=BROKEN):
        for _attempt in range(MOST_ATTEMPTS + 3):
            send_mail(mail_id=row.pk, now=now)
            now += DAY
    row.refresh_from_db()
    assert row.attempts == MOST_ATTEMPTS


def test_killed_after_sending_it_is_sent_again_once_the_lease_is_over(round: Round) -> None:
    row = round.mails.first()
    assert row is not None
    with override_settings(MAIL_DELIVERY_BACKEND=DYING), pytest.raises(KeyboardInterrupt):
        send_mail(mail_id=row.pk, now=START)
    assert not send_mail(mail_id=row.pk, now=START + LEASE / 2)
    assert send_mail(mail_id=row.pk, now=START + LEASE)
    names = [one.extra_headers["Message-ID"] for one in mail.outbox]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_a_reminder_does_not_reach_somebody_who_has_answered_meanwhile(round: Round) -> None:
    send_all(now=START)
    mail.outbox.clear()
    queue_reminders(round=round, occasion="closing", now=START)
    answered(round, contractor=6, client=5, now=START)
    assert send_all(now=START) == 12
    assert [one.to for one in mail.outbox] == [["client5@example.org"]]
    assert "There is still time to answer." in str(mail.outbox[0].body)


@pytest.mark.parametrize("answers", [(0, 0), (6, 5), (6, 6)])
def test_no_row_tells_how_many_reminders_went(round: Round, answers: tuple[int, int]) -> None:
    """Nor does the number of the next row: one waits for each who was asked, and all end alike."""
    answered(round, *answers, now=START)
    send_all(now=START)
    first = Outbox.objects.order_by("-pk")[0].pk + 1
    queue_reminders(round=round, occasion="closing", now=START)
    assert send_all(now=START) == 12
    found = Outbox.objects.filter(pk__gte=first).order_by("pk").values()
    rows: list[dict[str, Any]] = [dict(row) for row in found]
    assert [row.pop("id") for row in rows] == list(range(first, first + 12))
    assert all(row.pop("key") for row in rows)
    assert {tuple(row.items()) for row in rows} == {
        (
            ("kind", "reminder"),
            ("round_id", round.pk),
            ("invitation_id", None),
            ("meeting_id", None),
            ("recipient", ""),
            ("subject", ""),
            ("body", ""),
            ("due_at", START),
            ("lease_until", None),
            ("attempts", 1),
            ("sent_on", START.date()),
            ("held", False),
        )
    }


def test_an_invitation_reaches_nobody_removed_and_nobody_after_closing(round: Round) -> None:
    invitation = invitations(round, "client")[0]
    row = invitation.mails.get()
    round.invitations.filter(pk=invitation.pk).update(revoked=True)
    assert not send_mail(mail_id=row.pk, now=START)
    assert send_due(now=CLOSED) == 0
    assert mail.outbox == []
    assert not Outbox.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_row_and_no_log_of_the_database_holds_a_code_for_signing_in() -> None:
    """Neither while the mail waits nor after it has gone."""
    code, now = "73195086", START
    row = queue_mail(recipient="ann@example.org", subject="Code", body=f"{code}\n", now=now)
    assert not words_left([code])
    assert send_mail(mail_id=row.pk, now=now)
    assert str(mail.outbox[-1].body).strip() == code
    row.refresh_from_db()
    assert row.body == ""
    assert not words_left([code])


def test_no_other_mail_waits_behind_reminders(round: Round) -> None:
    """Whoever did could tell by the time who is reminded."""
    send_due(now=START)
    queue_reminders(round=round, occasion="closing", now=START)
    queue_notices(round=round, people=[neutral()], template="released", now=START)
    mail.outbox.clear()
    assert send_due(now=START + DAY) == 1
    assert [one.to for one in mail.outbox] == [["nora@neutral.example"]]
    assert len(due_reminders(now=START)) == 12


def test_removing_deletes_a_mail_that_waits() -> None:
    invitation = invitations(opened(alliance(6, 10)), "client")[0]
    remove_invitation(invitation=invitation, by=neutral(), now=START)
    assert send_due(now=START) == 15


def test_everybody_is_told_of_a_cancelled_round_and_no_link_goes_out(round: Round) -> None:
    cancel_round(round=round, by=neutral(), now=START)
    assert send_due(now=START) == 12
    assert {one.subject for one in mail.outbox} == {"Cancelled: Spring of Harbour Alliance"}
    assert all("/a/" not in str(one.body) for one in mail.outbox)


def test_one_notice_a_person_and_none_for_who_was_shut_out(round: Round) -> None:
    Outbox.objects.all().delete()
    gone = person("client")
    gone.is_active = False
    gone.save()
    people = [neutral(), neutral(), gone]
    queue_notices(round=round, people=people, template="released", now=START)
    assert Outbox.objects.count() == 2  # else the time tells
    send_due(now=START)
    assert [one.to for one in mail.outbox] == [["nora@neutral.example"]]
    assert "http://localhost:8000/p/harbour-alliance/rounds/1/" in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Spring\nBcc: everybody@example.org", "The results are there: Spring"),
        ("x" * 300, "The results are there: " + "x" * 177),
    ],
)
def test_a_title_cannot_break_a_subject(round: Round, title: str, subject: str) -> None:
    Outbox.objects.all().delete()
    round.title = title
    queue_notices(round=round, people=[neutral()], template="released", now=START)
    assert Outbox.objects.get().subject == subject


def test_sent_rows_do_not_stay_for_ever() -> None:
    queue_mail(recipient="a@example.org", subject="Code", body="123456", now=START)
    send_due(now=START)
    send_due(now=START + KEPT)
    assert Outbox.objects.count() == 1
    send_due(now=START + KEPT + DAY)
    assert not Outbox.objects.exists()


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.mark.usefixtures("demo")
def test_in_the_demo_nothing_leaves_the_machine_and_mails_can_be_read(round: Round) -> None:
    link = link_for(invitations(round, "client")[0])
    assert send_due(now=START) == 12
    assert mail.outbox == []
    (row,) = Outbox.objects.filter(recipient="client0@example.org")
    assert row.sent_on == START.date()
    assert link in row.body


@pytest.fixture
def through_the_outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "assessments.mail.OutboxBackend"


class SlowServer(BaseEmailBackend):
    """Notes which thread waits for it."""

    threads: ClassVar[list[str]] = []

    def send_messages(self, email_messages: Any) -> int:
        self.threads.append(threading.current_thread().name)
        mail.outbox.extend(email_messages)
        return len(email_messages)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("through_the_outbox")
def test_any_mail_goes_through_the_outbox_at_once_and_nobody_waits_for_it() -> None:
    SlowServer.threads.clear()
    with override_settings(MAIL_DELIVERY_BACKEND=SLOW):
        with transaction.atomic():
            django_send_mail("Code", "123456", None, ["a@example.org", "b@example.org"])
            assert [open_mail(row.body) for row in Outbox.objects.all()] == ["123456", "123456"]
        sender.wait()
    assert sorted(one.to[0] for one in mail.outbox) == ["a@example.org", "b@example.org"]
    assert {row.body for row in Outbox.objects.all()} == {""}
    assert {one.partition("_")[0] for one in SlowServer.threads} == {"mail"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("through_the_outbox")
def test_a_mail_that_fails_at_once_waits_for_the_next_run() -> None:
    with override_settings(MAIL_DELIVERY_BACKEND=BROKEN):
        django_send_mail("Code", "123456", None, ["a@example.org"])
        sender.wait()
    (row,) = Outbox.objects.all()
    assert send_mail(mail_id=row.pk, now=row.due_at + timedelta(seconds=1))


def test_a_mail_to_nobody_is_forgotten_like_any_other() -> None:
    row = queue_mail(recipient=nobody("ann@example.org"), subject="Code", body="123456", now=START)
    assert send_mail(mail_id=row.pk, now=START)
    row.refresh_from_db()
    assert (row.recipient, row.body, row.sent_on) == ("", "", START.date())
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(round: Round) -> None:
    assert sum(together(*[partial(send_due, now=START)] * 2)) == 12
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == len(mail.outbox) == 12
