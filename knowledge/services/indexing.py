"""Rebuilds what search looks through from what articles say; running it twice gives the same rows.

Everything is set-based: what is written is folded here and copied into a temporary table, what is spoken is there as
vectors of its passages already, and statements make postings of both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from knowledge.enums import Visibility
from knowledge.folding import config_for, pairs, plain
from knowledge.models import Article, Snippet
from knowledge.services.postings import count_lexemes, write_postings
from knowledge.services.priors import PRIORS
from knowledge.services.staging import in_batches, stage
from knowledge.services.vocabulary import add_vocabulary, replace_vocabulary
from peerlearn.core.windows import local_day
from rituals.enums import TeachingState
from rituals.models import Teaching

BATCH = 2_000
# A search vector has room for a megabyte; a text of ever new pairs of short words takes six times its bytes in there.
NOTES = 150_000  # bytes

_DOCUMENTS = {
    "article_id": "bigint",
    "config": "text",
    "is_open": "bool",
    "title": "text",
    "labels": "text",
    "notes": "text",
    "exact": "text",
}
_SNIPPETS = {"snippet_id": "bigint", "config": "text", "title": "text", "text": "text"}
_UPSERT_DOCUMENTS = f"""
INSERT INTO knowledge_searchdocument AS d (article_id, config, is_open, freshness, trust, reuse)
SELECT s.article_id, s.config, s.is_open, p.freshness, p.trust, p.reuse
FROM staged_document s JOIN ({PRIORS}) p USING (article_id) ORDER BY s.article_id
ON CONFLICT (article_id) DO UPDATE SET config = excluded.config, is_open = excluded.is_open,
    freshness = excluded.freshness, trust = excluded.trust, reuse = excluded.reuse
"""  # noqa: S608 -- a constant
_UPSERT_WRITTEN = """
INSERT INTO knowledge_writtenwords AS w (article_id, exact)
SELECT article_id, exact::tsvector FROM staged_document
ON CONFLICT (article_id) DO UPDATE SET exact = excluded.exact WHERE w.exact IS DISTINCT FROM excluded.exact
"""
_UPSERT_SNIPPETS = """
INSERT INTO knowledge_snippetwords AS w (snippet_id, words)
SELECT snippet_id, setweight(to_tsvector(config::regconfig, title) || to_tsvector('simple', title), 'A')
    || to_tsvector(config::regconfig, text) || to_tsvector('simple', text) FROM staged_snippet
ON CONFLICT (snippet_id) DO UPDATE SET words = excluded.words WHERE w.words IS DISTINCT FROM excluded.words
"""
_REFRESH = f"""
UPDATE knowledge_searchdocument d SET freshness = p.freshness, trust = p.trust, reuse = p.reuse
FROM ({PRIORS}) p
WHERE p.article_id = d.article_id
    AND abs(p.freshness - d.freshness) + abs(p.trust - d.trust) + abs(p.reuse - d.reuse) > 0.0005
"""  # noqa: S608 -- a constant


def index_articles(article_ids: Iterable[int]) -> int:
    """Make these articles findable as they are now; returns how many there were."""
    now = timezone.now()
    return sum(_index_batch(ids, now) for ids in in_batches(article_ids, BATCH))


def refresh_priors(*, now: datetime) -> int:
    """Let freshness, trust and reuse as of `now` count in every ranking; returns how many rows changed."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, _as_of(now))
        return cursor.rowcount


def rebuild_vocabulary() -> int:
    """Count every word anew, for weighing and for "did you mean"; returns how many all colleagues may find.

    What is not indexed is, and what could not be counted at the time, because another transaction held the same
    words, is made up for.
    """
    index_articles(Article.objects.filter(search_document=None).order_by("pk").values_list("pk", flat=True))
    index_articles(count_lexemes())
    return replace_vocabulary()


def _index_batch(ids: Sequence[int], now: datetime) -> int:
    documents, snippets = list(_documents(ids)), list(_snippet_rows(ids))
    with transaction.atomic(), connection.cursor() as cursor:
        stage(cursor, "staged_document", _DOCUMENTS, documents)
        stage(cursor, "staged_snippet", _SNIPPETS, snippets)
        cursor.execute(_UPSERT_DOCUMENTS, _as_of(now))
        cursor.execute(_UPSERT_WRITTEN)
        cursor.execute(_UPSERT_SNIPPETS)
        write_postings(cursor)
        add_vocabulary(cursor)
    return len(documents)


def _as_of(now: datetime) -> dict[str, Any]:
    return {"now": now, "today": local_day(now)}


def _documents(ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """One row of the temporary table per article, folded."""
    topics, people, snippets = _topics(ids), _people(ids), _snippets(ids)
    for article in Article.objects.filter(pk__in=ids).order_by("pk").select_related("author"):
        author = [article.author.name] if article.author and article.session_id is None else []
        title, labels = plain(article.title), plain("\n".join([*topics[article.pk], *people[article.pk], *author]))
        notes = _beginning(plain("\n".join([article.summary, article.body, *snippets[article.pk]])), NOTES)
        is_open = article.published_at is not None and article.visibility == Visibility.EVERYBODY
        exact = pairs(f"{title} {labels} {notes}")
        yield article.pk, config_for(article.language), is_open, title, labels, notes, exact


def _beginning(text: str, size: int) -> str:
    """The first `size` bytes of a text, in whole characters."""
    return text.encode()[:size].decode(errors="ignore")


def _topics(ids: Sequence[int]) -> dict[int, list[str]]:
    """Names of topics; their synonyms are looked up when somebody asks for one."""
    labels = defaultdict(list)
    filed = Article.topics.through.objects.filter(article_id__in=ids)
    for article_id, name in filed.values_list("article_id", "topic__name"):
        labels[article_id].append(name)
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


def _snippet_rows(ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    rows = Snippet.objects.filter(article__in=ids).values_list("pk", "article__language", "title", "text")
    for snippet_id, language, title, text in rows.order_by("pk"):
        yield snippet_id, config_for(language), plain(title), _beginning(plain(text), NOTES)
