"""Somebody gets another address while a round is open: a link that has gone stays where it went."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client

from assessments.links import goes_to, link_path
from assessments.models import Draft, Invitation, Outbox, Round
from assessments.services.additions import addable, propose_addition
from assessments.services.addresses import change_address
from assessments.services.counting import seal_round
from assessments.services.delivery import FIRST_PAUSE, send_due, send_mail
from assessments.services.invitations import queue_reminders, resend_link
from assessments.services.letters import Kind
from assessments.services.outbox import queue_invitations
from assessments.services.rounds import RoundError
from assessments.shared_log import lines_about
from operations.restoring import drop_held_mail, hold_mail
from partnerships.models import Event, Membership, Person
from partnerships.services import add_member
from tests.assessments.respond.browsing import FAR, begun, chosen, page_of, text_of
from tests.at_once import begin
from tests.guards import force
from tests.live_round import (
    CLOSED,
    START,
    alliance,
    answer,
    answered,
    everything,
    invitations,
    neutral,
    opened,
    person,
    send_all,
)
from tests.mail_server import ACCEPTED, HANG_UP, MailServer, accept
from tests.migrating import migrate_back_to, migrate_to_newest

pytestmark = pytest.mark.django_db

NEW = "client1@new.example"
LATER = datetime(2100, 1, 1, tzinfo=UTC)
BEFORE = "0023_draft_of_an_invitation"


@pytest.fixture
def round() -> Round:
    return opened(alliance(), closes=FAR)


@pytest.fixture
def invitation(round: Round) -> Invitation:
    return invitations(round, "client")[1]


@pytest.fixture
def owner() -> Person:
    return Person.objects.create_superuser("owner@example.org", "Olive")


def change(owner: Person, invitation: Invitation) -> None:
    """As the owner does it in the admin."""
    browser = Client()
    browser.force_login(owner)
    form = {"email": NEW, "name": "", "language": "en", "time_zone": "UTC", "is_active": "on"}
    path = f"/admin/partnerships/person/{person('client', 1).pk}/change/"
    assert browser.post(path, form).status_code == 302
    invitation.refresh_from_db()


def entered(round: Round, address: str) -> Membership:
    return add_member(
        partnership=round.partnership,
        email=address,
        name="Entered Later",
        side="client",
        role="member",
        at=START,
    )


@pytest.mark.parametrize("address", ["client1@example.org", "Client1+again@Example.org"])
@pytest.mark.parametrize("is_deleted", [False, True])
def test_whoever_is_entered_anew_under_the_earlier_address_is_not_asked_twice(
    owner: Person, round: Round, invitation: Invitation, address: str, is_deleted: bool
) -> None:
    """By two links they would send two ballots of one side."""
    send_due(now=START)
    before = person("client", 1)
    change(owner, invitation)
    if is_deleted:
        before.delete()
    place = entered(round, address)
    assert list(addable(round, "client")) == []
    other = entered(round, "other@example.org")
    assert list(addable(round, "client")) == [other]
    with pytest.raises(RoundError, match="invited already"):
        propose_addition(
            round=round,
            side="client",
            memberships=[place],
            slips=0,
            place="client",
            by=person("client"),
            now=START,
        )


def test_a_link_that_has_gone_nowhere_keeps_nobody_from_being_added(
    owner: Person, round: Round, invitation: Invitation
) -> None:
    """An address that was mistyped can be a colleague's."""
    change(owner, invitation)
    place = entered(round, "client1@example.org")
    assert list(addable(round, "client")) == [place]


def sent_to(address: str) -> list[str]:
    """The subjects of what went to an address since the outbox was emptied."""
    return [str(one.subject) for one in mail.outbox if one.to == [address]]


def test_a_link_that_has_gone_stays_good_and_goes_to_nobody_else(
    owner: Person, round: Round, invitation: Invitation
) -> None:
    send_due(now=START)
    earlier, browser = link_path(invitation), begun(invitation)
    mail.outbox.clear()
    change(owner, invitation)
    assert not invitation.mails.exists()
    queue_reminders(round=round, occasion="closing", now=LATER)
    with pytest.raises(RoundError, match="goes to no other while the round is open"):
        resend_link(invitation=invitation, new_link=True, by=neutral(), now=LATER)
    send_all(now=LATER)
    assert sent_to(NEW) == []
    assert len([one for one in mail.outbox if "Still open" in one.subject]) == 11
    invitation.refresh_from_db()
    assert link_path(invitation) == earlier
    assert Client().get(earlier).status_code == 200
    assert browser.get("/answer/trust/").status_code == 200


