"""What was said as captions below the picture: the words as they stand corrected, without what was taken out.

A passage is longer than two lines of a screen hold, so it comes in pieces; their times are told by their share of its
words.
"""

from collections.abc import Iterator

from knowledge.models import Article, Passage
from knowledge.selectors.transcript import names_in

WORDS = 12  # of a caption
SECONDS_A_WORD = 0.4  # where nothing tells when a passage ends


def captions_of(article: Article) -> str:
    """WebVTT; only its first line when no times are known."""
    names = names_in(article)
    passages = Passage.objects.shown().filter(article=article, starts__isnull=False).order_by("number")
    cues = []
    for passage in passages.defer("words", "exact"):
        voice = _escaped(names.label(passage))
        for start, end, words in _pieces(passage):
            said = f"<v {voice}>{_escaped(words)}" if voice else _escaped(words)
            cues.append(f"{_clock(start)} --> {_clock(end)}\n{said}\n")
    return "\n".join(["WEBVTT\n", *cues])


def _pieces(passage: Passage) -> Iterator[tuple[float, float, str]]:
    words = passage.text.split()
    start = passage.starts or 0.0
    lasts = (passage.ends - start) if passage.ends and passage.ends > start else len(words) * SECONDS_A_WORD
    for begin in range(0, len(words), WORDS):
        end = min(begin + WORDS, len(words))
        yield start + lasts * begin / len(words), start + lasts * end / len(words), " ".join(words[begin:end])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
