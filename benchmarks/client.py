"""A browser without a screen: cookies, forms, nothing else; cheap enough to share two cores."""

import http.client
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from benchmarks.counting import ANSWER, ASK

HOST = "127.0.0.1"
_ACTION = re.compile(r"[?#].*")


class BadAnswer(RuntimeError):
    """The portal answered otherwise than the scenario expects."""


@dataclass
class Answer:
    """Status, body and address of the last page of a chain of redirects."""

    status: int
    body: bytes
    path: str

    @property
    def text(self) -> str:
        return self.body.decode()

    def form(self, having: str) -> dict[str, str]:
        """What a browser would send of the form that holds a field named ``having``."""
        found = _Forms(self.text).forms
        for values in found:
            if having in values:
                return dict(values)
        raise BadAnswer(f"{self.path}: tidak ada formulir dengan {having}")


class _Forms(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._area = self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given and self.forms:
            self.forms[-1][self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            if self.forms:
                self.forms[-1][name] = ""
        elif tag == "input" and name and self.forms:
            self._take(name, given)

    def _take(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"radio", "checkbox"} and "checked" not in given:
            return
        if kind not in {"file", "submit", "button"}:
            self.forms[-1][name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1][self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


@dataclass
class Client:
    """One person at one browser. ``queries`` adds up what the pages needed, if asked to count."""

    port: int
    counting: bool = False
    cookies: dict[str, str] = field(default_factory=dict)
    queries: int = 0
    requests: int = 0

    def log_in(self, username: str, password: str) -> None:
        """Through the log-in page; raises ``BadAnswer``."""
        page = self.get("/masuk/")
        sent = page.form("username") | {"username": username, "password": password}
        self.post("/masuk/", sent)
        if "sessionid" not in self.cookies:
            raise BadAnswer(f"{username} tidak dapat masuk")

    def get(self, path: str) -> Answer:
        """Follow redirects; raises ``BadAnswer`` unless the end is a 200."""
        return self._follow("GET", path, b"")

    def post(self, path: str, values: dict[str, str]) -> Answer:
        """Send a form, then go where it leads."""
        return self._follow("POST", path, urlencode(values).encode())

    def _follow(self, method: str, path: str, body: bytes) -> Answer:
        for _ in range(6):
            status, answer, location = self._once(method, path, body)
            if status not in (301, 302, 303):
                if status != http.HTTPStatus.OK:
                    raise BadAnswer(f"{method} {path}: {status}")
                return Answer(status, answer, path)
            parts = urlsplit(location)
            path = _ACTION.sub("", parts.path) + (f"?{parts.query}" if parts.query else "")
            method, body = "GET", b""
        raise BadAnswer(f"{path}: terlalu banyak pengalihan")

    def _once(self, method: str, path: str, body: bytes) -> tuple[int, bytes, str]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.counting:
            headers[ASK] = "1"
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        self.requests += 1
        self.queries += int(response.headers.get(ANSWER) or 0)
        return response.status, answer, response.headers.get("Location") or ""
