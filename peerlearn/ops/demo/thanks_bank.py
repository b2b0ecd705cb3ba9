"""What the demo company's people write to each other: lines of thanks and short shares, from `words/thanks.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_WORDS = Path(__file__).parent / "words" / "thanks.toml"


@dataclass(frozen=True, slots=True)
class ShortShare:
    """A "today I learned" post."""

    title: str
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to learn."""

    title: str
    topic: str


@cache
def lines() -> tuple[str, ...]:
    """Every line of thanks; each fits any session."""
    return tuple(line for family in _words()["lines"].values() for line in family)


@cache
def tils() -> tuple[ShortShare, ...]:
    return tuple(ShortShare(post["title"], post["topic"], post["text"]) for post in _words()["tils"])


@cache
def wishes() -> tuple[Wish, ...]:
    return tuple(Wish(wish["title"], wish["topic"]) for wish in _words()["wishes"])


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))
