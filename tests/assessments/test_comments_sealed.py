"""A round whose comments are sealed: what is stored, what a wrong key does, how older rows move."""

import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from assessments.comments import fingerprint_of
from assessments.guards import guard
from assessments.models import Comment, CommentKey, Round
from assessments.queries import comments_of
from assessments.sealed_words import WORDS_BYTES, SealedWordsError
from assessments.services.comments import bring_out_comments, mark_read, mask_words
from assessments.services.due import run_due
from assessments.services.releasing import release_overdue, turn_key
from assessments.shared_log import lines_about
from operations.checks import RUNNING, SERVING, problems
from operations.restoring import find_damage
from partnerships.models import Side
from tests.desk_words import add_comment, saying, words
from tests.disk import erase_in_the_end, is_erased, words_left
from tests.factories import everything_stored
from tests.guards import force
from tests.live_round import CLOSED, DAY, alliance, neutral, person, sealed_with_comments
from tests.migrating import migrate_back_to, migrate_to_newest

pytestmark = pytest.mark.django_db

WRONG = "another master key for the tests, 9876543210"
CANNOT = "The comments of this round cannot be opened"
PRAISE = "Praise 0 of the contractor"
PAGE = "/p/harbour-alliance/rounds/1/"
DESK = f"{PAGE}comments/"


@pytest.fixture
def round() -> Round:
    return sealed_with_comments(alliance())


@pytest.fixture
def nora(round: Round) -> Client:
    client = Client()
    client.force_login(neutral())
    return client


def read(one: Comment) -> None:
    mark_read(comment=one, seen=fingerprint_of(words(one), one.state), by=neutral(), now=CLOSED)


def release(round: Round) -> None:
    for side in Side:
        turn_key(round=round, side=side, by=person(side), now=CLOSED)
    round.refresh_from_db()


def told(round: Round) -> list[str]:
    return [one.text for one in comments_of(round, (*Side, None))]


def test_what_is_stored_has_one_size_and_no_word(round: Round) -> None:
    assert round.comments.count() == 8
    before = {one.pk: bytes(one.blob) for one in round.comments.all()}
    one = saying(round, PRAISE)
    seen = fingerprint_of(PRAISE, one.state)
    mask_words(comment=one, words={0, 1}, seen=seen, by=neutral(), now=CLOSED)
    rows = {one.pk: bytes(one.blob) for one in round.comments.all()}
    assert {len(blob) for blob in rows.values()} == {WORDS_BYTES}
    assert [key for key in rows if rows[key] != before[key]] == [one.pk]
    assert set(round.comments.values_list("text", flat=True)) == {""}
    assert "Praise" not in str(everything_stored())


def test_at_release_the_key_goes_and_what_was_read_is_in_the_clear(round: Round) -> None:
    read(saying(round, PRAISE))
    assert CommentKey.objects.filter(round=round).exists()
    release(round)
    assert not CommentKey.objects.exists()
    assert [(one.text, bytes(one.blob)) for one in Comment.objects.all()] == [(PRAISE, b"")]
    assert not round.erased


def test_where_nothing_was_read_the_key_goes_as_well(round: Round) -> None:
    release(round)
    assert not Comment.objects.exists()
    assert not CommentKey.objects.exists()


def swapped(round: Round) -> tuple[Comment, Comment]:
    """Two comments whose stored words have changed places, which the databases cannot see."""
    first, second = saying(round, PRAISE), saying(round, "Praise 1 of the contractor")
    for one, other in ((first, second), (second, first)):
        round.comments.filter(pk=one.pk).update(blob=bytes(other.blob))
    return first, second


def test_words_that_have_changed_places_are_neither_read_nor_released(
    round: Round, nora: Client, caplog: pytest.LogCaptureFixture
) -> None:
    read(saying(round, PRAISE))
    first, second = swapped(round)
    for path in (DESK, f"{DESK}{first.pk}/", f"{DESK}{second.pk}/"):
        assert CANNOT in nora.get(path, follow=True).content.decode()
    with pytest.raises(SealedWordsError):
        read(Comment.objects.get(pk=second.pk))
    with caplog.at_level(logging.CRITICAL):
        release(round)
    assert told(round) == []


def test_words_that_nobody_sealed_are_not_read(round: Round, nora: Client) -> None:
    """Somebody with the database and without the master key makes up a comment."""
    force(round.comments.filter(pk=saying(round, PRAISE).pk), text="Never said", blob=b"")
    page = nora.get(DESK, follow=True).content.decode()
    assert CANNOT in page
    assert "Never said" not in page


