"""Counts the queries of a request, for those that ask."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

ASK = "X-Count-Queries"
ANSWER = "X-Queries"


def count_queries(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: with the header ``X-Count-Queries`` the answer says how many there were.

    What a streamed answer reads after its first byte is not counted.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return get_response(request)
        count = 0

        def counting(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*args)

        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(counting))
            response = get_response(request)
        response[ANSWER] = str(count)
        return response

    return middleware
