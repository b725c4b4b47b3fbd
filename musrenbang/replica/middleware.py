"""Decides once per request where it reads, and remembers for each person what they wrote or saw."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection, connections
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

from musrenbang.replica.choice import REPLICA, Choice, current, deciding, each_deciding
from musrenbang.replica.monitor import monitor
from musrenbang.replica.pages import reads_only

COOKIE = "posisi"
"""Holds the primary's WAL position after the person's last deed or form, signed."""
SECONDS_KEPT = 600
"""Far above ``MOST_LAG``: a replica that is read at all has passed any older position."""
BEYOND = 2**63 - 1
"""Stands for a position that could not be asked: no replica is past it."""
_SAFE = ("GET", "HEAD")
# The insert position, not the written one: it also covers a commit that the disk has yet to see.
_POSITION = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"


class ReplicaMiddleware:
    """Stands last, so that an error of the replica is met before anybody else answers it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        choice = Choice()
        with deciding(choice):
            response = self.get_response(request)
        if choice.wrote or request.method not in _SAFE or _is_shown_the_primary(request):
            _mark(response)
        if choice.reads == REPLICA:
            response["Server-Timing"] = 'db;desc="replica"'
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = each_deciding(choice, iter(response))
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """The address is known now, and nothing of the page has been read yet."""
        choice, page = current(), request.resolver_match
        if choice is None or page is None or request.method not in _SAFE:
            return
        if reads_only(page.view_name) and monitor.may_read(_position_of(request)):
            choice.reads = REPLICA

    def process_exception(self, request: HttpRequest, error: Exception) -> Any:
        """A page that only reads can be read again: from the primary, within the same request."""
        choice, page = current(), request.resolver_match
        if choice is None or page is None or choice.reads != REPLICA:
            return None
        if not isinstance(error, Error):
            return None
        if isinstance(error, OperationalError | InterfaceError):
            monitor.suspect()
            connections[REPLICA].close()
        choice.back_to_primary()
        response = page.func(request, *page.args, **page.kwargs)
        return response.render() if hasattr(response, "render") else response


def _is_shown_the_primary(request: HttpRequest) -> bool:
    """Forms, and jobs that have done their work: nobody is shown an older state afterwards."""
    page = request.resolver_match
    is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
    return is_known and page is not None and not reads_only(page.view_name)


def _position_of(request: HttpRequest) -> int:
    value = request.get_signed_cookie(COOKIE, default=None, salt=COOKIE, max_age=SECONDS_KEPT)
    return int(value) if value else 0


def _mark(response: HttpResponseBase) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_POSITION)
            (position,) = cursor.fetchone()
    except Error:
        position = BEYOND
    response.set_signed_cookie(
        COOKIE,
        str(position),
        salt=COOKIE,
        max_age=SECONDS_KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