def test_with_a_wrong_key_the_desk_says_so_and_nothing_is_lost(
    round: Round, nora: Client, settings: Settings
) -> None:
    one = saying(round, PRAISE)
    page, seen = f"{DESK}{one.pk}/", fingerprint_of(PRAISE, one.state)
    right, settings.MASTER_KEY = settings.MASTER_KEY, WRONG
    nora.force_login(neutral())
    before = everything_stored()
    for reply in (
        nora.get(DESK, follow=True),
        nora.get(page, follow=True),
        *(
            nora.post(page, {"act": act, "seen": seen, "words": ["0"]}, follow=True)
            for act in ("read", "hold", "mask")
        ),
    ):
        assert reply.status_code == 200
        assert reply.request["PATH_INFO"] == PAGE
        assert CANNOT in reply.content.decode()
        assert "Praise" not in reply.content.decode()
    after = everything_stored()
    assert after["Comment"] == before["Comment"]
    assert after["Event"] == before["Event"]
    settings.MASTER_KEY = right
    assert PRAISE in nora.get(DESK).content.decode()


@pytest.mark.django_db(transaction=True)
def test_with_a_wrong_key_results_come_out_in_time_and_the_comments_later(
    round: Round, nora: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    read(saying(round, PRAISE))
    right, settings.MASTER_KEY = settings.MASTER_KEY, WRONG
    with caplog.at_level(logging.CRITICAL):
        assert release_overdue(round=round, now=CLOSED + 10 * DAY)
        round.refresh_from_db()
        assert round.state == "released"
        assert told(round) == []
        assert Comment.objects.count() == 1
        assert not run_due(now=CLOSED + 10 * DAY)
        nora.force_login(neutral())
        page = nora.get(PAGE).content.decode()
    assert "They come out by themselves" in page
    assert nora.get(f"{PAGE}dashboard/").status_code == 200
    settings.MASTER_KEY = right
    assert run_due(now=CLOSED + 11 * DAY)
    assert told(round) == [PRAISE]
    assert not CommentKey.objects.exists()
    bring_out_comments(round=round)
    nora.force_login(neutral())
    assert "went out with the results" in nora.get(PAGE).content.decode()


def test_comments_whose_key_is_lost_for_good_are_given_up_by_the_owner(
    round: Round, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    def drop(number: int = 1, *, lost: bool = True) -> None:
        of = {"partnership": "harbour-alliance", "round": number}
        call_command("drop_comments", **of, lost_for_good=lost, stdout=StringIO())

    read(saying(round, PRAISE))
    right, settings.MASTER_KEY = settings.MASTER_KEY, WRONG
    with pytest.raises(CommandError, match="no comments that wait"):
        drop()
    with caplog.at_level(logging.CRITICAL):
        assert release_overdue(round=round, now=CLOSED + 10 * DAY)
    with pytest.raises(CommandError, match="no round 2"):
        drop(2)
    settings.MASTER_KEY = right
    with pytest.raises(CommandError, match="can be opened"):
        drop()
    assert Comment.objects.count() == 1
    settings.MASTER_KEY = WRONG
    with pytest.raises(CommandError, match="say --lost-for-good as well"):
        drop(lost=False)
    assert Comment.objects.count() == 1
    drop()
    assert not Comment.objects.exists()
    assert not CommentKey.objects.exists()
    assert find_damage(now=timezone.now()) == []
    assert lines_about(round)[0].text.startswith("The comments could not be opened at release")


def test_a_wrong_key_is_told_to_the_owner_and_turns_nobody_away(
    round: Round, settings: Settings
) -> None:
    sentence = "the comments of a sealed round cannot be opened: MASTER_KEY is not their own"
    now = timezone.now()
    assert find_damage(now=now) == []
    settings.MASTER_KEY = WRONG
    assert find_damage(now=now) == [sentence]
    assert sentence in problems(RUNNING, now)
    assert problems(SERVING, now) == []


def test_the_number_of_comments_changes_no_number_of_questions_to_the_database(
    round: Round, nora: Client
) -> None:
    counts = []
    for more in (0, 30):
        for number in range(more):
            add_comment(round, f"Word {number}", position=100 + number)
        with CaptureQueriesContext(connection) as found:
            nora.get(DESK)
        counts.append(len(found))
    assert counts[0] == counts[1]


BEFORE = "0019_guards_of_results"


@pytest.mark.django_db(transaction=True)
def test_an_installation_with_a_sealed_round_is_brought_along(brought_to_newest: None) -> None:
    round = sealed_with_comments(alliance())
    read(saying(round, PRAISE))
    held = saying(round, "Tried 1 by client").pk
    round.comments.filter(pk=held).update(state="held")
    said = {one.pk: (words(one), one.state, one.side) for one in round.comments.all()}
    assert len(said) == 8
    migrate_back_to(BEFORE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM assessments_comment")
        assert {text for (text,) in cursor.fetchall()} == {one for one, *_ in said.values()}
    force(Round.objects, erased=True)
    guard(None, connection.SchemaEditorClass(connection))
    migrate_to_newest()
    rows = list(round.comments.all())
    assert {one.pk: (words(one), one.state, one.side) for one in rows} == said
    assert {(one.text, len(one.blob)) for one in rows} == {("", WORDS_BYTES)}
    assert not is_erased(round)
    erase_in_the_end(round)
    assert words_left(text for text, *_ in said.values()) == set()
    release(round)
    assert told(round) == [PRAISE]
    assert not CommentKey.objects.exists()
