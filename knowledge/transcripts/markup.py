"""Markup inside captions: who speaks, and the words without tags.

Only the tags captions are made of are taken away (voices, styles, ruby, languages, karaoke times, and the font and
line break tags that editors leave). Anything else in angle brackets is text somebody wrote and stays, to be shown as
text. A caption with two voices becomes two parts, so that nobody is given another's words.
"""

import html
import re
from typing import NamedTuple

# An opening bracket that is never closed runs to the end of the caption, as in browsers. The last two alternatives
# stop at the next bracket, so that a flood of unclosed ones costs no more than its length.
_TAG = re.compile(
    r"<(?P<closing>/?)(?P<name>c|i|b|u|v|ruby|rt|lang)(?:\.[^\s>]*)?(?:\s(?P<note>[^>]*))?(?:>|\Z)"
    r"|<[0-9][0-9:.]*>"
    r"|</?font\b[^<>]*>"
    r"|<(?P<line_break>br)\s*/?>",
    re.IGNORECASE,
)


class Part(NamedTuple):
    speaker: str
    text: str


def spoken_parts(caption: str) -> list[Part]:
    """The caption's words by voice, in order; always at least one part, line breaks kept."""
    if "<" not in caption:
        return [Part("", html.unescape(caption))]
    parts = [Part("", "")]
    position = 0
    for tag in _TAG.finditer(caption):
        parts[-1] = _extended(parts[-1], caption[position : tag.start()])
        position = tag.end()
        if tag["line_break"]:
            parts[-1] = _extended(parts[-1], "\n")
        elif (tag["name"] or "").lower() == "v":
            parts.append(Part("" if tag["closing"] else _name(tag["note"] or ""), ""))
    parts[-1] = _extended(parts[-1], caption[position:])
    return _joined(parts)


def _extended(part: Part, raw: str) -> Part:
    return Part(part.speaker, part.text + html.unescape(raw))


def _name(annotation: str) -> str:
    return " ".join(html.unescape(annotation).split())


def _joined(parts: list[Part]) -> list[Part]:
    """Parts that say something, neighbours of one speaker put together."""
    spoken: list[Part] = []
    for part in parts:
        if not part.text.strip():
            continue
        if spoken and spoken[-1].speaker == part.speaker:
            spoken[-1] = Part(part.speaker, f"{spoken[-1].text} {part.text}")
        else:
            spoken.append(part)
    if len(spoken) > 1:
        return [Part(part.speaker, part.text.strip()) for part in spoken]
    return spoken or [Part(parts[-1].speaker, "")]
