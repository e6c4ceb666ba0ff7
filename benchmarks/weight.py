"""How much a first visit fetches: the page and all that it names, compressed as it is sent."""

import re
from urllib.parse import urljoin

from benchmarks.browser import END, Browser, unpacked
from benchmarks.compare import Field, line
from benchmarks.work import PeerVisitor, Respondent, reader

NAMED = re.compile(
    r"""<(?:link\b[^>]*?\bhref|script\b[^>]*?\bsrc|img\b[^>]*?\bsrc)=["']([^"']+)["']""", re.I
)


def table(field: Field) -> list[str]:
    lines = [line(["First visit", "Requests", "kB, compressed"]), line(["---", "---:", "---:"])]
    person = Respondent(field.ours, field.ours.offer["answering"][0]).browser
    keeper, guest = reader(field.ours, "keeper"), Browser(field.ours.port)
    seen = {
        "statement page": fetched(person, "/answer/trust/"),
        "check of the answers": fetched(person, "/answer/check/"),
        "sign-in": fetched(guest, "/accounts/login/"),
        "methods": fetched(keeper, "/methods/"),
        "rounds of a partnership": fetched(keeper, urljoin(field.ours.offer["round"], "../")),
        "dashboard, with charts": fetched(reader(field.ours, "leader"), field.dashboard),
    }
    for name, site in field.peers.items():
        visitor = PeerVisitor(site)
        seen[f"{name}, statement page"] = fetched(visitor.guest, visitor.offer["page"])
    return lines + [line([name, str(n), f"{size / 1000:.1f}"]) for name, (n, size) in seen.items()]


def fetched(browser: Browser, path: str) -> tuple[int, int]:
    """How many requests, and how many bytes of bodies; what a page names elsewhere counts as a
    request without a size."""
    answer = browser.get(path)
    page = unpacked(answer).decode()
    named = {urljoin(path, one) for one in NAMED.findall(page) if not one.startswith("data:")}
    wanted = [one for one in named if 'rel="alternate"' not in one]
    total = len(answer.partition(END)[2])
    for one in wanted:
        if one.startswith("/"):
            total += size_of(browser, one)
    return 1 + len(wanted), total


def size_of(browser: Browser, path: str) -> int:
    """Nothing for what is named and not there: it is a request all the same."""
    try:
        return len(browser.get(path).partition(END)[2])
    except AssertionError:
        return 0
