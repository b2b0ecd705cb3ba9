"""What stands beside an article: its files, pages elsewhere, and articles that are like it."""

from dataclasses import dataclass

from knowledge.models import Article, Attachment, OtherPage
from knowledge.selectors.similar import sharing_words
from knowledge.understanding.topics import Text
from peerlearn.people.models import User

RELATED = 4
BEGINNING = 2_000  # characters of the notes that say what an article is about


@dataclass(frozen=True)
class Beside:
    """`related` are articles that the reader may see, the most alike first."""

    files: tuple[Attachment, ...]
    pages: tuple[OtherPage, ...]
    related: tuple[Article, ...]

    def __bool__(self) -> bool:
        return bool(self.files or self.pages)


def beside(article: Article, *, user: User) -> Beside:
    """Files that the text itself shows are left out."""
    files = [file for file in article.attachments.all() if str(file.file.name) not in article.body]
    return Beside(tuple(files), tuple(article.other_pages.all()), tuple(related_to(article, user=user)))


def related_to(article: Article, *, user: User) -> list[Article]:
    """Open articles that share its most telling words, those filed under the same topics first."""
    topics = list(article.topics.all())
    own = frozenset(topic.pk for topic in topics)
    notes = [article.summary, article.body[:BEGINNING], *(topic.name for topic in topics)]
    text = Text(article.title, " ".join(notes), [])
    found = Article.objects.visible_to(user).for_lists().in_bulk(sharing_words(article, text))
    shared = {pk: sum(1 for topic in other.topics.all() if topic.pk in own) for pk, other in found.items()}
    order = sorted(enumerate(found), key=lambda place: (-shared[place[1]], place[0]))
    return [found[pk] for _, pk in order[:RELATED]]
