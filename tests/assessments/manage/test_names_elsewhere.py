"""What somebody is called in another partnership, and that they have an account at all."""

import re

import pytest
from django.test import Client

from assessments.models import Outbox
from assessments.services.opening import open_round
from assessments.services.rounds import set_promise
from assessments.shared_log import lines_about
from partnerships.models import Membership, Partnership, Person, Side
from partnerships.services import add_member, end_membership
from partnerships.viewer import Role
from tests.assessments.manage.desk import PAGE, ROUNDS, as_, text, the_round
from tests.factories import make_partnership
from tests.live_round import START, drafted, neutral, person

pytestmark = pytest.mark.django_db

ELSEWHERE, HERE = "Wilhelmina Elsewhere", "Mina Here"
ADDRESS = "mina@example.org"
PLACES = "/p/harbour-alliance/"
PAGES = (
    *(PLACES, f"{PLACES}people/", f"{PLACES}log/", ROUNDS, "/"),
    *(PAGE, f"{PAGE}promise/", f"{PAGE}open/", f"{PAGE}people/"),
)


@pytest.fixture
def place(partnership: Partnership) -> Membership:
    """A second neutral facilitator, whom another partnership has known before; so it has all."""
    other = make_partnership("Kingfisher")
    add_member(partnership=other, email=ADDRESS, name=ELSEWHERE, side="client", at=START)
    Person.objects.exclude(email=ADDRESS).update(name="Others Elsewhere")
    return add_member(
        partnership=partnership,
        email=ADDRESS,
        name=HERE,
        side=None,
        role=Role.FACILITATOR,
        at=START,
    )


def read_by_all(among: tuple[Person, ...]) -> str:
    """All that people get on all pages, but for what names their reader: the head of each page,
    and the sample of a letter."""
    pages = [text(as_(who).get(path)) for who in among for path in PAGES]
    own = re.compile(r'<p class="site-account.*?</p>|Dear [\w ]+,')
    return " ".join(own.sub("", page) for page in pages)


def test_whoever_would_hold_both_keys_is_named_as_here(
    nora: Client, partnership: Partnership, place: Membership
) -> None:
    readers = (neutral(), *(person(side, number) for side in Side for number in (0, 1)))
    drafted(partnership)
    nora.post(f"{PAGE}promise/", {"key_holder": place.pk})
    read = [read_by_all(readers)]
    for side in Side:
        as_(person(side)).post(f"{PAGE}agree/")
        read.append(read_by_all(readers))
    open_round(round=the_round(), by=place.person, now=START)
    read.append(read_by_all(readers))
    assert re.findall(".{60}Elsewhere.{30}", " ".join(read)) == []
    assert f"has not agreed yet that {HERE} holds both keys" in read[0]
    assert f"{HERE}, a neutral facilitator, asks to turn" in read[0]
    assert f"You have agreed that {HERE} turns the keys" in read[1]
    assert f"{HERE} turns both keys." in read[2]
    assert f"{HERE} turns the keys of both sides, as" in read[2]


def test_the_mail_about_both_keys_names_people_as_here(
    partnership: Partnership, place: Membership
) -> None:
    set_promise(round=drafted(partnership), key_holder=place.person, now=START)
    mails = [mail.body for mail in Outbox.objects.all()]
    assert len(mails) == 2
    assert [mail for mail in mails if "Elsewhere" in mail] == []
    assert {f"{HERE}, a neutral facilitator, asks to turn" in mail for mail in mails} == {True}


def test_the_form_of_the_promise_tells_no_number_of_an_account(
    nora: Client, partnership: Partnership, place: Membership
) -> None:
    own = partnership.memberships.get(person=neutral())
    set_promise(round=drafted(partnership), key_holder=place.person, now=START)
    page = text(nora.get(f"{PAGE}promise/"))
    radios = re.findall(r'<input[^>]*name="key_holder"[^>]*>', page)
    offered = {re.findall(r'value="(\d*)"', one)[0]: "checked" in one for one in radios}
    assert offered == {"": False, str(own.pk): False, str(place.pk): True}
    refused = nora.post(f"{PAGE}promise/", {"key_holder": neutral().pk})
    assert "Select a valid choice." in text(refused)
    assert the_round().key_holder == place.person


def test_whoever_has_left_is_named_as_last_there(
    partnership: Partnership, place: Membership
) -> None:
    open_round(round=drafted(partnership), by=place.person, now=START)
    assert partnership.memberships.names().of(place.person_id) == HERE
    end_membership(membership=place, by=neutral(), at=START)
    assert lines_about(the_round())[0].text.startswith(f"{HERE} opened the round;")
    again = add_member(
        partnership=partnership, email=ADDRESS, name="Back Again", side="client", at=START
    )
    end_membership(membership=again, by=neutral(), at=START)
    again = add_member(
        partnership=partnership, email=ADDRESS, name="Here Again", side="client", at=START
    )
    assert partnership.memberships.names().of(again.person_id) == "Here Again"


def test_whoever_has_no_name_here_is_told_by_the_address(
    partnership: Partnership, place: Membership
) -> None:
    Membership.objects.filter(pk=place.pk).update(name="")
    place.refresh_from_db()
    assert place.display_name == ADDRESS
    assert partnership.memberships.names().of(place.person_id) == ADDRESS


def test_whoever_never_had_a_place_is_told_as_the_owner(
    partnership: Partnership, place: Membership
) -> None:
    owner = Person.objects.create_superuser("owner@example.org", "Olive Elsewhere")
    open_round(round=drafted(partnership), by=owner, now=START)
    said = lines_about(the_round())[0].text
    assert said.startswith("The owner of this installation opened the round;")
