"""The tenth part: in one's own words, where the promise turned comments on."""

import json
from collections.abc import Mapping

import pytest
from django.test import Client

from assessments.ballots import open_ballot, open_private_key
from assessments.links import link_path
from assessments.models import Ballot, Draft, Invitation, Round, RoundKey
from assessments.services.drafts import content_of
from partnerships.models import Side
from tests.assessments.respond.browsing import FAR, begun, page_of, text_of, way_of
from tests.hostile import PAYLOADS
from tests.live_round import alliance, everything, invitations, opened

pytestmark = pytest.mark.django_db

WORDS = "/answer/words/"
WHO = (
    "A facilitator reads this first and may mask words or hold it back; then the leaders of both "
    "organizations read it. Please name nobody."
)


@pytest.fixture
def round(db: None) -> Round:
    return opened(alliance(), closes=FAR, comments=True)


def written(invitation: Invitation) -> Mapping[str, str]:
    draft = Draft.objects.filter(invitation=invitation).first()
    return content_of(invitation, draft).answers.comments


def write(browser: Client, path: str = WORDS, **words: str) -> object:
    return browser.post(path, {**page_of(browser, "words"), **words})


def test_a_round_without_comments_has_no_such_part() -> None:
    browser = begun(invitations(opened(alliance(), closes=FAR), Side.CLIENT)[0])
    assert browser.get(WORDS).status_code == 404
    assert browser.post(WORDS, {"Q1": "Smuggled"}).status_code == 404
    assert "In your own words" not in text_of(browser.get("/answer/check/"))
    assert "Part 1 of 9 · about 12 minutes left" in text_of(browser.get("/answer/trust/"))


def test_the_questions_with_what_becomes_of_the_words(browser: Client) -> None:
    reply = browser.get(WORDS)
    text = text_of(reply)
    assert "Part 10 of 10 · about 3 minutes left" in text
    assert text.count(WHO) == 3
    assert text.count("Up to 1,000 characters.") == 3
    for prompt in reply.context["part"].prompts:
        assert prompt.prompt in text
    assert "Part 1 of 10 · about 15 minutes left" in text_of(browser.get("/answer/trust/"))


def test_the_landing_page_tells_the_minutes_with_writing(invitation: Invitation) -> None:
    assert "It takes about 15 minutes" in text_of(Client().get(link_path(invitation)))


def test_words_are_saved_shown_again_and_listed_without_their_text(
    invitation: Invitation, browser: Client
) -> None:
    assert way_of(browser.post("/answer/stance/", page_of(browser, "stance"))) == WORDS
    reply = browser.post(
        WORDS, {**page_of(browser, "words"), "Q1": " The  move\r\n\r\nin May ", "Q3": ""}
    )
    assert way_of(reply) == "/answer/check/"
    assert written(invitation) == {"Q1": "The move\n\nin May"}
    shown = browser.get(WORDS).context["form"]
    assert (shown["Q1"].value(), shown["Q2"].value()) == ("The move\n\nin May", None)
    check = text_of(browser.get("/answer/check/"))
    assert "In your own words 1 text written" in check
    assert "The move" not in check
    browser.post(WORDS, {**page_of(browser, "words"), "Q1": "", "Q2": "Bolder"})
    assert written(invitation) == {"Q2": "Bolder"}


def test_ratings_and_words_leave_each_other_alone(invitation: Invitation, browser: Client) -> None:
    browser.post("/answer/trust/", {**page_of(browser), "T1": "3"})
    write(browser, Q1="Words")
    browser.post("/answer/trust/", {**page_of(browser), "T2": "3"})
    answers = content_of(invitation, Draft.objects.get()).answers
    assert (answers.placed, answers.comments) == ({"T1": 3, "T2": 3}, {"Q1": "Words"})


def sent(round: Round) -> Mapping[str, str]:
    ballot = Ballot.objects.get()
    assert len(ballot.blob) == round.ballot_bytes == 16384
    key = open_private_key(RoundKey.objects.get())
    opened_ballot = open_ballot(key, round.pk, ballot.pk, ballot.blob, round.ballot_bytes)
    return opened_ballot.answers.comments


def test_words_alone_can_be_sent(round: Round, browser: Client) -> None:
    write(browser, Q1="Nothing but words")
    token = page_of(browser, "words")["invitation"]
    assert way_of(browser.post("/answer/send/", {"invitation": token})) == "/answer/sent/"
    assert sent(round) == {"Q1": "Nothing but words"}
    assert "read by a facilitator first" in text_of(browser.get("/answer/sent/"))


@pytest.mark.parametrize(
    "letter", ["a", "\N{GRINNING FACE}", '"', "\\", "é", "\N{CJK UNIFIED IDEOGRAPH-4E00}"]
)
def test_the_longest_words_of_any_letters_fit_into_draft_and_ballot(
    round: Round, invitation: Invitation, browser: Client, letter: str
) -> None:
    """Four bytes is the most that a letter takes, in JSON too."""
    text = letter * 1000
    codes = [code for part in browser.get(WORDS).context["respondent"].parts for code in part.codes]
    assert len(codes) == 52
    for part in browser.get(WORDS).context["respondent"].parts:
        browser.post(
            f"/answer/{part.slug}/",
            {
                **page_of(browser, part.slug),
                **dict.fromkeys(part.codes, "x"),
                **dict.fromkeys(part.prompt_codes, text),
            },
        )
    assert len(Draft.objects.get().blob) == 16384
    assert written(invitation) == dict.fromkeys(("Q1", "Q2", "Q3"), text)
    browser.post("/answer/send/", {"invitation": page_of(browser, "words")["invitation"]})
    assert sent(round) == dict.fromkeys(("Q1", "Q2", "Q3"), text)


