"""How long a person takes to an open round, and to the next: `make bench-details`.

A browser goes the ways of `tests/e2e/walking.py` on a served site, and each page is reckoned with
the keystroke-level model of Card, Moran and Newell: a key takes K, a click P and K, a change
between mouse and keyboard H, and M is to think of what is next, before each field and each press.
Reading comes on top, at a usual pace: *all* is every word that is seen in the main part of the
page, with what stands in its fields; *used* only its headings, labels and buttons, and the hints
of the fields that are filled in. The server's time is that from a press to the next page.
"""

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
K, P, H, M = 0.28, 1.1, 0.4, 1.35
"""Seconds: an average typist's key, to point, to change the hand's place, to think."""
CLICK = P + K
WORDS_A_MINUTE = 238
FILE_CHOOSER_CLICKS = 3
"""The field's button, the file, and the button of the chooser."""

VISIBLE_WORDS = """({kind, hints}) => {
  const isSeen = (one) => one.checkVisibility({visibilityProperty: true})
    && !one.closest(".visually-hidden, option, script");
  const isRead = (one) => kind === "all" || one.closest("h1, h2, h3, label, legend, .btn")
    || hints.includes(one.id);
  const main = document.querySelector("main"), texts = [];
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (isSeen(holder) && isRead(holder)) texts.push(walker.currentNode.data);
  }
  for (const field of main.querySelectorAll("input, select")) {
    if (field.type === "hidden" || field.type === "file" || !isSeen(field)) continue;
    if (isRead(field)) texts.push(field.selectedOptions?.[0].text ?? field.value);
  }
  return texts.join(" ").split(/\\s+/).filter((word) => /[\\p{L}\\p{N}]/u.test(word)).length;
}"""


@dataclass
class Page:
    """One page of a way, and what was done on it, in seconds."""

    title: str = ""
    all: int = 0
    used: int = 0
    hands: float = 0.0
    server: float = 0.0

    def seconds(self, words: int) -> float:
        return words * 60 / WORDS_A_MINUTE + self.hands + self.server


def start(folder: str) -> None:
    """A database of its own, and mails that are kept in memory."""
    sys.path.insert(0, str(ROOT))
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/walk.sqlite3"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0)


def person_on(page: Any) -> Any:
    """A hand that notes what a person would need for each page."""
    from playwright.sync_api import FilePayload

    from tests.e2e.walking import Hand

    class Person(Hand):
        def __init__(self) -> None:
            super().__init__(page)
            self.pages = [Page()]
            self._begin_page()

        def _begin_page(self) -> None:
            self.is_typing = False
            self.hints: list[str | None] = []

        def write(self, label: str, words: str) -> None:
            super().write(label, words)
            self._fill(label, CLICK + H + len(words) * K)
            self.is_typing = True

        def attach(self, label: str, file: FilePayload) -> None:
            super().attach(label, file)
            self._fill(label, FILE_CHOOSER_CLICKS * CLICK)

        def press(self, name: str, role: str = "button") -> None:
            before = time.perf_counter()
            super().press(name, role)
            self._act(CLICK)
            self.pages[-1].server = time.perf_counter() - before - self.looked
            self.pages.append(Page())
            self._begin_page()

        def look(self) -> None:
            before = time.perf_counter()
            last = self.pages[-1]
            last.title = page.locator("h1").inner_text()
            last.all, last.used = (
                page.evaluate(VISIBLE_WORDS, {"kind": kind, "hints": self.hints})
                for kind in ("all", "used")
            )
            self.looked = time.perf_counter() - before

        def _fill(self, label: str, seconds: float) -> None:
            self.hints.append(self.field(label).get_attribute("aria-describedby"))
            self._act(seconds)

        def _act(self, seconds: float) -> None:
            """Thought of first, and begun with the mouse."""
            self.pages[-1].hands += M + (H if self.is_typing else 0) + seconds
            self.is_typing = False

    return Person()


def tell(way: str, pages: list[Page]) -> None:
    """A row for each page, the last of which is only arrived at, and one for the whole way."""
    print(f"| {way} | Words | of them used | Hands, s | Server, s | All read, s | Used read, s |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    *walked, last = pages
    whole = Page("**whole way**")
    for one in walked:
        whole.all, whole.used = whole.all + one.all, whole.used + one.used
        whole.hands, whole.server = whole.hands + one.hands, whole.server + one.server
    for one in (*walked, whole):
        times = f"{one.hands:.1f} | {one.server:.2f} | {one.seconds(one.all):.0f}"
        read = f"{one.all} | {one.used} | {times} | {one.seconds(one.used):.0f}"
        print(f"| {one.title} | {read} |")
    print(f"| arrived: {last.title} | {last.all} | {last.used} | | | | |\n")


def walk(page: Any, mails: Any) -> None:
    from tests.e2e import walking

    walking.new_facilitator()
    person = person_on(page)
    walking.sign_in_by_mail(person, mails)
    person.look()
    tell("Signing in", person.pages)
    person = person_on(page)
    page.goto("/")
    round = walking.first_round(person)
    tell("The first round", person.pages)
    walking.hold(round)
    person = person_on(page)
    walking.next_round(person)
    tell("The next round", person.pages)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start(folder)
        from django.core import mail
        from playwright.sync_api import sync_playwright
        from pytest_django.live_server_helper import LiveServer

        from tests.conftest import BROWSER_FLAGS, browser_file

        server = LiveServer("localhost")
        with sync_playwright() as playwright:
            flags = [*BROWSER_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
            browser = playwright.chromium.launch(executable_path=browser_file(), args=flags)
            size: Any = {"width": 1280, "height": 800}
            page = browser.new_context(base_url=server.url, viewport=size).new_page()
            walk(page, mail.outbox)
            browser.close()
        server.stop()


if __name__ == "__main__":
    main()
