"""Somebody who uses the site over HTTP alone, and tries again when a server goes away."""

import http.client
import urllib.error
import urllib.request
from http.cookiejar import Cookie, CookieJar
from threading import Event
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html

TRIES = 480
PAUSE = 0.25
AGAIN = {502, 503, 504}


class Visitor:
    """A browser without script: it keeps cookies, follows forms, and presses a button again when
    it got no page."""

    def __init__(self, site: str, **cookies: str) -> None:
        self.site = site
        self.again = 0
        self.waiting = Event()
        self.jar = CookieJar()
        for name, value in cookies.items():
            self.jar.set_cookie(_cookie(name, value, str(urlsplit(site).hostname)))
        keeping = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(keeping, urllib.request.ProxyHandler({}))

    def get(self, path: str) -> html.HtmlElement:
        return self._open(urljoin(self.site, path), None)

    def press(self, page: html.HtmlElement, words: str, **changed: str) -> html.HtmlElement:
        """Send the form with this button, with some fields changed."""
        (button,) = page.xpath(f"//main//form//button[normalize-space()='{words}']")[:1]
        form = next(one for one in button.iterancestors("form"))
        fields = dict(form.form_values()) | changed
        if button.get("name"):
            fields[button.get("name")] = button.get("value", "")
        return self._open(urljoin(page.base_url, form.action or ""), urlencode(fields).encode())

    def _open(self, address: str, data: bytes | None) -> html.HtmlElement:
        for _attempt in range(TRIES):
            request = urllib.request.Request(address, data, {"Referer": self.site + "/"})
            try:
                with self.opener.open(request, timeout=30) as response:
                    return html.fromstring(response.read(), base_url=response.url)
            except urllib.error.HTTPError as problem:
                if problem.code not in AGAIN:
                    raise
                problem.close()
            except (http.client.HTTPException, OSError):
                pass
            self.again += 1
            self.waiting.wait(PAUSE)
        raise AssertionError(f"No page after {TRIES} tries: {address}")


def _cookie(name: str, value: str, host: str) -> Cookie:
    rest: dict[str, str] = {}
    domain = f"{host}.local" if "." not in host else host
    port, path = (None, False), ("/", True)
    where = (*port, domain, False, False, *path)
    return Cookie(0, name, value, *where, False, None, True, None, None, rest)


def text_of(page: html.HtmlElement) -> str:
    """What stands in the main part of a page, in one line."""
    return " ".join(page.xpath("string(//main)").split())
