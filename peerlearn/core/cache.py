"""A cache that may be away: pages become slower, never wrong and never broken."""

from typing import Any, TypeAlias

import structlog
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as TooSlow

log = structlog.get_logger(__name__)
Key: TypeAlias = "str | bytes | memoryview[int]"


class ForgivingClient(RedisCacheClient):
    """Answers like an empty cache while Redis cannot be reached; counting limits then count from zero."""

    def add(self, key: Key, value: Any, timeout: Any) -> bool:
        return self._tried("add", True, key, value, timeout)

    def get(self, key: Key, default: Any) -> Any:
        return self._tried("get", default, key, default)

    def set(self, key: Key, value: Any, timeout: Any) -> None:
        self._tried("set", None, key, value, timeout)

    def touch(self, key: Key, timeout: Any) -> bool:
        return self._tried("touch", False, key, timeout)

    def delete(self, key: Key) -> bool:
        return self._tried("delete", False, key)

    def get_many(self, keys: Any) -> dict[Key, Any]:
        return self._tried("get_many", {}, keys)

    def has_key(self, key: Key) -> bool:
        return self._tried("has_key", False, key)

    def _tried(self, action: str, otherwise: Any, *arguments: Any) -> Any:
        try:
            return getattr(super(), action)(*arguments)
        except (Unreachable, TooSlow) as problem:
            log.warning("cache_away", action=action, error=type(problem).__name__)
            return otherwise


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache with the client above."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
