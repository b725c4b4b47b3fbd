"""A Redis that is away costs the kept results, never a page."""

import pytest

from musrenbang.caches import ForgivingRedisCache


@pytest.fixture
def away() -> ForgivingRedisCache:
    """Nobody listens at this port."""
    return ForgivingRedisCache("redis://127.0.0.1:9/0", {})


@pytest.mark.parametrize(
    ("deed", "instead"),
    [
        (lambda cache: cache.get("k", 7), 7),
        (lambda cache: cache.add("k", 1), False),
        (lambda cache: cache.incr("k"), 0),
        (lambda cache: cache.set("k", 1), None),
        (lambda cache: cache.delete("k"), False),
    ],
)
def test_what_is_answered_instead(away: ForgivingRedisCache, deed, instead) -> None:
    assert deed(away) == instead
