"""What visitors do on the sites, one request at a time."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from typing import Any

from benchmarks.browser import Browser
from benchmarks.servers import Site

Action = Callable[[], object]

FORMATS = ("json", "csv", "xlsx", "pdf", "pptx")
RADIO = re.compile(r'<input[^>]*type="radio"[^>]*name="([^"]+)"')


class Respondent:
    """Somebody who answers on our site, with the first part open."""

    def __init__(self, site: Site, cookie: str, compressed: bool = True) -> None:
        self.browser = Browser(site.port, {"respondent": cookie}, compressed)
        self.turn = count()
        self.path = ""
        self.fields: dict[str, str] = {}
        self.codes: list[str] = []

    def open(self, path: str) -> None:
        """Open a part, as its script knows it."""
        page = self.browser.text(path)
        self.path = path
        self.fields = hidden_fields(page)
        self.codes = list(dict.fromkeys(RADIO.findall(page)))

    def look(self) -> bytes:
        return self.browser.get(self.path)

    def save(self) -> bytes:
        """Another answer each time: what has not changed is not written."""
        chosen = dict.fromkeys(self.codes, str(next(self.turn) % 5))
        return self.browser.post(f"{self.path}save/", self.fields | chosen)

    def send(self) -> bytes:
        return self.browser.post("/answer/send/", self.fields)


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def respondent(site: Site, number: int, path: str, compressed: bool = True) -> Respondent:
    found = Respondent(site, site.offer["answering"][number], compressed)
    found.open(path)
    return found


def senders(site: Site) -> list[Respondent]:
    """Those who have answered everything, at their last page."""
    found = [Respondent(site, cookie) for cookie in site.offer["sending"]]
    for one in found:
        one.open("/answer/check/")
    return found


def reader(site: Site, session: str) -> Browser:
    return Browser(site.port, {"sessionid": site.offer[session]})


def exporting(site: Site) -> Mapping[str, Action]:
    """A download in each format by a leader."""
    browser = reader(site, "leader")
    path = site.offer["round"]
    fields = hidden_fields(browser.text(f"{path}dashboard/"))
    return {name: partial(browser.post, f"{path}export/{name}/", fields) for name in FORMATS}


class PeerVisitor:
    """Somebody on a peer's site."""

    def __init__(self, site: Site) -> None:
        self.offer: Mapping[str, Any] = site.offer
        name, _, value = site.offer.get("cookie", "").partition("=")
        self.browser = Browser(site.port, {name: value} if name else {})
        # Answering is for everybody: no account there
        self.guest = Browser(site.port)
        self.fields = hidden_fields(self.guest.text(self.offer["page"])) | self.offer["fields"]

    def look(self) -> bytes:
        return self.guest.get(self.offer["page"])

    def submit(self) -> bytes:
        answer = self.guest.post(self.offer["page"], self.fields)
        assert answer[9:12] == b"302", answer[:3000]
        return answer

    def results(self) -> bytes:
        return self.browser.get(self.offer["results"])
