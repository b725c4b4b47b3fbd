"""A cache in Redis that pages can do without."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

AWAY = 5.0
"""Seconds for which a Redis that has failed is not asked again."""


class ForgivingRedisCache(RedisCache):
    """A Redis that is gone is a cache that holds nothing: pages work everything out themselves."""

    _away_until = 0.0

    def _unless_away(self, deed: Callable[..., Any], instead: Any, *args: Any, **more: Any) -> Any:
        if monotonic() < self._away_until:
            return instead
        try:
            return deed(*args, **more)
        except RedisError as error:
            log.warning("Redis does not answer: %s", error)
            self._away_until = monotonic() + AWAY
            return instead

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        return self._unless_away(super().get, default, key, default, version)

    def get_many(self, *args: Any, **more: Any) -> dict[str, Any]:
        return self._unless_away(super().get_many, {}, *args, **more)

    def has_key(self, *args: Any, **more: Any) -> bool:
        return self._unless_away(super().has_key, False, *args, **more)

    def set(self, *args: Any, **more: Any) -> None:
        self._unless_away(super().set, None, *args, **more)

    def set_many(self, data: dict[str, Any], *args: Any, **more: Any) -> list[str]:
        return self._unless_away(super().set_many, list(data), data, *args, **more)

    def add(self, *args: Any, **more: Any) -> bool:
        return self._unless_away(super().add, False, *args, **more)

    def incr(self, *args: Any, **more: Any) -> int:
        return self._unless_away(super().incr, 0, *args, **more)

    def touch(self, *args: Any, **more: Any) -> bool:
        return self._unless_away(super().touch, False, *args, **more)

    def delete(self, *args: Any, **more: Any) -> bool:
        return self._unless_away(super().delete, False, *args, **more)

    def delete_many(self, *args: Any, **more: Any) -> None:
        self._unless_away(super().delete_many, None, *args, **more)
