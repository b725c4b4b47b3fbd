"""So many requests a minute from one address or one account, and no more."""

import hashlib
import time

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60


def is_too_often(request: HttpRequest, kind: str, limit: int) -> bool:
    """Count this request; whether its address has now asked more than ``limit`` times this minute.

    The address itself is not kept, only its hash, and that for a minute. A cache that is away
    counts nothing and stops nobody.
    """
    return exceeds(get_client_ip_address(request) or "", kind, limit)


def exceeds(who: str, kind: str, limit: int, *, seconds: int = MINUTE) -> bool:
    """The same for anyone that ``who`` names, in ``seconds`` instead of a minute."""
    digest = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"{kind}:{int(time.time()) // seconds}:{digest}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > limit
    except ValueError:
        # It ran out between the two, or the cache holds nothing.
        return False
