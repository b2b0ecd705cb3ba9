"""PostgreSQL and Redis from two pip packages, and the supervisor of `make run`. Knows no Django."""

from .paths import CHECKOUT, EmbeddedError, Urls, urls
from .stack import hold, release

__all__ = ["CHECKOUT", "EmbeddedError", "Urls", "hold", "release", "urls"]
