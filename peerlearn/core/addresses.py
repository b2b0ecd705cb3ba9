"""Addresses of pages. Lists name dozens, mostly the same ones for everybody, and working each out takes longer than to
draw its link.
"""

from functools import lru_cache

from django.urls import URLResolver, get_resolver, get_script_prefix, get_urlconf, reverse


def address(view: str, *arguments: str | int) -> str:
    """What `reverse` says, which depends on nothing else than the addresses there are and where they begin."""
    return _address(get_resolver(get_urlconf()), get_script_prefix(), view, arguments)


@lru_cache(maxsize=20_000)
def _address(known: URLResolver, prefix: str, view: str, arguments: tuple[str | int, ...]) -> str:
    return reverse(view, args=arguments)
