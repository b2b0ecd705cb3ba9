"""Do colleagues find what they look for? Sixty judged queries over the real spoken transcripts, fifteen of a class:
a sentence as it was said, a misspelt word, another name of a topic, and a scene half remembered.

`judged.toml` names for each query the sessions that answer it. Queries were chosen and judged by reading transcripts,
before ranking was tuned, and are not changed by it. Counted is the place of the first session that answers, among the
first ten: 1 for the first place, 1/2 for the second, 0 beyond the tenth. Where search finds nothing and proposes a
spelling, that is what is asked next, as the page does.
"""

import statistics
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.test import override_settings

from bench import library, scratch
from bench.figures import Figure, Results
from knowledge.meaning import local_encoder
from knowledge.selectors.search import search
from knowledge.services.indexing import rebuild_vocabulary
from knowledge.services.meaning import add_missing, make_table
from peerlearn.people.models import User
from peerlearn.topics.models import Synonym, topic_key
from peerlearn.topics.services.topics import find_or_create_topics

JUDGED = Path(__file__).resolve().parents[1] / "judged.toml"
NAME = "bench_real"
GOALS = {"phrase": 0.95, "typo": 0.85, "synonym": 0.75}
DEPTH = 10


def measure(data: Path, results: Results, *, keep: bool) -> None:
    """MRR@10 of each class over the sessions of `data`."""
    judged = tomllib.loads(JUDGED.read_text(encoding="utf-8"))
    _prepare(data, judged["topics"], keep=keep)
    with override_settings(SEMANTIC_MODEL_DIR=""):
        _add(judged["queries"], results, "relevance")
    encoder = local_encoder()
    if encoder is None:
        results.add(Figure("relevance with meaning", None, note="no model folder (SEMANTIC_MODEL_DIR)"))
        return
    make_table(encoder)
    add_missing(encoder)
    _add(judged["queries"], results, "relevance with meaning")


def _add(queries: list[dict[str, Any]], results: Results, name: str) -> None:
    """A figure for each class of queries."""
    reader = library.reader()
    ranks = defaultdict(list)
    for query in queries:
        place = _place(query, reader)
        ranks[query["class"]].append(1 / place if place else 0.0)
        if place != 1:
            print(f"  {query['class']}: {query['text']!r} {place or 'not'} among the first {DEPTH}")
    for kind, values in ranks.items():
        results.add(
            Figure(f"{name}, {kind}, {len(values)} queries", statistics.mean(values), "MRR@10", least=GOALS.get(kind))
        )


def _place(query: dict[str, Any], reader: User) -> int | None:
    """The place, from 1, of the first session that answers."""
    results = search(query["text"], user=reader)
    if not results.hits and results.suggestion:
        results = search(results.suggestion, user=reader)
    for place, hit in enumerate(results.hits[:DEPTH], start=1):
        if hit.article.session and hit.article.session.external_id in query["sessions"]:
            return place
    return None


def _prepare(data: Path, topics: list[dict[str, Any]], *, keep: bool) -> None:
    """The database with the real sessions, in which the organisation has set up its topics."""
    if keep and scratch.exists(NAME):
        scratch.use(NAME)
        scratch.migrate()
    else:
        scratch.make(NAME)
        library.import_folder(data, [data / "sessions.jsonl"])
    User.objects.get_or_create(email=library.READER, defaults={"name": "Rita Reader"})
    for topic, given in zip(find_or_create_topics(each["name"] for each in topics), topics, strict=True):
        words = [(word, topic_key(word)) for word in given["synonyms"]]
        Synonym.objects.bulk_create([Synonym(topic=topic, word=w, key=key) for w, key in words], ignore_conflicts=True)
    rebuild_vocabulary()
