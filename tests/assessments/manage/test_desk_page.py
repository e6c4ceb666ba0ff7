"""The desk's pages: whose comments stand there, what is done to them, and that it works by hand."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.models import Comment, Round
from assessments.services.releasing import turn_key
from partnerships.models import Partnership, Side
from tests.assessments.manage.desk import PAGE, as_, next_step, text
from tests.desk_words import about, add_comment, rewrite, saying
from tests.guards import force
from tests.hostile import PAYLOADS
from tests.live_round import CLOSED, opened, person, sealed_with_comments

pytestmark = pytest.mark.django_db

DESK = f"{PAGE}comments/"


@pytest.fixture
def round(partnership: Partnership, clock: time_machine.Traveller) -> Round:
    made = sealed_with_comments(partnership)
    clock.move_to(CLOSED)
    return made


@pytest.fixture
def sided(round: Round) -> Round:
    """As if ten people of each side had answered."""
    for side in Side:
        for comment in about(round, side):
            rewrite(comment, side=side)
    return round


def one(words: str = "Praise 0 of the contractor") -> Comment:
    return saying(Round.objects.get(), words)


def page_of(comment: Comment) -> str:
    return f"{DESK}{comment.pk}/"


def act(client: Client, comment: Comment, what: str, **fields: object) -> str:
    """Press a button of the page as it stands, and read what comes."""
    seen = re.search(r'name="seen" value="(\w+)"', client.get(page_of(comment)).content.decode())
    assert seen
    form = {"act": what, "seen": seen[1]} | fields
    return text(client.post(page_of(comment), form, follow=True))


def test_a_side_reads_its_own_and_those_without_a_side(sided: Round, nora: Client) -> None:
    for comment in about(sided, "Tried 1"):
        rewrite(comment, side=None)
    for client, own, other in (
        (as_(person("client", 1)), "Praise 0 of the client", "Praise 0 of the contractor"),
        (as_(person("contractor", 1)), "Praise 0 of the contractor", "Praise 0 of the client"),
    ):
        page = text(client.get(DESK))
        assert own in page
        assert other not in page
        assert "Tried 1 by contractor" in page
        assert "0 of 5 read." in page
        assert client.get(page_of(one(other))).status_code == 404
        assert client.post(page_of(one(other)), {"act": "hold"}).status_code == 404
    page = text(nora.get(DESK))
    assert "0 of 8 read." in page
    assert page.count("<bdi>Northgate Council</bdi> ·") == 3
    assert nora.get(f"{DESK}{uuid4()}/").status_code == 404


def test_nobody_else_reads_anything_before_release(round: Round) -> None:
    for somebody in (person("client", 0), person("client", 3)):
        client = as_(somebody)
        assert client.get(DESK).status_code == 403
        assert client.get(page_of(one())).status_code == 403
        assert client.post(page_of(one()), {"act": "hold"}).status_code == 403
        assert client.get(f"{PAGE}dashboard/").status_code == 404
        assert "Praise" not in text(client.get(PAGE))


def test_nothing_stands_beside_the_words(sided: Round, nora: Client) -> None:
    """No number, order, day, length or score: only whose it is and whether it has been read."""
    page = text(nora.get(DESK))
    cards = re.findall(r'<li id="c-[0-9a-f-]{36}".*?</li>', page)
    assert len(cards) == 8
    told = {" ".join(re.sub(r"<[^>]+>", " ", card).split()) for card in cards}
    assert {re.sub(r" \d| contractor| client", "", one) for one in told} == {
        f"{words} Read: nothing to mask Mask or hold back {organization} · not read yet"
        for words in ("Praise of the", "Tried by")
        for organization in ("Northgate Council", "Brightline Services")
    }


def test_reading_goes_on_to_the_next_one(round: Round, nora: Client) -> None:
    for number in range(8):
        assert f"{number} of 8 read." in text(nora.get(DESK))
        comment = round.comments.filter(state="unread").order_by("question", "position")[0]
        seen = re.search(rf'{comment.pk}/">.*?name="seen" value="(\w+)"', text(nora.get(DESK)))
        assert seen
        reply = nora.post(page_of(comment), {"act": "read", "seen": seen[1]})
        ahead = round.comments.filter(state="unread").order_by("question", "position").first()
        goal = f"{DESK}?page=1#c-{ahead.pk}" if ahead else DESK
        assert reply.headers["Location"] == goal
    assert "8 of 8 read." in text(nora.get(DESK))


def test_words_are_masked_by_ticking_them(round: Round, nora: Client) -> None:
    page = text(nora.get(page_of(one())))
    words = re.findall(r'name="words" value="(\d+)"><bdi>([^<]*)</bdi>', page)
    assert words == [("0", "Praise"), ("1", "0"), ("2", "of"), ("3", "the"), ("4", "contractor")]
    assert "tick the words first" in act(nora, one(), "mask")
    assert "tick the words first" in act(nora, one(), "mask", words=["7", "x", "-1", "9" * 5000])
    page = act(nora, one(), "mask", words=["0", "4"])
    assert "The words are masked." in page
    assert "[...] 0 of the [...]" in page
    assert one("[...]").state == "read"
    assert not about(round, "Praise 0 of the contractor")
    assert "Nora Neutral masked words in a comment." in text(nora.get(PAGE))


def test_held_back_and_put_back(round: Round, nora: Client) -> None:
    assert "1 of 8 read." in act(nora, one(), "hold")
    assert "Held back: nobody will see it" in text(nora.get(page_of(one())))
    assert "held back" in text(nora.get(DESK))
    assert "The comment is put back." in act(nora, one(), "back")
    assert one().state == "read"


def test_the_second_sees_what_happened(round: Round, nora: Client) -> None:
    first, second = as_(person("client", 1)), nora
    seen = re.search(r'name="seen" value="(\w+)"', text(second.get(page_of(one()))))
    assert seen
    act(first, one(), "mask", words=["0"])
    form = {"act": "mask", "seen": seen[1], "words": ["1"]}
    page = text(second.post(page_of(one("[...]")), form, follow=True))
    assert "somebody else has worked on this comment" in page
    assert "[...] 0 of the contractor" in page


@pytest.mark.parametrize(
    "form", [{}, {"act": "rewrite"}, {"act": "read"}, {"act": "read", "seen": "x" * 65}]
)
def test_a_page_that_is_not_complete(round: Round, nora: Client, form: dict[str, str]) -> None:
    assert "This page is not complete" in text(nora.post(page_of(one()), form, follow=True))
    assert not Comment.objects.exclude(state="unread").exists()


def test_the_checklist_walks_from_reading_to_the_keys(sided: Round) -> None:
    facilitator = as_(person("client", 1))
    page = text(facilitator.get(PAGE))
    assert "Read the comments" in next_step(page)
    assert "0 of 4 read. Those that nobody has read are deleted at release." in page
    for comment in Comment.objects.filter(side="client"):
        act(facilitator, comment, "read")
    page = text(facilitator.get(PAGE))
    assert "4 of 4 read. Facilitators of the other side still read theirs." in page
    assert "Turn the key of Northgate Council" in next_step(page)
    assert "Turn the key of Northgate Council" in text(facilitator.get(DESK))
    for who in (person("client", 0), person("client", 1)):
        key = text(as_(who).get(f"{PAGE}key/client/"))
        assert "Not every comment has been read yet." in key
        assert "0 of" not in key
    Comment.objects.update(state="read")
    assert "Every comment has been read" in text(facilitator.get(f"{PAGE}key/client/"))
    follow = text(as_(person("client", 0)).get(PAGE))
    assert "Comments are read by facilitators first" in follow


def test_a_round_without_comments_has_neither_step_nor_desk(
    partnership: Partnership, nora: Client
) -> None:
    opened(partnership)
    assert "Comments" not in text(nora.get(PAGE)).split("<main")[1]
    assert nora.get(DESK).headers["Location"] == PAGE
    force(Round.objects, state="sealed", sealed_at=CLOSED)
    assert nora.get(DESK).headers["Location"] == PAGE
    assert "comment" not in text(nora.get(f"{PAGE}")).split("<main")[1]


def test_before_sealing_and_after_release_the_desk_is_closed(
    round: Round, nora: Client, partnership: Partnership
) -> None:
    comment = one()
    act(nora, comment, "read")
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=CLOSED)
    assert nora.get(DESK).headers["Location"] == PAGE
    page = text(nora.post(page_of(comment), {"act": "hold"}, follow=True))
    assert "Nothing was done: the round is released by now." in page
    assert "Praise 0 of the contractor" in text(as_(person("client")).get(f"{PAGE}dashboard/"))
    assert "went out with the results" in text(nora.get(PAGE))
    force(Round.objects, state="open")
    assert nora.get(DESK).headers["Location"] == PAGE


def test_hostile_words_stay_words(round: Round, nora: Client) -> None:
    comment = one()
    for payload in PAYLOADS[::9]:
        rewrite(comment, f"</p><script>x</script> {payload}")
        for path in (DESK, page_of(comment)):
            page = nora.get(path).content.decode()
            assert "<script>x" not in page
        Comment.objects.filter(pk=comment.pk).update(state="unread")
        act(nora, comment, "mask", words=["0"])


def test_a_full_desk_has_pages_and_few_questions_to_the_database(
    round: Round, nora: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(99):
        add_comment(round, f"Word {n}", question="Q2", position=100 + n)
    with django_assert_max_num_queries(12):
        page = nora.get(DESK)
    assert "Page 1 of 3" in text(page)
    last = text(nora.get(f"{DESK}?page=3"))
    assert last.count('id="c-') == 7