def test_no_address_is_changed_while_a_new_link_is_on_its_way(
    owner: Person, invitation: Invitation
) -> None:
    """The old link has ended, and the mail with the new one would go to nobody."""
    send_due(now=START)
    resend_link(invitation=invitation, new_link=True, by=neutral(), now=START)
    browser = Client()
    browser.force_login(owner)
    form = {"email": NEW, "name": "Cleo", "language": "en", "time_zone": "UTC", "is_active": "on"}
    path = f"/admin/partnerships/person/{person('client', 1).pk}/change/"
    reply = browser.post(path, form)
    assert "A new personal link is on its way to the present address" in text_of(reply)
    assert f'value="{NEW}"' in reply.content.decode()
    assert browser.post(path, form | {"email": "client1@example.org"}).status_code == 302
    assert person("client", 1).name == "Cleo"
    with pytest.raises(RoundError, match="on its way"):
        change_address(person=person("client", 1), email=NEW, by=owner, now=START)
    assert person("client", 1).email == "client1@example.org"
    send_due(now=START)
    change(owner, invitation)
    assert not Person.objects.filter(email_key="client1@example.org").exists()


def test_what_was_begun_can_be_gone_on_with(owner: Person, invitation: Invitation) -> None:
    send_due(now=START)
    browser = begun(invitation)
    browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
    change(owner, invitation)
    assert chosen(browser.get("/answer/trust/")) == {"T1": "3"}


def test_a_link_that_has_gone_to_nobody_goes_to_the_new_address(
    owner: Person, invitation: Invitation
) -> None:
    earlier = link_path(invitation)
    with time_machine.travel(LATER, tick=False):
        change(owner, invitation)
    assert Client().get(earlier).status_code == 404
    mail.outbox.clear()
    send_due(now=LATER)
    (letter,) = [one for one in mail.outbox if one.to == [NEW]]
    assert link_path(invitation) in str(letter.body)
    invitation.refresh_from_db()
    assert goes_to(invitation, NEW)
    assert not goes_to(invitation, "client1@example.org")


@pytest.mark.django_db(transaction=True)
def test_a_wrong_address_that_the_mail_server_refused_can_be_put_right(
    owner: Person, invitation: Invitation, server: MailServer
) -> None:
    wrong = "client1@example.org"
    server.step = lambda step, to: "550 Nobody" if (step, to) == ("RCPT", wrong) else ACCEPTED
    send_due(now=START)
    invitation.refresh_from_db()
    assert (invitation.refused, invitation.sent_to) == (True, "")
    server.step = accept
    with time_machine.travel(START, tick=False):
        change(owner, invitation)
    assert not invitation.refused
    assert send_due(now=LATER) == 1
    assert len([one for one in server.of_kind("Your view") if one["To"] == NEW]) == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_that_may_have_arrived_counts_as_one_that_has(
    owner: Person, invitation: Invitation, server: MailServer
) -> None:
    """The mail server takes the words of a mail and hangs up before it says so."""
    silent = "client1@example.org"
    server.step = lambda step, to: HANG_UP if (step, to) == ("DATA", silent) else ACCEPTED
    send_due(now=START)
    server.step = lambda step, to: "451 Later" if (step, to) == ("RCPT", silent) else ACCEPTED
    send_due(now=START + 2 * FIRST_PAUSE)
    with time_machine.travel(START + 2 * FIRST_PAUSE, tick=False):
        change(owner, invitation)
    assert not goes_to(invitation, NEW)
    server.step = accept
    send_due(now=LATER)
    assert NEW not in {one["To"] for one in server.of_kind("Your view")}


@pytest.mark.parametrize(
    "other", ["client1+boss@example.org", "client1@\uff45xample.org", '"client1"@example.org']
)
def test_another_spelling_of_an_address_is_another_mailbox(
    owner: Person, round: Round, invitation: Invitation, other: str
) -> None:
    send_due(now=START)
    change_address(person=person_of(invitation), email=other, by=owner, now=START)
    invitation.refresh_from_db()
    assert not goes_to(invitation, other)
    assert goes_to(invitation, "Client1@Example.org")


def test_what_a_restored_backup_holds_back_may_have_gone(
    owner: Person, round: Round, invitation: Invitation
) -> None:
    assert hold_mail() == 12
    drop_held_mail()
    change(owner, invitation)
    assert not goes_to(invitation, NEW)
    assert goes_to(invitation, "client1@example.org")


@pytest.mark.django_db(transaction=True)
def test_what_another_mail_has_brought_there_stays(
    owner: Person, invitation: Invitation, server: MailServer
) -> None:
    """The first mail is put off while a second one of the same link arrives."""
    first = invitation.mails.get()

    def second_meanwhile(step: str, to: str) -> str:
        if (step, to) != ("RCPT", "client1@example.org") or server.received:
            return ACCEPTED
        server.step = accept
        begin(send_again).join()
        return "451 Try again later"

    def send_again() -> None:
        (again,) = queue_invitations(invitations=[invitation], kind=Kind.INVITATION, now=START)
        assert send_mail(mail_id=again.pk, now=START)

    server.step = second_meanwhile
    assert not send_mail(mail_id=first.pk, now=START)
    assert [one["To"] for one in server.received] == ["client1@example.org"]
    change(owner, invitation)
    assert not goes_to(invitation, NEW)


