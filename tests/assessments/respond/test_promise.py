from dataclasses import replace

import pytest
from django.test import Client

from assessments.frozen import promise_of
from assessments.links import link_path
from assessments.models import Round
from assessments.services.invitations import remove_invitation
from partnerships.models import Membership, Person, Side
from partnerships.services import change_address
from tests.assessments.respond.browsing import FAR, VOW, text_of
from tests.guards import force
from tests.live_round import START, alliance, invitations, neutral, opened

pytestmark = pytest.mark.django_db


def test_the_promise_is_open_to_everybody(browser: Client) -> None:
    text = text_of(Client().get("/answer/promise/"))
    assert VOW in text
    assert "Harbour" not in text
    for words in (
        "somebody who controls both the running server and its keys could in theory look",
        "Each person answers once: that is what the personal link is for.",
    ):
        assert words in text
    own = text_of(browser.get("/answer/promise/"))
    assert VOW in own
    assert "What is promised to you in Harbour Alliance" in own


COMMENTS = ("without comments that nobody has read", "A comment can give its writer away")


def test_comments_are_spoken_of_only_where_they_were_promised(
    round: Round, browser: Client
) -> None:
    text = text_of(browser.get("/answer/promise/"))
    assert "the results are shown by themselves." in text
    assert not any(words in text for words in COMMENTS)
    assert not any(words in text_of(Client().get("/answer/promise/")) for words in COMMENTS)
    assert "This round asks for no written comments." in text
    promise = replace(promise_of(round), comments=True)
    force(Round.objects, promise=promise.to_json(), promise_sha256=promise.sha256)
    promised = text_of(browser.get("/answer/promise/"))
    assert all(words in promised for words in COMMENTS)


def test_domains_that_a_smallest_group_shares() -> None:
    """Of the own side alone, without whoever was removed."""
    round = opened(alliance(6, 15), closes=FAR)

    def told(side: Side) -> str:
        text = text_of(Client().get(link_path(invitations(round, side)[-1])))
        return text.partition("On your side ")[2].partition(". ")[0]

    def move(numbers: range, domain: str) -> None:
        for number in numbers:
            one = Person.objects.get(email_key=f"client{number}@example.org")
            change_address(person=one, email=f"c{number}@{domain}", by=None)

    move(range(5), "Post.example")
    move(range(5, 11), "mail.post.example")
    assert told(Side.CLIENT) == "at least 5 have a mail address at mail.post.example, post.example"
    Membership.objects.get(person__email_key="c0@post.example").delete()
    remove_invitation(invitation=invitations(round, Side.CLIENT)[5], by=neutral(), now=START)
    assert told(Side.CLIENT) == "at least 5 have a mail address at mail.post.example"
    remove_invitation(invitation=invitations(round, Side.CLIENT)[6], by=neutral(), now=START)
    assert told(Side.CLIENT) == "no mail domain is shared by 5 people"
    assert told(Side.CONTRACTOR) == "at least 5 have a mail address at example.org"


def test_a_domain_is_what_stands_after_the_last_at() -> None:
    round = opened(alliance(6, 6), closes=FAR)
    for number in range(6):
        found = Person.objects.filter(email_key=f"client{number}@example.org")
        found.update(email_key=f"c{number}@bank.example@example.org")
    text = text_of(Client().get(link_path(invitations(round, Side.CLIENT)[1])))
    assert "at least 5 have a mail address at example.org. " in text


def test_domains_are_told_as_all_write_them() -> None:
    """Not as somebody has written them first, elsewhere: that would tell who is known."""
    round = opened(alliance(6, 6), closes=FAR)
    Person.objects.filter(email_key="client0@example.org").update(email="client0@EXAMPLE。org")
    text = text_of(Client().get(link_path(invitations(round, Side.CLIENT)[1])))
    assert "at least 5 have a mail address at example.org. " in text
    Person.objects.filter(email_key__startswith="client").update(email="client0@EXAMPLE。org")
    text = text_of(Client().get(link_path(invitations(round, Side.CLIENT)[1])))
    assert "at least 5 have a mail address at example.org. " in text


def test_a_larger_smallest_group_stands_in_the_promise() -> None:
    round = opened(alliance(9, 9, k=8), closes=FAR)
    text = text_of(Client().get(link_path(invitations(round, Side.CLIENT)[0])))
    assert "only if at least 8 people of each have answered" in text
