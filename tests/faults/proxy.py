"""A bad line: cuts, delays, repeats, and answers that are not the portal's."""

import asyncio
import hashlib
import json
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

HOTEL = b"<!doctype html><title>Selamat datang di Hotel Contoh</title><p>Masuk dengan nomor kamar."
SLOW = 0.12
"""Share of requests that wait a little before anything else."""


@dataclass(frozen=True)
class Request:
    """One request as it came, whole unless its sender was cut off."""

    raw: bytes
    method: str
    path: str
    body: bytes


Fate = Callable[["BadLine", Request, random.Random], Awaitable[tuple[bytes, bool]]]
"""What the device gets to read, and whether the line breaks after it."""


class BadLine:
    """A TCP proxy on loopback in a thread of its own; ``met`` counts what it did."""

    def __init__(self, port: int, upstream: int, seed: str) -> None:
        self.port, self.upstream, self.met = port, upstream, Counter[str]()
        self.is_bad = True
        self._seed, self._serial = seed, 0
        self._told: list[bytes] = []
        self._tasks: set[asyncio.Task[None] | None] = set()
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        serving = asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=256)
        self._server = asyncio.run_coroutine_threadsafe(serving, self._loop).result()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for one in others:
            one.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serial += 1
        # The loop itself holds a task only weakly, and this one outlives its device's end.
        task = asyncio.current_task()
        self._tasks.add(task)
        chance = random.Random(f"{self._seed} {self._serial}")
        is_torn = False
        try:
            request = await _read(reader)
            if chance.random() < SLOW:
                await asyncio.sleep(chance.uniform(0.05, 0.5))
            answer, is_torn = await self._choose(request, chance)(self, request, chance)
            writer.write(answer)
            await writer.drain()
        except OSError:
            is_torn = True
            self.met["no server"] += 1
        except asyncio.CancelledError:
            # The end of the test, and this is the whole of the task.
            is_torn = True
        finally:
            _close(writer, is_torn=is_torn)
            self._tasks.discard(task)

    def _choose(self, request: Request, chance: random.Random) -> Fate:
        if not self.is_bad:
            return passed
        fate = chance.choices(list(FATES), [share for share, _ in FATES.values()])[0]
        if fate in ("forged receipt", "another's receipt") and request.method != "PUT":
            fate = "passed"
        self.met[fate] += 1
        return FATES[fate][1]

    async def ask(self, raw: bytes, *, is_whole: bool = True) -> bytes:
        """The portal's answer to these bytes; a part of a request gets none."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            writer.write(raw)
            await writer.drain()
            answer = await reader.read() if is_whole else b""
        finally:
            _close(writer, is_torn=not is_whole and bool(self._serial % 2))
        if b"kuitansi" in answer:
            self._told.append(answer)
        return answer

    def earlier(self, chance: random.Random) -> bytes:
        """An answer that somebody got before."""
        return chance.choice(self._told) if self._told else b""

    def forged(self, request: Request) -> bytes:
        """All that a receipt says, signed by somebody else."""
        claims = {
            "iss": "musrenbang",
            "sub": request.path.split("/")[4],
            "isi": hashlib.sha256(request.body).hexdigest(),
            "nomor": "2024/99.75.01.1001/9999",
            "berkas": {"dinyatakan": 0, "sampai": []},
            "lengkap": True,
        }
        return json.dumps({"kuitansi": jwt.encode(claims, self._key, "ES256")}).encode()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = b""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        body = await reader.readexactly(length)
    except asyncio.IncompleteReadError as error:
        body = error.partial
    method, _, rest = head.decode("latin-1").partition(" ")
    return Request(head + body, method, rest.partition(" ")[0], body)


def _close(writer: asyncio.StreamWriter, *, is_torn: bool) -> None:
    if is_torn:
        # A reset, as when the other end is gone; not the polite end of a conversation.
        line = writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    else:
        writer.close()


def _answer(kind: str, content: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


async def passed(line: BadLine, request: Request, chance: random.Random) -> tuple[bytes, bool]:
    return await line.ask(request.raw), False


async def refused(line: BadLine, request: Request, chance: random.Random) -> tuple[bytes, bool]:
    return b"", True


async def cut_early(line: BadLine, request: Request, chance: random.Random) -> tuple[bytes, bool]:
    head = len(request.raw) - len(request.body)
    await line.ask(request.raw[: chance.randrange(1, head)], is_whole=False)
    return b"", True


async def cut_within(line: BadLine, request: Request, chance: random.Random) -> tuple[bytes, bool]:
    head = len(request.raw) - len(request.body)
    await line.ask(request.raw[: head + chance.randrange(len(request.body) or 1)], is_whole=False)
    return b"", True


async def cut_before_answer(
    line: BadLine, request: Request, chance: random.Random
) -> tuple[bytes, bool]:
    """The portal has all of it, and perhaps goes on; the device hears nothing."""
    await line.ask(request.raw, is_whole=chance.random() < 0.5)
    return b"", True


async def cut_in_answer(
    line: BadLine, request: Request, chance: random.Random
) -> tuple[bytes, bool]:
    answer = await line.ask(request.raw)
    return answer[: chance.randrange(len(answer) or 1)], True


async def twice(line: BadLine, request: Request, chance: random.Random) -> tuple[bytes, bool]:
    answers = await asyncio.gather(line.ask(request.raw), line.ask(request.raw))
    return chance.choice(answers), False


async def hotel(line: BadLine, request: Request, chance: random.Random) -> tuple[bytes, bool]:
    return _answer("text/html; charset=utf-8", HOTEL), False


async def forged(line: BadLine, request: Request, chance: random.Random) -> tuple[bytes, bool]:
    return _answer("application/json", line.forged(request)), False


async def stale(line: BadLine, request: Request, chance: random.Random) -> tuple[bytes, bool]:
    """What a cache on the way might give: true, signed, and about another usulan."""
    return line.earlier(chance), False


FATES: dict[str, tuple[float, Fate]] = {
    "passed": (60, passed),
    "refused": (4, refused),
    "cut in the head": (4, cut_early),
    "cut in the body": (7, cut_within),
    "cut before the answer": (8, cut_before_answer),
    "cut in the answer": (6, cut_in_answer),
    "sent twice": (4, twice),
    "hotel page": (3, hotel),
    "forged receipt": (2, forged),
    "another's receipt": (2, stale),
}
"""With their shares in percent."""
