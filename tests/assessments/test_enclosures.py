"""Which report goes with the notice of a release: each file is opened again."""

import io
from collections.abc import Iterator
from email.message import Message

import pytest
from django.core import mail
from django.test import override_settings
from pypdf import PdfReader

from assessments.models import Outbox, Round, Snapshot
from assessments.services.counting import seal_round
from assessments.services.delivery import send_due
from assessments.services.outbox import queue_meeting_notices, queue_notices
from assessments.services.releasing import release_overdue, turn_key
from assessments.services.reports import remember_sections
from partnerships.models import Meeting, Membership, Person, Side
from partnerships.services import change_address
from partnerships.viewer import Role
from tests.factories import everything_stored, make_member, make_partnership, make_released_round
from tests.guards import force
from tests.live_round import CLOSED, DAY, alliance, answered, neutral, opened, person

pytestmark = pytest.mark.django_db
BRIEF = "harbour-alliance-round-1-brief-report.pdf"
ADDRESS_CHANGED = "Your address at Alongside was changed"
STAFF = "harbour-alliance-round-1-staff-report.pdf"


@pytest.fixture
def released() -> Round:
    """Released a moment ago: the notices wait."""
    round = opened(alliance())
    answered(round, contractor=5, client=5)
    seal_round(round_id=round.pk, now=CLOSED)
    Outbox.objects.all().delete()
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=CLOSED)
    round.refresh_from_db()
    return round


def delivered() -> Iterator[tuple[str, Message]]:
    """Each mail as it goes over the wire, by its reader."""
    send_due(now=CLOSED + DAY)
    yield from ((one.to[0], one.message()) for one in mail.outbox)


def files() -> dict[str, list[str | None]]:
    """The names of the files that each reader gets."""
    return {
        reader: [part.get_filename() for part in message.walk() if part.get_filename()]
        for reader, message in delivered()
    }


