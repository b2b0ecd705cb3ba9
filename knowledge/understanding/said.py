"""What was said, as every reader of this package takes it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from knowledge.transcripts import ends_sentence


@dataclass(frozen=True, slots=True)
class Said:
    """Some words in a row. `starts` is their second in the recording, None when unknown; `by_teacher` who said it."""

    text: str
    starts: float | None = None
    by_teacher: bool = False


def sentences_of(passages: Iterable[Said]) -> Iterator[Said]:
    """Each passage cut into its sentences; a sentence has the second of its passage."""
    for passage in passages:
        words = passage.text.split()
        begin = 0
        for end in range(1, len(words) + 1):
            if end == len(words) or ends_sentence(words[end - 1], words[end]):
                yield replace(passage, text=" ".join(words[begin:end]))
                begin = end
