"""What readers called outdated: how many did, what they wrote, and who looks at it. Nobody is told who they are."""

from dataclasses import dataclass

from knowledge.models import Article
from peerlearn.people.models import User

ENOUGH = 2  # readers, before an author is asked


@dataclass(frozen=True)
class Outdated:
    """`number` of readers whose mark nobody has settled; `mine` is the reader's own note, None without a mark."""

    number: int
    mine: str | None
    notes: tuple[str, ...]


def outdated_marks(article: Article, *, user: User, settles: bool) -> Outdated:
    """The open marks; their notes only for who settles them."""
    rows = list(article.outdated_marks.filter(settled_at=None).order_by("note").values_list("user_id", "note"))
    mine = next((note for number, note in rows if number == user.pk), None)
    return Outdated(len(rows), mine, tuple(note for _, note in rows if note) if settles else ())


def who_answers_for(article: Article) -> list[User]:
    """A guide's verifier, else those who taught or wrote it."""
    return [article.verifier] if article.verifier else article.teachers()