def words(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


def enclosed(reader: str) -> str:
    """The words of the only file that a reader gets."""
    send_due(now=CLOSED + DAY)
    (sent,) = [one for one in mail.outbox if one.to == [reader]]
    ((_name, content, media_type),) = sent.attachments
    assert media_type == "application/pdf"
    assert isinstance(content, bytes)
    return words(content)


def change(who: Person, **fields: object) -> None:
    Membership.objects.filter(person=who).update(**fields)


def test_leaders_and_facilitators_get_the_brief_and_members_the_summary(released: Round) -> None:
    leaders = {"contractor0@example.org", "client0@example.org", "nora@neutral.example"}
    found = files()
    assert {reader for reader, names in found.items() if names == [BRIEF]} == leaders
    members = {f"{side}{number}@example.org" for side in Side for number in range(1, 6)}
    assert {reader for reader, names in found.items() if names == [STAFF]} == members
    assert len(found) == 13


def test_the_brief_opens_and_is_of_this_snapshot(released: Round) -> None:
    told = enclosed("client0@example.org")
    assert told.startswith("Leaders' brief")
    assert "Ten practices" not in told
    assert "Human measures" in told
    assert Snapshot.objects.get(round=released).sha256 in told.replace(" ", "")
    (sent,) = [one for one in mail.outbox if one.to == ["client0@example.org"]]
    assert str(sent.body).endswith(f"\nEnclosed: Leaders' brief ({BRIEF}).\n")


def test_the_summary_opens_and_has_the_sections_that_the_partnership_chose(
    released: Round,
) -> None:
    remember_sections(partnership=released.partnership, kind="staff", sections=["response"])
    told = enclosed("client1@example.org")
    assert told.startswith("Staff summary")
    assert "Who answered" in told
    assert "The reading" not in told
    assert "Human measures" not in told


def test_whoever_left_meanwhile_gets_no_notice(released: Round) -> None:
    """It holds the sentences and the lists of the results."""
    change(person("client", 0), ended_on=CLOSED.date())
    change(person("client", 1), ended_on=CLOSED.date())
    found = files()
    assert not {"client0@example.org", "client1@example.org"} & set(found)
    assert found["client2@example.org"] == [STAFF]
    assert not released.mails.filter(sent_on=None).exists()


def test_a_notice_goes_to_nobody_who_has_left_since(released: Round) -> None:
    Outbox.objects.all().delete()
    people = [person("client", number) for number in range(4)]
    queue_notices(round=released, people=people, template="cancelled", now=CLOSED)
    change(people[0], ended_on=CLOSED.date())
    change_address(person=people[1], email="moved@example.org", by=None)
    Person.objects.filter(pk=people[2].pk).update(is_active=False)
    readers = {reader for reader, message in delivered() if message["Subject"] != ADDRESS_CHANGED}
    assert readers == {"client3@example.org"}
    assert not Outbox.objects.filter(sent_on=None).exists()


def test_one_about_a_meeting_goes_to_nobody_who_may_not_see_it_any_more(released: Round) -> None:
    """A place elsewhere does not count."""
    partnership, elsewhere = released.partnership, make_partnership("Quay Alliance")
    people = [person("client", number) for number in range(3)]
    for one in people:
        change(one, role=Role.LEADER)
    change(people[1], ended_on=CLOSED.date())
    make_member(elsewhere, Role.LEADER, "client", people[1].email)
    meeting = Meeting.objects.create(partnership=partnership, starts_at=CLOSED, time_zone="UTC")
    Outbox.objects.all().delete()
    now = CLOSED
    queue_meeting_notices(meeting=meeting, people=people, template="meeting_planned", now=now)
    change(people[2], role=Role.MEMBER)
    assert [reader for reader, _message in delivered()] == [people[0].email]
    assert not Outbox.objects.filter(sent_on=None).exists()


def test_whoever_was_shut_out_or_has_another_address_gets_none(released: Round) -> None:
    Person.objects.filter(pk=person("client", 1).pk).update(is_active=False)
    Person.objects.filter(pk=person("client", 2).pk).update(
        email="moved@example.org", email_key="moved@example.org"
    )
    assert not {"client1@example.org", "client2@example.org"} & set(files())


def test_the_role_at_the_moment_of_sending_decides(released: Round) -> None:
    change(person("client", 0), role=Role.MEMBER)
    change(person("client", 1), role=Role.LEADER)
    found = files()
    assert found["client0@example.org"] == [STAFF]
    assert found["client1@example.org"] == [BRIEF]


def test_no_notice_once_the_round_can_no_longer_be_seen(released: Round) -> None:
    force(Round.objects, state=Round.State.SEALED)
    assert files() == {}


@pytest.mark.parametrize("lost", [{"data": {"version": 99}}, {"data": {}}])
def test_where_no_report_can_be_made_the_notice_goes_without(
    released: Round, lost: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    force(Snapshot.objects, **lost, sha256="9" * 64)
    found = files()
    assert len(found) == 13
    assert set(map(tuple, found.values())) == {()}
    assert "A report could not be enclosed" in caplog.text
    assert not Outbox.objects.filter(sent_on=None).exists()


def test_nothing_of_a_report_is_stored(released: Round) -> None:
    before = everything_stored()
    with override_settings(MAIL_DELIVERY_BACKEND="tests.assessments.test_outbox.BrokenServer"):
        assert send_due(now=CLOSED) == 0
    assert {row.attempts for row in Outbox.objects.all()} == {1}
    assert not any("Enclosed" in row.body for row in Outbox.objects.all())
    after = everything_stored()
    assert {name for name in before if before[name] != after[name]} == {"Outbox"}
    assert set(map(len, files().values())) == {1}
    assert {row.body for row in Outbox.objects.all()} == {""}


def test_a_release_by_itself_sends_the_same() -> None:
    round = opened(alliance())
    answered(round, contractor=5, client=5)
    seal_round(round_id=round.pk, now=CLOSED)
    Outbox.objects.all().delete()
    release_overdue(round=round, now=CLOSED + 10 * DAY)
    send_due(now=CLOSED + 10 * DAY)
    names = [file[0] for one in mail.outbox for file in one.attachments]
    assert sorted(names) == sorted([BRIEF] * 3 + [STAFF] * 10)


def test_no_other_notice_has_a_file() -> None:
    round = opened(alliance())
    answered(round, contractor=5, client=5)
    seal_round(round_id=round.pk, now=CLOSED)
    send_due(now=CLOSED)
    assert {one.to[0] for one in mail.outbox} >= {neutral().email}
    assert not any(one.attachments for one in mail.outbox)


def test_an_imported_round_sends_nothing() -> None:
    partnership = make_partnership()
    make_member(partnership, Role.LEADER)
    make_member(partnership)
    make_released_round(partnership)
    assert send_due(now=CLOSED + DAY) == 0
    assert mail.outbox == []
