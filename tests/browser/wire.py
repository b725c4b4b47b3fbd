"""A network cable between a browser and the portal that a test can cut.

The browser's own offline switch does not reach service workers, which are a target of their own;
a cable reaches everything.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

HOTEL = b"<!doctype html><title>Wi-Fi</title><h1>Selamat datang, masukkan nomor kamar</h1>"


class Wire:
    """Carries bytes from a port of its own to the portal until it is cut."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname, parts.port)
        self._ends: list[socket.socket] = []
        self._is_hotel = False
        self._port = 0
        self.mend()
        self.url = f"http://localhost:{self._port}"

    def cut(self) -> None:
        """From now on nobody answers, and what was under way breaks off."""
        for end in (self._listener, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def mend(self) -> None:
        """The portal answers again."""
        self._is_hotel = False
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def lead_to_a_hotel(self) -> None:
        """A Wi-Fi that wants a log-in of its own answers everything with its page, and 200."""
        self.cut()
        self.mend()
        self._is_hotel = True

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                if self._is_hotel:
                    self._ends.append(near)
                    threading.Thread(target=_welcome, args=[near], daemon=True).start()
                    continue
                try:
                    far = socket.create_connection(self._target)
                except OSError:
                    near.close()
                    continue
                self._ends += [near, far]
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=ends, daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def _welcome(guest: socket.socket) -> None:
    with suppress(OSError), guest:
        guest.recv(65536)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(HOTEL)}"
        guest.sendall(f"{head}\r\nConnection: close\r\n\r\n".encode() + HOTEL)


@contextmanager
def a_wire(target: str) -> Iterator[Wire]:
    """A cable that is rolled up afterwards."""
    wire = Wire(target)
    try:
        yield wire
    finally:
        wire.cut()