def test_a_mail_that_goes_while_the_link_is_sent_again_stops_nothing(
    invitation: Invitation,
) -> None:
    mail_id = invitation.mails.get().pk
    resend_link(invitation=invitation, new_link=False, by=neutral(), now=START)
    assert not send_mail(mail_id=mail_id, now=START)
    assert send_due(now=START) == 12


def test_both_sides_read_of_it_in_the_log(owner: Person, invitation: Invitation) -> None:
    change(owner, invitation)
    assert lines_about(invitation.round)[0].text == (
        "The owner of this installation changed the e-mail address of somebody of Northgate "
        "Council: the earlier personal link has ended, and a new one went to the new address."
    )
    send_due(now=LATER)
    change_address(person=person_of(invitation), email="x@new.example", by=owner, now=LATER)
    assert lines_about(invitation.round)[0].text == (
        "The owner of this installation changed the e-mail address of somebody of Northgate "
        "Council: the personal link of this round stays with the earlier one."
    )
    assert Event.objects.filter(kind="member-address-changed", person=owner).count() == 2


def person_of(invitation: Invitation) -> Person:
    assert invitation.membership is not None
    return invitation.membership.person


@pytest.mark.parametrize("has_gone", [False, True])
def test_it_looks_the_same_whether_or_not_somebody_has_answered(
    owner: Person, round: Round, has_gone: bool
) -> None:
    silent, begins, spoken = invitations(round, "client")[1:4]
    if has_gone:
        send_due(now=START)
        browser = begun(begins)
        browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
        answer(spoken, everything(2))
    told = set()
    for one in (silent, begins, spoken):
        last = Event.objects.latest("pk").pk
        Outbox.objects.all().delete()
        who = person_of(one)
        change_address(person=who, email=f"x{who.pk}@new.example", by=owner, now=START)
        one.refresh_from_db()
        events = Event.objects.filter(parameters__round=1, pk__gt=last).values_list("kind", "side")
        mails = [(mail.kind, mail.invitation_id == one.pk) for mail in Outbox.objects.all()]
        told.add((*events, *mails, one.link_version, goes_to(one, who.email)))
    assert len(told) == 1


def test_whoever_runs_the_round_reads_why_no_link_is_sent(
    owner: Person, invitation: Invitation
) -> None:
    send_due(now=START)
    browser = Client()
    browser.force_login(neutral())
    path = f"/p/harbour-alliance/rounds/1/people/{invitation.pk}/"
    assert "Send a new link" in text_of(browser.get(path))
    change(owner, invitation)
    page = text_of(browser.get(path))
    assert "It stays good there, and goes to no other while the round is open" in page
    assert "Send a new link" not in page
    assert "Should this person not be asked?" in page
    answer_ = browser.post(f"{path}link/", {"new": "yes"}, follow=True)
    assert "goes to no other while the round is open" in text_of(answer_)


def test_the_owner_reads_of_it_before_changing_an_address(owner: Person, round: Round) -> None:
    browser = Client()
    browser.force_login(owner)
    page = browser.get(f"/admin/partnerships/person/{person('client', 1).pk}/change/")
    assert "stays good there until its round ends" in text_of(page)


def test_sealing_forgets_where_links_went() -> None:
    round = opened(alliance())
    send_due(now=START)
    assert not round.invitations.filter(sent_to="").exists()
    answered(round, contractor=5, client=5)
    seal_round(round_id=round.pk, now=CLOSED)
    assert set(round.invitations.values_list("sent_to")) == {("",)}


@pytest.mark.parametrize("state", ["sealed", "released", "cancelled"])
def test_a_round_that_is_over_is_left_alone(
    owner: Person, invitation: Invitation, state: str
) -> None:
    force(Round.objects, state=state)
    change(owner, invitation)
    assert invitation.link_version == 1
    assert not Event.objects.filter(kind__startswith="address-changed").exists()
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_links_of_an_installation_that_is_brought_along_have_gone(
    brought_to_newest: None, round: Round
) -> None:
    waiting = invitations(round, "client")[1]
    Outbox.objects.exclude(invitation=waiting).delete()
    migrate_back_to(BEFORE)
    migrate_to_newest()
    for one in round.invitations.select_related("membership__person"):
        assert goes_to(one, "x@new.example") == (one.pk == waiting.pk)
        assert goes_to(one, person_of(one).email)
