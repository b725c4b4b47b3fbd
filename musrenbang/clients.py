"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address that log-in throttling counts by.

    With ``PROXY_COUNT`` own proxies in front, the address that the outermost of them saw; what a
    client writes into the header itself stands left of it and is not believed.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXY_COUNT and len(hops) >= settings.PROXY_COUNT and hops[0]:
        return hops[-settings.PROXY_COUNT]
    return request.META.get("REMOTE_ADDR")
