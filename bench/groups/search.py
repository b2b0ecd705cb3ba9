"""An answer of search, as the product gives it to a colleague, beside the limit and the plain design."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from bench import library, scratch
from bench.corpus import Source, mixtures
from bench.figures import Figure, Results
from bench.questions import QUICKLY, SAMPLE, Question, drawn_from
from bench.references import engine, naive
from bench.timing import Times, interleaved, mean_of_medians, percentile
from knowledge.folding import config_for
from knowledge.models import Article, Passage
from knowledge.query import parse_query
from knowledge.selectors.finding import find
from knowledge.selectors.highlighting import Marker
from knowledge.selectors.matching import best_matches, best_passages
from knowledge.selectors.narrowing import Narrowing
from knowledge.selectors.openness import closed_but_to
from knowledge.selectors.search import search
from knowledge.selectors.synonyms import expand
from peerlearn.core.statements import planned_once
from peerlearn.people.models import User
from peerlearn.topics.models import Topic

NAIVE_ROUNDS = 2
ANSWERS = 20
GROWTH = {10_000: 2, 25_000: 3}  # at most so often the time of 1,000 sessions

Answer = Callable[[Question], Any]


def measure(source: Source, sizes: Sequence[int], rounds: int, results: Results) -> None:
    """All sizes in turns, so that growth is seen in one run too."""
    questions = drawn_from(list(islice(mixtures(source, min(sizes)), SAMPLE)))
    engines = {size: _engine(size) for size in sizes}
    times: dict[int, Times] = {size: {} for size in sizes}
    for round_number in range(rounds):
        for size in sizes:
            scratch.use(library.name_of(size))
            reader = library.reader()
            ways = {
                "engine": engines[size].answer,
                "engine, search only": engines[size].search,
                "ours": _answer(reader, _slugs(questions)),
                "drawn": _drawn(reader, _slugs(questions)),
            }
            interleaved(ways, questions, {})  # a new connection has seen nothing yet; the product keeps its own
            interleaved(ways, questions, times[size])
            if size == max(sizes) and round_number < NAIVE_ROUNDS:
                interleaved({"naive": naive.answer}, questions, times[size])
    for size in sizes:
        _compare(size, times[size], results)
    _against_naive(max(sizes), times[max(sizes)], results)
    for size in sizes[1:]:
        first, grown = (mean_of_medians(_mix(times[each]["ours"])) for each in (sizes[0], size))
        name = f"search, growth of the mix {sizes[0]:,} → {size:,}"
        results.add(Figure(name, grown, reference=first, most=GROWTH.get(size)))


def _answer(reader: User, slugs: dict[str, str]) -> Answer:
    """What the engine answers too: the best sessions with title and best passage, marked, and how many there are."""

    def answer(question: Question) -> Any:
        among = Narrowing(topic=slugs.get(question.topic, "")).among(reader)
        query = expand(parse_query(question.text, typing=question.typing))
        found = find(query, besides=closed_but_to(reader), among=among)
        matches = best_matches(found, start=0, size=ANSWERS)
        passages = best_passages(matches, each=1)
        ids = [match.article_id for match in matches]
        titles = dict(planned_once("SELECT id, title FROM knowledge_article WHERE id = ANY(%s::bigint[])", [ids]))
        config = config_for("en")
        marker = Marker(query, config)
        marker.learn(passage.text for passage in passages)
        return found.total, titles, [marker.mark(passage.text) for passage in passages]

    return answer


def _drawn(reader: User, slugs: dict[str, str]) -> Answer:
    """The same as the product draws it: with teachers, topics, up to three lines and what can be copied besides."""
    return lambda question: search(
        question.text,
        user=reader,
        size=ANSWERS,
        typing=question.typing,
        narrowing=Narrowing(topic=slugs.get(question.topic, "")),
    )


def _slugs(questions: Iterable[Question]) -> dict[str, str]:
    return dict(Topic.objects.filter(name__in={question.topic for question in questions}).values_list("name", "slug"))


def _engine(size: int) -> engine.Engine:
    """The references in the database of a size, built where they are missing."""
    scratch.use(library.name_of(size))
    naive.build()
    folder = scratch.folder(library.name_of(size)) / "engine"
    if not engine.is_built(folder):
        engine.build(folder, _sessions(), _passages())
    return engine.Engine(folder)


def _sessions() -> Iterator[tuple[Any, ...]]:
    filed = defaultdict(list)
    for article_id, topic in Article.topics.through.objects.values_list("article_id", "topic__name"):
        filed[article_id].append(topic)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.article_id, a.title, n.text FROM bench_naive n JOIN knowledge_article a ON a.id = n.article_id"
        )
        while rows := cursor.fetchmany(500):
            for article_id, title, text in rows:
                yield article_id, title, filed[article_id], text


def _passages() -> Iterator[tuple[int, str]]:
    return Passage.objects.order_by("pk").values_list("article_id", "text").iterator(chunk_size=5_000)


def _mix(times: dict[Question, list[float]]) -> dict[str, list[list[float]]]:
    """The times by class, without the one that is asked while typing."""
    return {kind: each for kind, each in _by_class(times).items() if kind != QUICKLY}


def _by_class(times: dict[Question, list[float]]) -> dict[str, list[list[float]]]:
    by_class = defaultdict(list)
    for question, each in times.items():
        by_class[question.kind].append(each)
    return by_class


def _compare(size: int, times: Times, results: Results) -> None:
    ours, limit = _by_class(times["ours"]), _by_class(times["engine"])
    for kind in ours:
        value, reference = (statistics.median(map(statistics.median, each[kind])) for each in (ours, limit))
        results.add(Figure(f"search, {kind}, {size:,} sessions", value, reference=reference))
    largest = size >= 10_000
    value, reference = (mean_of_medians(_mix(times[way])) for way in ("ours", "engine"))
    results.add(Figure(f"search, mix, {size:,} sessions", value, reference=reference, most=5 if largest else None))
    drawn = mean_of_medians(_mix(times["drawn"]))
    results.add(Figure(f"search as it is drawn, mix, {size:,} sessions", drawn, reference=reference))
    slowest, limit_slowest = (_slowest(times[way]) for way in ("ours", "engine, search only"))
    name = f"search, slowest class p95, {size:,} sessions"
    results.add(Figure(name, slowest, reference=limit_slowest, most=12 if largest else None))


def _slowest(times: dict[Question, list[float]]) -> float:
    classes = {kind: each for kind, each in _by_class(times).items() if kind != "phrase"}
    return max(percentile([time for times in each for time in times], 0.95) for each in classes.values())


def _against_naive(size: int, times: Times, results: Results) -> None:
    value, reference = (mean_of_medians(_mix(times[way])) for way in ("ours", "naive"))
    results.add(Figure(f"search, plain PostgreSQL design, {size:,} sessions", value, reference=reference, faster=40))
