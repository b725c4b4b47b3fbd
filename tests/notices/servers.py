"""A gateway and a mail server on this machine, which keep what they were handed."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port: int = closed.getsockname()[1]
        return port


@dataclass
class Gateway:
    """What the gateway answers (the last of ``answers`` for ever), and what it was handed."""

    url: str = ""
    answers: list[tuple[int, str]] = field(default_factory=lambda: [(200, '{"status": true}')])
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    silent: Event = field(default_factory=Event)
    """While set it takes what it is handed and says nothing."""

    @property
    def messages(self) -> list[Any]:
        return [json.loads(body) for body in self.bodies]

    @property
    def forms(self) -> list[dict[str, str]]:
        return [{name: values[0] for name, values in parse_qs(b).items()} for b in self.bodies]


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway that listens until the end of the block."""
    kept, over = Gateway(), Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            kept.headers.append(dict(self.headers))
            kept.bodies.append(self.rfile.read(length).decode())
            if kept.silent.is_set():
                over.wait(20)
                return
            status, text = kept.answers[0] if len(kept.answers) == 1 else kept.answers.pop(0)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/lain")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}/kirim"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield kept
    finally:
        over.set()
        server.shutdown()
        server.server_close()


@contextmanager
def dripping(answer: bytes, *, pause: float) -> Iterator[str]:
    """The address of a gateway that answers byte by byte, each after ``pause``."""
    over = Event()
    server = socket.create_server(("127.0.0.1", 0))

    def answer_one() -> None:
        held, _ = server.accept()
        with held, suppress(OSError):
            held.recv(65536)
            for byte in answer:
                held.send(bytes([byte]))
                if over.wait(pause):
                    return
            held.shutdown(socket.SHUT_WR)
            # Closing with unread bytes would take back what was sent.
            while held.recv(65536):
                pass

    thread = Thread(target=answer_one, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/kirim"
    finally:
        over.set()
        server.close()
        thread.join(5)


@dataclass
class Postbox:
    """What the mail server took, and for which address it says no."""

    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    refuses: str = ""
    port: int = 0

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address == self.refuses:
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.connections.add(session.peer)
        self.recipients += envelope.rcpt_tos
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.messages.append(parsed)
        return "250 OK"


@contextmanager
def mail_server(settings: Any) -> Iterator[Postbox]:
    """A mail server that Django's settings name until the end of the block."""
    box = Postbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = ""
        yield box
    finally:
        controller.stop()
