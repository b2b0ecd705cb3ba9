"""What stands beside an article: its files, pages elsewhere, and articles that are like it."""

from collections import Counter
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
    notes = [article.summary, article.body[:BEGINNING], *(topic.name for topic in topics)]
    text = Text(article.title, " ".join(notes), [])
    alike = sharing_words(article, text)
    seen = set(Article.objects.visible_to(user).filter(pk__in=alike).values_list("pk", flat=True))
    filed = Article.topics.through.objects.filter(article_id__in=seen, topic_id__in=[topic.pk for topic in topics])
    shared = Counter(filed.values_list("article_id", flat=True))
    best = sorted((pk for pk in alike if pk in seen), key=lambda pk: -shared[pk])[:RELATED]
    found = Article.objects.in_bulk(best)
    return [found[pk] for pk in best]
