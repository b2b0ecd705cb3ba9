"""Written text as spoken words: Markdown taken off, and where sentences end.

A passage is read and searched as speech, so a link keeps its words and loses its address, emphasis and code lose
their marks, and what was escaped is itself again. Each rule looks no further than the next mark of its kind, so a
text of nothing but brackets costs no more than its length.
"""

import html
import re

_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|\\(?=\s|$)"
    r"|(?P<ticks>`+)(?P<code>[^`]+)(?P=ticks)"
    r"|!?\[(?P<label>(?:\\.|[^\[\]\\])*)\]\((?:<[^<>]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+\"[^\"]*\")?\)"
    r"|<(?P<address>https?://[^\s<>]+)>"
    r"|</?(?:sup|sub|em|strong|i|b|u|br)\s*/?>"
    r"|(?<![\w*])(?P<strong>\*{2,3}|__)(?=\S)(?P<bold>(?:\\.|[^*_\\]|[*_](?!\w*[*_]))+?)(?P=strong)(?!\w)"
    r"|(?<![\w*_])(?P<fence>[*_])(?=[^\s*_])(?P<italic>(?:\\.|[^*_\\])+)(?<=\S)(?P=fence)(?![\w*_])"
)
_BLOCK_MARK = re.compile(r"\A\s*(?:#{1,6}\s+|>\s?|[-*+]\s+)")
_RULE = re.compile(r"\s*(?:-\s*){3,}|\s*(?:\*\s*){3,}|\s*(?:_\s*){3,}")
_FULL_STOP_WITHOUT_SPACE = re.compile(r"(?<=[。！？])(?=[^\s。！？”』」）])")

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]』」）]*$")
_ABBREVIATION = re.compile(
    r"[\"'“‘(\[]*(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|vs|etc|Inc|No|approx|e\.g|i\.e|z\.B|d\.h|bzw|ca|[A-Z]\.[A-Z])\."
)


def spoken_text(markdown: str) -> str:
    """One line or paragraph of Markdown as words with single spaces."""
    if _RULE.fullmatch(markdown):
        return ""
    text = _without_marks(_BLOCK_MARK.sub("", markdown, count=1))
    text = _FULL_STOP_WITHOUT_SPACE.sub(" ", html.unescape(text))
    return " ".join(text.split())


def ends_sentence(word: str, following: str) -> bool:
    """Whether a sentence ends between two words; the last word of a text is asked with an empty `following`."""
    if not _SENTENCE_END.search(word[-6:]):
        return False
    if not following:
        return True
    return not following[0].islower() and _ABBREVIATION.fullmatch(word) is None


def _without_marks(text: str) -> str:
    return _INLINE.sub(_words_of, text)


def _words_of(match: re.Match[str]) -> str:
    for verbatim in ("escaped", "code", "address"):
        if match[verbatim] is not None:
            return match[verbatim]
    for nested in ("label", "bold", "italic"):
        if match[nested] is not None:
            return _without_marks(match[nested])
    return ""
