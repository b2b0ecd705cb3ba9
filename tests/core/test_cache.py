"""Without Redis pages go on: the cache answers like an empty one."""

from django.core.cache import cache

from peerlearn.core.cache import ForgivingRedisCache


def away() -> ForgivingRedisCache:
    return ForgivingRedisCache("unix:///nowhere/redis.sock?db=0", {})


def test_cache_that_is_away_answers_like_an_empty_one():
    nowhere = away()

    nowhere.set("key", 1)

    assert nowhere.get("key", "nothing") == "nothing"
    assert nowhere.get_many(["key"]) == {}
    assert nowhere.add("key", 1) is True
    assert nowhere.delete("key") is False
    assert "key" not in nowhere


def test_cache_that_is_there_keeps_values():
    cache.set("there", 42, 5)

    assert cache.get("there") == 42
