"""Markdown that colleagues write, as HTML that is safe to show.

Raw HTML is off in the parser, and the result passes an allow-list besides: links keep http, https and mailto,
images are dropped unless they are our own uploads, and alignment becomes a class since the content security policy
forbids style attributes. A text made of little but marks takes seconds to read, so it is refused before.
"""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

LIMIT = 500_000  # characters; beyond, rendering could take longer than a reader waits
TAGS = frozenset(
    "p br hr h1 h2 h3 h4 h5 h6 strong em s code pre blockquote ul ol li a img table thead tbody tr th td".split()  # noqa: SIM905 - one line reads better than 27
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "th": {"class"},
    "td": {"class"},
    "code": {"class"},
    "ol": {"start"},
}
MARKS = 80_000  # signs that may mean something; rendering takes about a second for as many
_MARK = re.compile(r"[\n\[\]*_`|~<>&@:]")
_ALIGNED = re.compile(r'style="text-align:(left|center|right)"')
_parser = MarkdownIt("gfm-like", {"html": False, "linkify": True})


class TooComplex(ValueError):
    """Rendering would take longer than a reader waits."""


def render_markdown(source: str) -> SafeString:
    """HTML of `source`. Raises ValueError beyond LIMIT characters, TooComplex beyond MARKS marks."""
    if sum(1 for _mark in _MARK.finditer(source)) > MARKS:
        raise TooComplex(f"{MARKS:,} marks at most.")
    if len(source) > LIMIT:
        raise ValueError(f"A text may have at most {LIMIT:,} characters; this one has {len(source):,}.")
    html = _ALIGNED.sub(r'class="align-\1"', _parser.render(source))
    safe = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        attribute_filter=_only_own_places,
    )
    return mark_safe(safe)  # noqa: S308 -- cleaned by nh3 in the line above


def _only_own_places(tag: str, attribute: str, value: str) -> str | None:
    """Images are our own uploads; an address that leaves the site says so with its scheme."""
    if tag == "img" and attribute == "src" and not value.startswith("/media/"):
        return None
    return None if value.startswith(("//", "/\\", "\\")) else value
