"""Rebuilds what search looks through from what articles say; running it twice gives the same rows.

Everything is set-based: texts are folded here, copied into a temporary table, and become vectors in one statement.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from knowledge.enums import Visibility
from knowledge.folding import config_for, plain
from knowledge.models import Article, Passage, SearchDocument, Snippet, Vocabulary
from knowledge.services.staging import in_batches, stage
from peerlearn.topics.models import Synonym
from rituals.enums import TeachingState
from rituals.models import Teaching

BATCH = 2_000
BRIEF = 1_000  # characters of summary or notes that every match is ranked by
# A search vector has room for a megabyte, and a text of ever new short words takes twice its bytes in there.
NOTES = 150_000  # bytes
SPOKEN = 350_000  # bytes of one talk, some six hours
HALF_LIFE = 540  # days after which freshness counts half

_COLUMNS = {
    "article_id": "bigint",
    "config": "text",
    "is_open": "bool",
    "prior": "float8",
    "title": "text",
    "labels": "text",
    "opening": "text",
    "notes": "text",
    "spoken": "text",
}
_UPSERT = """
INSERT INTO knowledge_searchdocument (article_id, config, is_open, prior, brief, words)
SELECT s.article_id, s.config, s.is_open, s.prior, b.brief,
    b.brief || setweight(to_tsvector(s.config::regconfig, s.notes), 'C')
            || setweight(to_tsvector(s.config::regconfig, s.spoken), 'D')
FROM staged_document s CROSS JOIN LATERAL (
    SELECT setweight(to_tsvector(s.config::regconfig, s.title), 'A')
        || setweight(to_tsvector(s.config::regconfig, s.labels), 'B')
        || setweight(to_tsvector(s.config::regconfig, s.opening), 'C') AS brief OFFSET 0) b
ON CONFLICT (article_id) DO UPDATE SET config = excluded.config, is_open = excluded.is_open,
    prior = excluded.prior, brief = excluded.brief, words = excluded.words
"""


def index_articles(article_ids: Iterable[int]) -> int:
    """Make these articles findable as they are now; returns how many there were."""
    now = timezone.now()
    done = 0
    for ids in in_batches(article_ids, BATCH):
        done += _index_batch(ids, now)
    return done


def refresh_priors(*, now: datetime) -> int:
    """Let freshness and reuse as of `now` count in every ranking; returns how many rows changed."""
    documents = SearchDocument.objects.annotate(times_helped=Count("article__helped")).values_list(
        "article_id", "article__dated_at", "article__transcript", "times_helped", "prior"
    )
    changed = []
    for article_id, dated_at, transcript, helped, former in documents.iterator():
        prior = _prior(now, dated_at, transcript is not None, helped)
        if not math.isclose(prior, former, abs_tol=0.0005):
            changed.append(SearchDocument(article_id=article_id, prior=prior))
    SearchDocument.objects.bulk_update(changed, ["prior"], batch_size=BATCH)
    return len(changed)


def rebuild_vocabulary() -> int:
    """Count every word that all colleagues may find anew, dropping words that are gone; returns how many there are."""
    words: Counter[str] = Counter()
    open_ids = SearchDocument.objects.filter(is_open=True).values_list("pk", flat=True)
    for ids in in_batches(open_ids, BATCH):
        for row in _texts(ids, timezone.now()):
            words.update(_listed_words(row))
    with transaction.atomic():
        Vocabulary.objects.all().delete()
        _add_words(words)
    return len(words)


def _index_batch(ids: Sequence[int], now: datetime) -> int:
    rows = list(_texts(ids, now))
    words: Counter[str] = Counter()
    for row in rows:
        if row[2]:
            words.update(_listed_words(row))
    with transaction.atomic(), connection.cursor() as cursor:
        stage(cursor, "staged_document", _COLUMNS, rows)
        cursor.execute(_UPSERT)
        _add_words(words)
    return len(rows)


def _texts(ids: Sequence[int], now: datetime) -> Iterator[tuple[Any, ...]]:
    """One row of the temporary table per article, folded."""
    topics, people, snippets, spoken = _topics(ids), _people(ids), _snippets(ids), _spoken(ids)
    articles = Article.objects.filter(pk__in=ids).annotate(times_helped=Count("helped"))
    for article in articles.order_by("pk").select_related("author"):
        author = [article.author.name] if article.author and article.session_id is None else []
        opening, notes = _cut(plain("\n".join([article.summary, article.body, *snippets[article.pk]])))
        yield (
            article.pk,
            config_for(article.language),
            article.published_at is not None and article.visibility == Visibility.EVERYBODY,
            _prior(now, article.dated_at, bool(spoken[article.pk]), article.times_helped),
            plain(article.title),
            plain("\n".join([*topics[article.pk], *people[article.pk], *author])),
            opening,
            _beginning(notes, NOTES),
            _beginning(plain("\n".join(spoken[article.pk])), SPOKEN),
        )


def _cut(text: str) -> tuple[str, str]:
    """The first words of a text and the rest."""
    end = text.find(" ", BRIEF)
    return (text, "") if end < 0 else (text[:end], text[end:])


def _beginning(text: str, size: int) -> str:
    """The first `size` bytes of a text, in whole characters."""
    return text.encode()[:size].decode(errors="ignore")


def _prior(now: datetime, dated_at: datetime, searchable: bool, helped: int) -> float:
    """What speaks for an article before a word is read: at most about 0.15 beside a rank of up to 1."""
    age = max((now - dated_at).days, 0)
    return round(0.06 * 0.5 ** (age / HALF_LIFE) + 0.03 * searchable + 0.02 * math.log1p(helped), 4)


def _topics(ids: Sequence[int]) -> dict[int, list[str]]:
    """Topics with their synonyms."""
    labels = defaultdict(list)
    synonyms = defaultdict(list)
    filed = Article.topics.through.objects.filter(article_id__in=ids).values_list(
        "article_id", "topic_id", "topic__name"
    )
    for topic_id, word in Synonym.objects.values_list("topic_id", "word"):
        synonyms[topic_id].append(word)
    for article_id, topic_id, name in filed:
        labels[article_id].extend([name, *synonyms[topic_id]])
    return labels


def _people(ids: Sequence[int]) -> dict[int, list[str]]:
    names = defaultdict(list)
    teachings = Teaching.objects.filter(session__article__in=ids, state=TeachingState.ACCEPTED)
    for article_id, name in teachings.values_list("session__article", "user__name"):
        names[article_id].append(name)
    return names


def _snippets(ids: Sequence[int]) -> dict[int, list[str]]:
    texts = defaultdict(list)
    for article_id, title, text in Snippet.objects.filter(article__in=ids).values_list("article_id", "title", "text"):
        texts[article_id].extend([title, text])
    return texts


def _spoken(ids: Sequence[int]) -> dict[int, list[str]]:
    texts = defaultdict(list)
    passages = Passage.objects.shown().filter(article__in=ids).order_by("article_id", "number")
    for article_id, text in passages.values_list("article_id", "text").iterator(chunk_size=10_000):
        texts[article_id].append(text)
    return texts


def _listed_words(row: tuple[Any, ...]) -> Iterator[str]:
    return (word for part in row[4:] for word in part.split() if 4 <= len(word) <= 30 and word.isalpha())


def _add_words(words: Counter[str]) -> None:
    with connection.cursor() as cursor:
        stage(cursor, "staged_word", {"word": "text", "uses": "int"}, words.items())
        cursor.execute(
            "INSERT INTO knowledge_vocabulary (word, uses) SELECT word, uses FROM staged_word ON CONFLICT DO NOTHING"
        )
