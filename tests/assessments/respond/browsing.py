"""Answering as a browser does it, without script and with the calls that the script makes."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.test import Client

from assessments.links import link_path
from assessments.models import Draft, Invitation
from assessments.services.drafts import content_of

FAR = datetime(2100, 12, 5, 18, 0)  # noqa: DTZ001  a wall-clock time
VOW = (
    "No figure about fewer than five people is ever shown to anyone. Your answers are sealed when "
    "you send them, and your ratings are read only by the machine that adds them up; once the "
    "round is sealed and its backups have expired (35 days), nobody, not even we, can join your "
    "name to them."
)


def begun(invitation: Invitation) -> Client:
    browser = Client()
    browser.post(link_path(invitation))
    return browser


def page_of(browser: Client, part: str = "trust") -> dict[str, str]:
    """The hidden fields and the answers of a part as its page shows them."""
    form = browser.get(f"/answer/{part}/").context["form"]
    return {name: str(form[name].value()) for name in form.fields if form[name].value() is not None}


def text_of(reply: Any) -> str:
    """What a reader sees, without tags, in one line."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", "", reply.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", "", body).replace("&#x27;", "'").split())


def stored(invitation: Invitation) -> Mapping[str, int]:
    draft = Draft.objects.filter(invitation=invitation).first()
    return content_of(invitation, draft).answers.placed


def chosen(reply: Any) -> dict[str, str]:
    """The radios that are on."""
    return dict(
        re.findall(r'type="radio" name="([^"]+)" value="([^"]*)" checked', reply.content.decode())
    )


def way_of(reply: Any) -> str:
    """Where it leads on to, without the piece that nobody can guess."""
    return str(reply["Location"]).partition("?")[0]
