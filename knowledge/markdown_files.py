"""An article as a Markdown file with a few lines about it on top, and back.

The lines on top are YAML of the plainest kind: `name: "text"` and `name: ["text", "text"]`, written as JSON is.
"""

import json
import re
from dataclasses import dataclass, field

_FRONT = re.compile(r"\A---[ \t]*\r?\n(?P<lines>.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LINE = re.compile(r"^(?P<name>[A-Za-z_]+):[ \t]*(?P<value>.*)$")
_HEADING = re.compile(r"\A\s*#[ \t]+(?P<title>[^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)")


@dataclass(frozen=True)
class MarkdownFile:
    """`title` is empty where the file names none; `about` are further lines for the top."""

    title: str
    body: str
    topics: tuple[str, ...] = ()
    about: dict[str, str | list[str]] = field(default_factory=dict)


def written(file: MarkdownFile) -> str:
    """The text of the file."""
    about: dict[str, str | list[str]] = {"title": file.title, "topics": list(file.topics), **file.about}
    top = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in about.items() if value)
    return f"---\n{top}\n---\n\n{file.body.strip()}\n"


def read(text: str) -> MarkdownFile:
    """What a file says, its title from the top or from its first heading; unknown lines on top are left out."""
    title, topics = "", tuple[str, ...]()
    front = _FRONT.match(text)
    if front:
        about = dict(_line(line) for line in front["lines"].splitlines() if _LINE.match(line))
        title, topics = " ".join(about.get("title", [])), tuple(about.get("topics", []))
        text = text[front.end() :]
    heading = _HEADING.match(text)
    if heading and title in ("", heading["title"]):
        title, text = heading["title"], text[heading.end() :]
    return MarkdownFile(title.strip(), text.strip(), topics)


def _line(line: str) -> tuple[str, list[str]]:
    """The name and the values of a line that `_LINE` knows, with or without quotes and brackets."""
    found = _LINE.match(line)
    name, value = (found["name"].lower(), found["value"].strip()) if found else ("", "")
    try:
        told = json.loads(value)
    except ValueError:
        told = value.strip("[]").split(",") if name == "topics" else value.strip("'\"")
    values = told if isinstance(told, list) else [told]
    return name, [text for each in values if (text := str(each).strip().strip("'\""))]
