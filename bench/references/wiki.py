"""How the wikis that were measured search: each request reads every page from its file and looks through its lines.

A WSGI application over the folder in `BENCH_PAGES`, without accounts, permissions or a design.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

PAGES = 1_918  # as many as there were when they were measured
SHOWN = 3  # lines of a page


def write_pages(folder: Path, pages: Iterable[tuple[str, str]]) -> None:
    """A file for each page of (title, text), its title as the first line."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (title, text) in enumerate(pages):
        (folder / f"{number:05}.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    """The pages that have `?q=`, those with the most first."""
    query = parse_qs(environ["QUERY_STRING"]).get("q", [""])[0]
    found = sorted(_found(Path(os.environ["BENCH_PAGES"]), query), key=lambda page: -page[1])
    rows = (
        f"<li>{escape(title)} ({count})<p>{'<br>'.join(map(escape, lines))}</p></li>" for title, count, lines in found
    )
    body = f"<!doctype html><title>Search</title><p>{len(found)} pages</p><ul>{''.join(rows)}</ul>".encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    yield body


def _found(folder: Path, query: str) -> Iterator[tuple[str, int, list[str]]]:
    wanted = re.compile(re.escape(query), re.IGNORECASE)
    for file in sorted(folder.glob("*.md")):
        lines = file.read_text(encoding="utf-8").splitlines()
        if hits := [line for line in lines if wanted.search(line)]:
            yield lines[0].removeprefix("# "), len(hits), hits[:SHOWN]
