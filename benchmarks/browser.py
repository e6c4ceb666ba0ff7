"""A browser that costs little itself: one connection that is kept, requests that are ready-made."""

import gzip
import re
import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

END = b"\r\n\r\n"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"set-cookie: *([^=;\s]+)=([^;\r]*)", re.IGNORECASE)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
PATIENCE = 120


@dataclass
class Browser:
    """`compressed`: whether it asks for compressed pages, as real ones do."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    compressed: bool = True
    connection: socket.socket | None = None

    def get(self, path: str) -> bytes:
        return self.send(self.request("GET", path))

    def post(self, path: str, fields: dict[str, str]) -> bytes:
        return self.send(self.request("POST", path, fields))

    def fields_of(self, path: str) -> dict[str, str]:
        """The hidden fields of the forms of a page."""
        return dict(HIDDEN.findall(self.text(path)))

    def text(self, path: str) -> str:
        return unpacked(self.get(path)).decode()

    def request(self, method: str, path: str, fields: dict[str, str] | None = None) -> bytes:
        """The bytes of a request."""
        body = urlencode(fields or {}).encode()
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        heads = [
            f"{method} {path} HTTP/1.1",
            f"Host: localhost:{self.port}",
            "Accept-Encoding: gzip" if self.compressed else "Accept-Encoding: identity",
            f"Cookie: {kept}",
        ]
        if method == "POST":
            kind = "application/x-www-form-urlencoded"
            heads += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*heads, "", ""]).encode() + body

    def send(self, request: bytes) -> bytes:
        """Head and body of the answer. Whatever is not a page or a redirect is an error."""
        try:
            answer = self._exchange(request)
        except (ConnectionError, OSError):
            self.connection = None
            answer = self._exchange(request)
        status = int(answer[9:12])
        if status >= 400:
            raise AssertionError(answer.decode(errors="replace")[:2000])
        for name, value in COOKIE.findall(answer.partition(END)[0]):
            self.cookies[name.decode()] = value.decode()
        return answer

    def _exchange(self, request: bytes) -> bytes:
        if self.connection is None:
            self.connection = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.sendall(request)
        answer = bytearray()
        while END not in answer:
            answer += self._more()
        head, _, body = bytes(answer).partition(END)
        found = LENGTH.search(head)
        missing = (int(found[1]) if found else 0) - len(body)
        while missing > 0:
            more = self._more()
            answer += more
            missing -= len(more)
        return bytes(answer)

    def _more(self) -> bytes:
        more = self.connection.recv(1 << 18) if self.connection else b""
        if not more:
            raise ConnectionError
        return more


def unpacked(answer: bytes) -> bytes:
    """The body of an answer as it was before compression."""
    head, _, body = answer.partition(END)
    return gzip.decompress(body) if b"gzip" in head.lower() else body
