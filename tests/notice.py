"""The notice as respondents read it, sentence by sentence, under every promise that can be made."""

import re
from datetime import UTC, datetime
from html import unescape
from itertools import product
from types import SimpleNamespace

from django.template.loader import render_to_string

from assessments.additions import Added
from assessments.parts import minutes_of
from assessments.promise import Promise
from assessments.questionnaire.load import with_sections
from assessments.scoring.terms import Sides
from tests.assessments.sheets import SECTIONS, instrument

PARTS = ("promise_sentence", "promise_terms", "promise_how")
CLOSES = datetime(2026, 3, 20, 17, 0, tzinfo=UTC)
ADDED = (
    Added(1, "Brightline", "Northgate", CLOSES),
    Added(2, "Northgate", "Brightline", CLOSES),
)
FINGERPRINT = "0" * 64


def promise(*, comments: bool, everyone: bool, neutral_keys: bool) -> Promise:
    return Promise(
        partnership="Harbour Alliance",
        contractor="Brightline",
        client="Northgate",
        scope="cleaning contract 2024",
        customer="patients",
        server="the alliance office",
        k=5,
        comments=comments,
        everyone=everyone,
        neutral_keys=neutral_keys,
        closes_at=CLOSES.isoformat(),
        time_zone="UTC",
        invited=Sides(6, 7),
    )


def notice_sentences() -> list[str]:
    """Each sentence that some respondent may read, once."""
    choices = product((False, True), repeat=7)
    texts = [rendered(*choice) for choice in choices]
    return list(dict.fromkeys(one for text in texts for one in text))


def rendered(
    comments: bool,
    everyone: bool,
    neutral_keys: bool,
    extended: bool,
    further: bool,
    slips: bool,
    shared: bool,
) -> list[str]:
    made = promise(comments=comments, everyone=everyone, neutral_keys=neutral_keys)
    round = SimpleNamespace(time_zone="UTC", extended=extended, promise_sha256=FINGERPRINT)
    asked = with_sections(instrument(), SECTIONS if further else ())
    context = {
        "promise": made,
        "added": ADDED,
        "closes": CLOSES,
        "round": round,
        "respondent": SimpleNamespace(
            promise=made,
            questionnaire=asked,
            asks_by_slips=slips,
            domains=["brightline.example", "team.brightline.example"] if shared else [],
            minutes=minutes_of(asked, with_comments=comments),
        ),
    }
    pages = [render_to_string(f"assessments/answer/{part}.html", context) for part in PARTS]
    return [one for page in pages for one in sentences_of(page)]


def sentences_of(page: str) -> list[str]:
    """What stands in a page's paragraphs, items and definitions; headings are no sentences."""
    blocks = re.findall(r"<(p|li|dd)\b[^>]*>(.*?)</\1>", page, re.S)
    texts = [" ".join(unescape(re.sub(r"<[^>]+>", "", body)).split()) for _tag, body in blocks]
    return [one for text in texts for one in re.split(r"(?<=[.?!])\s+(?=[A-Z“])", text) if one]
