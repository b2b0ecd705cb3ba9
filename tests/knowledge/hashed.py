"""An encoder that needs no model: a text is the hashed runs of three letters of its words."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.folding import plain

DIMENSIONS = 256


@dataclass(frozen=True)
class HashedRuns:
    """The same text has the same vector on every machine; texts with parts of words in common lie near each other."""

    mark: str = "hashed"
    dimensions: int = DIMENSIONS

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        return [_vector(plain(text), self.dimensions) for text in texts]


def _vector(text: str, dimensions: int) -> list[float]:
    counted = [0.0] * dimensions
    for word in text.split():
        framed = f" {word} "
        for start in range(len(framed) - 2):
            digest = hashlib.blake2b(framed[start : start + 3].encode(), digest_size=4).digest()
            counted[int.from_bytes(digest) % dimensions] += 1.0
    length = math.sqrt(sum(value * value for value in counted)) or 1.0
    return [value / length for value in counted]
