"""A person's browser before two app servers: round robin, and the other server when one is gone."""

import http.client
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import count
from time import monotonic
from urllib.parse import urlencode, urlsplit

PASSWORD = "kunci-rumah-7714"
SECONDS = 15
"""After which an answer is given up."""
TRIES = 6
READ_ELSEWHERE = 'db;desc="replica"'


@dataclass
class Answer:
    """What came back. ``from_replica``: read from the streaming replica."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def from_replica(self) -> bool:
        return self.headers.get("Server-Timing") == READ_ELSEWHERE


@dataclass
class Tally:
    """What all clients met together."""

    answers: Counter[int] = field(default_factory=Counter)
    refusals: int = 0
    from_replica: int = 0
    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, method: str, answer: Answer) -> None:
        with self.lock:
            self.answers[answer.status] += 1
            self.from_replica += answer.from_replica
            (self.reads if method == "GET" else self.writes).append(answer.seconds)

    def take_refusal(self) -> None:
        with self.lock:
            self.refusals += 1

    @property
    def errors(self) -> int:
        return sum(number for status, number in self.answers.items() if status >= 500)


class Browser:
    """One person's cookies. A request that got no answer is sent again, unchanged."""

    def __init__(self, addresses: tuple[str, ...], tally: Tally | None = None) -> None:
        self._addresses, self.tally = addresses, tally or Tally()
        self._turn = count(len(threading.enumerate()))
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._send("GET", path, b"", {})

    def post(self, path: str, **fields: object) -> Answer:
        body = urlencode(self._with_token(fields), doseq=True).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, body, kind)

    def post_file(self, path: str, name: str, content: bytes, **fields: object) -> Answer:
        """A form with one picture."""
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in self._with_token(fields).items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="f.jpg"\r\n'
        parts += [head.encode(), b"Content-Type: image/jpeg\r\n\r\n", content, b"\r\n"]
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._send("POST", path, body, kind)

    def log_in(self, username: str, password: str) -> "Browser":
        self.get("/masuk/")
        answer = self.post("/masuk/", username=username, password=password)
        assert answer.status == 302, answer.text
        return self

    def _with_token(self, fields: dict[str, object]) -> dict[str, object]:
        return {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        for _ in range(TRIES):
            address = self._addresses[next(self._turn) % len(self._addresses)]
            try:
                answer = self._once(address, method, path, body, headers)
            except (OSError, http.client.HTTPException):
                self.tally.take_refusal()
                continue
            self.tally.take(method, answer)
            if answer.status < 500:
                return answer
        raise AssertionError(f"{method} {path} was never answered")

    def _once(
        self, address: str, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> Answer:
        started = monotonic()
        line = http.client.HTTPConnection(address, timeout=SECONDS)
        try:
            jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            line.request(method, path, body or None, {**headers, "Cookie": jar})
            got = line.getresponse()
            answer = Answer(got.status, got.headers, got.read(), monotonic() - started)
        finally:
            line.close()
        for value in got.headers.get_all("Set-Cookie", ()):
            for name, morsel in SimpleCookie(value).items():
                self.cookies[name] = morsel.coded_value
        return answer


def path_of(answer: Answer) -> str:
    """Where a redirect leads."""
    return urlsplit(answer.headers["Location"]).path