TOO_LONG = "Not saved. A text can have 1,000 characters; this one has {}: shorten it."
INVISIBLE = "Not saved. There is an invisible control character in this text: type it anew."
REFUSED = [
    ("a" * 1001, TOO_LONG.format("1,001")),
    ("\N{GRINNING FACE}" * 1001, TOO_LONG.format("1,001")),
    ("a" * 2**20, TOO_LONG.format("1,048,576")),
    ("a\0b", INVISIBLE),
    ("a\x07b", INVISIBLE),
    ("\x7f", INVISIBLE),
    ("\N{RIGHT-TO-LEFT OVERRIDE}annA", INVISIBLE),
    ("\N{RIGHT-TO-LEFT ISOLATE}annA", INVISIBLE),
    ("a\ufffeb", INVISIBLE),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_kept_is_refused_in_one_sentence_and_stays_on_the_page(
    invitation: Invitation, browser: Client, text: str, sentence: str
) -> None:
    fields = {**page_of(browser, "words"), "Q1": "Fine", "Q2": text}
    reply = browser.post(WORDS, fields)
    assert reply.status_code == 400
    assert sentence in text_of(reply)
    form = reply.context["form"]
    assert (form["Q1"].value(), form["Q2"].value()) == ("Fine", text)
    saved = browser.post(f"{WORDS}save/", fields)
    assert (saved.status_code, saved.json()["sentence"]) == (400, sentence)
    assert written(invitation) == {}


def test_every_hostile_text_is_kept_as_text_or_refused(
    invitation: Invitation, browser: Client
) -> None:
    fields = page_of(browser, "words")
    kept = 0
    for number, text in enumerate(PAYLOADS):
        reply = browser.post(f"{WORDS}save/", {**fields, "Q1": f"{number} {text}"})
        assert reply.status_code in {200, 400}
        kept += reply.status_code == 200
        if reply.status_code == 200:
            assert written(invitation)["Q1"].split() == f"{number} {text}".split()
            fields["base"] = reply.json()["version"]
    assert kept > 250
    write(browser, Q1="</textarea><script>alert(1)</script>")
    assert "<script>alert" not in browser.get(WORDS).content.decode()


def test_newer_words_are_shown_and_ones_own_stay_beside_them(
    invitation: Invitation, browser: Client
) -> None:
    one, two = page_of(browser, "words"), page_of(browser, "words")
    browser.post(f"{WORDS}save/", {**one, "Q1": "From the phone", "Q2": "The same"})
    reply = browser.post(WORDS, {**two, "Q1": "From the desk", "Q2": "The same", "Q3": ""})
    assert reply.status_code == 409
    text = text_of(reply)
    assert "nothing was overwritten" in text
    assert reply.context["form"]["Q1"].value() == "From the phone"
    assert text.count("What you had written on this page, not saved.") == 3
    assert reply.content.decode().count('<div class="beside" hidden>') == 2
    assert "Copy from it what you want to keep: From the desk" in text
    by_script = browser.post(f"{WORDS}save/", {**two, "Q1": "From the desk"}).json()
    assert by_script["answers"]["Q1"] == "From the phone"
    assert written(invitation) == {"Q1": "From the phone", "Q2": "The same"}


def test_another_device_resumes_with_the_words(invitation: Invitation, browser: Client) -> None:
    write(browser, Q1="Begun at home")
    code = browser.get(WORDS).context["respondent"].code
    other = begun(invitation)
    assert way_of(other.get(WORDS)) == "/answer/code/"
    assert b"Begun at home" not in other.get("/answer/code/").content
    token = other.get("/answer/code/").context["respondent"].form_token
    other.post("/answer/code/", {"invitation": token, "code": code})
    assert other.get(WORDS).context["form"]["Q1"].value() == "Begun at home"


def test_no_word_of_a_draft_stands_on_the_page_of_the_link(
    invitation: Invitation, browser: Client
) -> None:
    write(browser, Q1="Plainspoken")
    for client in (browser, Client(), begun(invitation)):
        assert b"Plainspoken" not in client.get(link_path(invitation)).content
    assert b"Plainspoken" not in bytes(Draft.objects.get().blob)
    assert json.dumps("Plainspoken").encode() not in bytes(Draft.objects.get().blob)


def test_a_page_cannot_bring_words_to_questions_of_other_parts(
    invitation: Invitation, browser: Client
) -> None:
    reply = browser.post("/answer/trust/", {**page_of(browser), "T1": "3", "Q1": "Smuggled"})
    assert reply.status_code == 400
    assert "statements of another questionnaire" in text_of(reply)
    assert written(invitation) == {}
    assert browser.post(WORDS, {**page_of(browser, "words"), "Q9": "No such"}).status_code == 400
    assert everything(0).keys().isdisjoint({"Q1", "Q2", "Q3"})
