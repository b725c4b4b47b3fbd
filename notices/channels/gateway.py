"""Letters through an office's own gateway for WhatsApp or SMS, over HTTP.

Which gateway, with which words, is written in the environment; see ``docs/operations.md``.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import urllib3
from django.core.exceptions import ImproperlyConfigured

from notices.channels.base import Letter, NotSent
from notices.channels.deadline import Deadline

MOST_BYTES = 64 * 1024
"""Of an answer; what says whether a message went stands at its beginning."""

ADDRESSES = frozenset({"{to}", "{to_digits}", "{to_local}"})
_PLACE = re.compile(r"\{(?:to|to_digits|to_local|text|id)\}")

_IS_ABOUT_THE_LETTER = frozenset({400, 404, 409, 413, 422})
"""Answers that another letter need not get; all others mean that the gateway is out of order."""


class GatewayChannel:
    """Posts each letter to ``url``; taken over means 2xx and, with ``sent_if``, what it says.

    ``body`` is a JSON object whose texts hold ``{to}``, ``{text}`` and so on; ``form`` sends its
    names and texts as an HTML form does. Redirects are not followed: the token would go along.
    """

    def __init__(
        self,
        url: str,
        body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        *,
        form: bool = False,
        timeout: float = 10,
        sent_if: str = "",
    ) -> None:
        places = set(_PLACE.findall(json.dumps(body)))
        if "{text}" not in places or not places & ADDRESSES:
            raise ImproperlyConfigured("Isi kiriman ke gateway harus memuat {to} dan {text}.")
        if form and not all(isinstance(value, str) for value in body.values()):
            raise ImproperlyConfigured("Formulir untuk gateway hanya memuat nama dan teks.")
        if not all(isinstance(value, str) for value in (headers or {}).values()):
            raise ImproperlyConfigured("Kepala kiriman ke gateway hanya memuat nama dan teks.")
        self.url, self.body, self.form = url, body, form
        self.headers = {"Accept": "application/json"} | dict(headers or {})
        self.path, _, words = sent_if.partition("=")
        self.words = {word.strip().lower() for word in words.split("|") if word.strip()}
        if sent_if and not (self.path and self.words):
            raise ImproperlyConfigured("Tulis tanda terkirim seperti status=true.")
        self.pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=timeout, read=timeout), retries=False
        )
        self.deadline = Deadline(timeout)
        self.pool.pool_classes_by_scheme = self.deadline.pools()

    def send(self, letter: Letter) -> None:
        try:
            status, answer = self._post(letter)
        except urllib3.exceptions.NewConnectionError as error:
            # In this library a kind of time-out, though nobody waited.
            raise NotSent("Gateway tidak dapat dihubungi.", is_down=True) from error
        except urllib3.exceptions.TimeoutError as error:
            what = "Gateway tidak menjawab tepat waktu."
            raise NotSent(what, is_down=True, is_unsure=True) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            what = "Sambungan ke gateway terputus."
            raise NotSent(what, is_down=True, is_unsure=True) from error
        if not 200 <= status < 300:
            raise NotSent(f"Gateway menjawab {status}.", is_down=status not in _IS_ABOUT_THE_LETTER)
        if self.words:
            self._refuse_unless_taken(answer)

    def close(self) -> None:
        self.pool.clear()

    def _refuse_unless_taken(self, answer: bytes) -> None:
        try:
            said = _found(answer, self.path)
        except (ValueError, RecursionError) as error:
            what = "Jawaban gateway tidak dapat dibaca."
            raise NotSent(what, is_down=True, is_unsure=True) from error
        if said not in self.words:
            raise NotSent("Jawaban gateway tidak menyatakan pesan diterima.")

    def _post(self, letter: Letter) -> tuple[int, bytes]:
        filled = _filled(self.body, _places(letter))
        kind = "application/x-www-form-urlencoded" if self.form else "application/json"
        text = urlencode(filled) if self.form else json.dumps(filled, ensure_ascii=False)
        with self.deadline:
            response = self.pool.request(
                "POST",
                self.url,
                body=text.encode(),
                # Whoever knows the header sends nothing twice when an answer was lost on its way.
                headers={"Content-Type": kind, "Idempotency-Key": str(letter.id)} | self.headers,
                redirect=False,
                preload_content=False,
            )
            try:
                return response.status, response.read(MOST_BYTES) if self.words else b""
            finally:
                response.close()


def _places(letter: Letter) -> dict[str, str]:
    digits = letter.to.removeprefix("+")
    return {
        "{to}": letter.to,
        "{to_digits}": digits,
        "{to_local}": f"0{digits.removeprefix('62')}",
        "{text}": letter.text,
        "{id}": str(letter.id),
    }


def _filled(part: Any, places: Mapping[str, str]) -> Any:
    """``part`` with its places filled in one go: no letter can bring places of its own."""
    if isinstance(part, str):
        return _PLACE.sub(lambda match: places[match[0]], part)
    if isinstance(part, Mapping):
        return {name: _filled(value, places) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, places) for value in part]
    return part


def _found(answer: bytes, path: str) -> str:
    """What stands at ``path`` (``data.0.status``) of a JSON answer; empty where nothing does.

    Raises ``ValueError`` or ``RecursionError`` for what is no JSON that anybody would send.
    """
    part = json.loads(answer)
    for name in path.split("."):
        if isinstance(part, list) and name.isdigit() and int(name) < len(part):
            part = part[int(name)]
        elif isinstance(part, dict) and name in part:
            part = part[name]
        else:
            return ""
    return json.dumps(part) if isinstance(part, bool) else str(part).lower()
