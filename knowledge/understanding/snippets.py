"""What people can copy, lifted from notes, chat and speech: prompts, commands, check lists.

In writing that is a block between fences, what follows "Prompt:" or "Command:", a quotation below such a line, a line
of a shell. In speech only what somebody announces ("the prompt is: …") and what then reads like one is taken: it is
better to miss one than to propose chatter.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.understanding.said import Said, sentences_of

SHORTEST, LONGEST = 8, 20_000  # characters
LONGEST_TITLE = 200
FEWEST_SPOKEN_WORDS = 4

_FENCE = re.compile(r"^\s{0,3}(?P<fence>`{3,}|~{3,})(?P<language>[^`]*)$")
_LABEL = re.compile(
    r"^[\s>*_#\-]*(?:(?P<time>(?:\d+:)?\d{1,2}:\d{2})\s+)?"
    r"(?P<label>(?:[\w-]+ ){0,3}(?:prompt|command|befehl|query|formula|formel|checklist|check list|"
    r"checkliste))[\s*_]*(?:\([^)]*\))?[\s*_]*[:：][\s*_]*(?P<rest>.*)$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s{0,3}>\s?")
_LISTED = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_SHELL = re.compile(r"^\s*(?:\$|PS>|>>>)\s+(?P<command>\S.*)$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(?P<words>.*?)\s*#*$")
_ANNOUNCED = re.compile(
    r"\b(?:the|my|our|this|der|mein|unser) prompt (?:I (?:use|used|typed|wrote) )?"
    r"(?:is|was|says|said|reads|goes|ist|war|lautet|heißt)(?: (?:like this|this|just|simply|so|einfach))?\s*"
    r"(?:[:,]|[-–—]+)?\s*(?P<prompt>.+)",
    re.IGNORECASE,
)
_TYPED = re.compile(
    r"\b(?:I|we|you|ich|wir|du) (?:typed?|wrote|prompt(?:ed)?(?: it)?|(?:just )?t(?:ell|old) it|ask(?:ed)? it|tippen?|"
    r"(?:habe|haben) (?:getippt|geschrieben|eingegeben))\s*[:,]?\s*[\"“„«](?P<prompt>[^\"”“»]+)",
    re.IGNORECASE,
)
_QUOTES = "\"“”„«»'‘’"
_IMPERATIVES = frozenset(
    """act add analyse analyze answer ask assume check classify compare convert count create describe draft explain
    extract fill find fix format generate give group help identify imagine improve keep list make mark name number
    outline please pretend propose put rank read rephrase reply review rewrite role show shorten sort split structure
    suggest summarise summarize take tell translate turn use write you analysiere antworte bewerte beschreibe du
    erkläre erstelle fasse finde formuliere frage gib kürze liste nenne ordne prüfe schreibe schreib sortiere stelle
    übersetze vergleiche verwende zeige""".split()  # noqa: SIM905 - words read better than quoted words
)


@dataclass(frozen=True)
class SnippetIdea:
    """`title` says what it does, as far as the words around it say; `starts` is the second at which it was said."""

    text: str
    title: str = ""
    starts: float | None = None


def snippets_in_notes(markdown: str) -> list[SnippetIdea]:
    """What notes in Markdown show to copy, in their order and each text once."""
    found: dict[str, SnippetIdea] = {}
    for idea in _written(markdown.splitlines()):
        if SHORTEST <= len(idea.text) <= LONGEST:
            found.setdefault(idea.text, idea)
    return list(found.values())


def snippets_in_talk(passages: Iterable[Said]) -> list[SnippetIdea]:
    """The prompts that somebody reads out."""
    found: dict[str, SnippetIdea] = {}
    for sentence in _announcing(list(sentences_of(passages))):
        prompt = _prompt_in(sentence.text)
        if prompt:
            found.setdefault(prompt, SnippetIdea(prompt, starts=sentence.starts))
    return list(found.values())


def _written(lines: list[str]) -> Iterator[SnippetIdea]:
    title, at = "", 0
    while at < len(lines):
        line = lines[at]
        label = _LABEL.match(line)
        shell = _SHELL.match(line)
        if _FENCE.match(line):
            text, at = _fenced(lines, at)
            yield SnippetIdea(text, title)
        elif label and (label["rest"] or _block(lines, at + 1)[0]):
            text, at = (label["rest"].strip(), at + 1) if label["rest"] else _block(lines, at + 1)
            yield SnippetIdea(text.strip(_QUOTES + "`*_ "), _title(label["label"], title), _seconds(label["time"]))
        elif shell:
            yield SnippetIdea(shell["command"].strip(), title)
            at += 1
        else:
            title = _title_of(line) or title
            at += 1


def _fenced(lines: list[str], begin: int) -> tuple[str, int]:
    """What stands between two fences, or to the end where the second one is missing, and where to go on."""
    fence = _FENCE.match(lines[begin])
    mark = fence["fence"] if fence else ""
    end = next(
        (
            at
            for at in range(begin + 1, len(lines))
            if lines[at].strip().startswith(mark) and not lines[at].strip(" `~")
        ),
        len(lines),
    )
    return "\n".join(lines[begin + 1 : end]).strip("\n"), end + 1


def _block(lines: list[str], begin: int) -> tuple[str, int]:
    """The fence, the quotation or the list that follows a label, behind at most one empty line."""
    at = begin + (begin < len(lines) and not lines[begin].strip())
    if at < len(lines) and _FENCE.match(lines[at]):
        return _fenced(lines, at)
    for mark, keep in ((_QUOTED, ""), (_LISTED, "- ")):
        end = at
        while end < len(lines) and mark.match(lines[end]):
            end += 1
        if end > at:
            return "\n".join(keep + mark.sub("", line, count=1) for line in lines[at:end]).strip(), end
    return "", begin


def _title(label: str, before: str) -> str:
    """What the label adds to the bare word "prompt", else the heading above."""
    words = label.strip(" *_#>-")
    return words[:1].upper() + words[1:LONGEST_TITLE] if " " in words else before


def _seconds(time: str | None) -> float | None:
    """The second that a time such as 1:02:03 or 12:30 is."""
    if time is None:
        return None
    return float(sum(int(part) * 60**power for power, part in enumerate(reversed(time.split(":")))))


def _title_of(line: str) -> str:
    """A heading, or a line that leads in with a colon."""
    heading = _HEADING.match(line)
    words = heading["words"] if heading else line.strip(" *_:") if line.rstrip(" *_").endswith(":") else ""
    return words[:LONGEST_TITLE]


def _announcing(sentences: list[Said]) -> Iterator[Said]:
    """Sentences, each that only announces a prompt together with the next one."""
    for sentence, after in zip_longest(sentences, sentences[1:], fillvalue=Said("")):
        joined = sentence.text.rstrip().endswith(":") or re.search(r"\bprompt (?:is|was|ist|lautet)\W*$", sentence.text)
        yield Said(f"{sentence.text} {after.text}", sentence.starts, sentence.by_teacher) if joined else sentence


def _prompt_in(sentence: str) -> str:
    match = _ANNOUNCED.search(sentence) or _TYPED.search(sentence)
    if match is None:
        return ""
    prompt = match["prompt"].strip(_QUOTES + " ")
    words = prompt.split()
    reads_so = len(words) >= FEWEST_SPOKEN_WORDS and words[0].strip(",.:").casefold() in _IMPERATIVES
    return prompt[:1].upper() + prompt[1:] if reads_so else ""
