"""Addresses of articles: words from the title, and a number where two would be the same."""

from collections.abc import Collection

from django.utils.text import slugify

from knowledge.models import Article

LONGEST = 180
# Pages of their own where articles stand.
RESERVED = frozenset(
    [
        "about",
        "drafts",
        "export",
        "guides",
        "images",
        "import",
        "inbox",
        "new",
        "owed",
        "preview",
        "search",
        "unanswered",
    ]
)


def new_slug(title: str) -> str:
    """An address no article has yet."""
    base = _base(title)
    return free_slug(base, set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True)))


def free_slug(title: str, taken: Collection[str]) -> str:
    """The address for a title that is not in `taken`.

    >>> free_slug("Two prompts, one pause", {"two-prompts-one-pause"})
    'two-prompts-one-pause-2'
    """
    base = _base(title)
    slug, number = base, 2
    while slug in taken or slug in RESERVED:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _base(title: str) -> str:
    return slugify(title, allow_unicode=True)[:LONGEST].strip("-") or "article"
