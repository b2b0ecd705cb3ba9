"""Help on the way in: what is proposed for a capture, once, until a person takes it over or dismisses it."""

from hashlib import blake2b

from knowledge.enums import SuggestionKind
from knowledge.folding import plain
from knowledge.models import Article, Suggestion

TITLE = 200  # characters


def suggest(
    article: Article, *, kind: SuggestionKind, text: str, title: str = "", starts: float | None = None, weight: float = 0
) -> Suggestion:
    """Propose `text` for the article; what was proposed before, decided or not, stays as it is."""
    suggestion, _created = Suggestion.objects.get_or_create(
        article=article,
        kind=kind,
        digest=digest_of(text),
        defaults={"text": text, "title": title[:TITLE], "starts": starts, "weight": weight},
    )
    return suggestion


def digest_of(text: str) -> str:
    """What is the same once: the folded words, or the text as it stands where it has none."""
    return blake2b((plain(text) or text.strip()).encode(), digest_size=16).hexdigest()
