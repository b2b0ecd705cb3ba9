"""Find it: what colleagues said and wrote, down to the passage and the second.

Only what the person may see is searched, counted and suggested. Of the speakers only teachers are named.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from knowledge.folding import plain
from knowledge.models import Article, Snippet
from knowledge.query import LONGEST, Query, is_too_long, parse_query
from knowledge.selectors.highlighting import Marker, learn_stems
from knowledge.selectors.matching import (
    Match,
    SpokenMatch,
    Sql,
    best_matches,
    best_passages,
    closed_but_to,
    planned_for_search,
)
from knowledge.selectors.suggestion import suggestion_for
from knowledge.selectors.transcript import part_of, speaker_label
from peerlearn.core.windows import local_midnight
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from rituals.models import Teaching

SIZE = 20
LAST_PAGE = 50
COPIES = 3
LINES = 3  # passages shown of one article
LEAD_IN = 2  # seconds that playing begins before the passage

Snippets = defaultdict[int, list[Snippet]]  # by article
Passages = defaultdict[int, list[SpokenMatch]]  # by article


@dataclass(frozen=True)
class PassageHit:
    """Spoken words that answer, with the place they open at."""

    number: int
    seconds: float | None
    about: bool
    speaker: str
    text: SafeString
    url: str


@dataclass(frozen=True)
class Hit:
    """An article that was found: where it was said, else an excerpt of what was written.

    `passage` is the best of its `lines`, which stand in the order they were said. `spoken` counts the passages in it
    that have every word of the query, `more` those of them that are not among the lines.
    """

    article: Article
    title: SafeString
    teachers: tuple[User, ...]
    topics: tuple[Topic, ...]
    passage: PassageHit | None
    lines: tuple[PassageHit, ...]
    spoken: int
    excerpt: SafeString
    marker: Marker

    @property
    def more(self) -> int:
        return max(self.spoken - len(self.lines), 0)


@dataclass(frozen=True)
class CopyHit:
    """Something to copy that answers."""

    snippet: Snippet
    article: Article

    @property
    def key(self) -> str:
        """What tells it apart from other hits of a list."""
        return f"copy-{self.snippet.pk}"


@dataclass(frozen=True)
class Facets:
    """By what else the results can be narrowed: what the ones shown are filed under, and who teaches in them."""

    topics: tuple[Topic, ...] = ()
    speakers: tuple[User, ...] = ()


@dataclass(frozen=True)
class SearchResults:
    """`refused` says why nothing was searched; `suggestion` is what may have been meant when nothing was found."""

    query: str
    hits: tuple[Hit, ...] = ()
    copies: tuple[CopyHit, ...] = ()
    total: int = 0
    page: int = 1
    has_next: bool = False
    facets: Facets = Facets()
    suggestion: str = ""
    refused: str = ""


def search(
    query: str,
    *,
    user: User,
    topic: str | None = None,
    speaker: int | None = None,
    kind: str | None = None,
    after: date | None = None,
    before: date | None = None,
    page: int = 1,
    typing: bool = False,
) -> SearchResults:
    """The best answers for this person. `topic` is a slug, `speaker` a person's number, `before` is inclusive.

    With `typing`, or when nothing else is found, the last word may still be incomplete.
    """
    text = query.strip()
    if is_too_long(text):
        return SearchResults(text[:LONGEST], refused=_("Search for at most %(limit)d characters.") % {"limit": LONGEST})
    among = _among(topic=topic, speaker=speaker, kind=kind, after=after, before=before)
    with planned_for_search():
        return _answer(text, user, among, min(max(page, 1), LAST_PAGE), typing)


def _answer(text: str, user: User, among: QuerySet[Article] | None, page: int, typing: bool) -> SearchResults:
    besides = closed_but_to(user)
    parsed = parse_query(text, typing=typing)
    matches, total = _matches(parsed, besides, among, page)
    if not total and not typing:
        parsed = parse_query(text, typing=True)
        matches, total = _matches(parsed, besides, among, page)
    if not total:
        return SearchResults(text, suggestion=suggestion_for(text) if parsed.groups else "")
    snippets = _snippets(matches)
    hits = _hits(parsed, matches, snippets)
    return SearchResults(
        text,
        hits=tuple(hits),
        copies=_copies(parsed, matches, hits, snippets) if page == 1 else (),
        total=total,
        page=page,
        has_next=page < LAST_PAGE and total > page * SIZE,
        facets=_facets(hits),
    )


def _matches(query: Query, besides: Sql, among: QuerySet[Article] | None, page: int) -> tuple[list[Match], int]:
    if not query.groups:
        return [], 0
    return best_matches(query, besides=besides, among=among, start=(page - 1) * SIZE, size=SIZE)


def _among(
    *, topic: str | None, speaker: int | None, kind: str | None, after: date | None, before: date | None
) -> QuerySet[Article] | None:
    """The articles that the chosen filters leave, None without a filter."""
    articles = everything = Article.objects.all()
    if topic:
        articles = articles.filter(pk__in=Article.topics.through.objects.filter(topic__slug=topic).values("article_id"))
    if speaker:
        articles = articles.taught_by(speaker)
    if kind:
        articles = articles.filter(kind=kind)
    if after:
        articles = articles.filter(dated_at__gte=local_midnight(after))
    if before:
        articles = articles.filter(dated_at__lt=local_midnight(before + timedelta(days=1)))
    return None if articles is everything else articles


def _hits(query: Query, matches: Sequence[Match], snippets: Snippets) -> list[Hit]:
    articles = _articles(matches)
    passages = _chosen(query, best_passages(query, matches, each=LINES + 1))
    found = [match for match in matches if match.article_id in articles]
    markers = {}
    for config in {match.config for match in found}:
        ids = [match.article_id for match in found if match.config == config]
        learn_stems(_shown_texts(ids, articles, passages, snippets), config)
        markers[config] = Marker(query, config)
    return [_hit(articles[match.article_id], markers[match.config], passages[match.article_id]) for match in found]


def _shown_texts(
    ids: Iterable[int], articles: dict[int, Article], passages: Passages, snippets: Snippets
) -> Iterator[str]:
    for number in ids:
        article = articles[number]
        yield f"{article.title} {article.summary} {article.body}"
        yield from (f"{snippet.title} {snippet.text}" for snippet in snippets[number])
        yield from (passage.text for passage in passages[number])


def _articles(matches: Iterable[Match]) -> dict[int, Article]:
    """With what a hit shows and nothing else: making objects of whole rows takes longer than finding them."""
    person = ("name", "job_title")
    teachings = Teaching.objects.select_related("user").only("session", "state", *(f"user__{name}" for name in person))
    topics = Topic.objects.only("name", "slug")
    shown = ("kind", "title", "slug", "summary", "body", "dated_at", "session__starts_at", "session__ends_at")
    articles = (
        Article.objects.filter(pk__in=[match.article_id for match in matches])
        .select_related("author", "session")
        .only(*shown, *(f"author__{name}" for name in person))
        .prefetch_related(Prefetch("session__teachings", teachings), Prefetch("topics", topics))
    )
    return {article.pk: article for article in articles}


def _snippets(matches: Iterable[Match]) -> Snippets:
    """Most articles have none, so they are not prefetched: that would make a manager for each article."""
    snippets: Snippets = defaultdict(list)
    wanted = Snippet.objects.filter(article_id__in=[match.article_id for match in matches])
    for snippet in wanted.only("article", "title", "text"):
        snippets[snippet.article_id].append(snippet)
    return snippets


def _chosen(query: Query, found: Sequence[SpokenMatch]) -> Passages:
    """The passages to show of each article, best first: of those that answer equally, one that says the phrase itself.

    Where one has every word, others show only when they have every word too.
    """
    by_article: Passages = defaultdict(list)
    for passage in found:
        by_article[passage.article_id].append(passage)
    phrase = f" {' '.join(query.remembered)} "
    for passages in by_article.values():
        if query.remembered:
            passages.sort(key=lambda passage: phrase not in f" {plain(passage.text)} ")
        del passages[min(max(passages[0].matching, 1), LINES) :]
    return by_article


def _hit(article: Article, marker: Marker, passages: Sequence[SpokenMatch]) -> Hit:
    teachers = tuple(article.teachers())
    lines = [_passage_hit(article, marker, passage, teachers) for passage in passages]
    return Hit(
        article=article,
        title=marker.mark(article.title),
        teachers=teachers,
        topics=tuple(article.topics.all()),
        passage=lines[0] if lines else None,
        lines=tuple(sorted(lines, key=lambda line: line.number)),
        spoken=passages[0].matching if passages else 0,
        excerpt=SafeString("") if passages else marker.excerpt(_written(article)),
        marker=marker,
    )


def _written(article: Article) -> str:
    """Summary and notes; the summary once, where the notes begin with it."""
    if article.body.startswith(article.summary):
        return article.body
    return f"{article.summary}\n{article.body}"


def _passage_hit(article: Article, marker: Marker, passage: SpokenMatch, teachers: Sequence[User]) -> PassageHit:
    named = {teacher.pk: teacher.name for teacher in teachers}
    return PassageHit(
        number=passage.number,
        seconds=passage.starts,
        about=passage.estimated,
        speaker=speaker_label(named.get(passage.speaker_user_id or 0), passage.speaker),
        text=marker.mark(passage.text),
        url=passage_url(article, passage.number, passage.starts),
    )


def passage_url(article: Article, number: int, seconds: float | None) -> str:
    """Where an article opens at a passage, its recording a breath before."""
    start = {} if seconds is None else {"t": max(int(seconds) - LEAD_IN, 0)}
    place = {"part": part_of(number)} if part_of(number) > 1 else {}
    asked = urlencode(start | place)
    return f"{article.get_absolute_url()}{'?' if asked else ''}{asked}#p{number}"


def _copies(query: Query, matches: Sequence[Match], hits: Sequence[Hit], snippets: Snippets) -> tuple[CopyHit, ...]:
    """Snippets of the articles found that have a word of the query, those with the most words first; the same once."""
    markers = {match.article_id: Marker(query, match.config) for match in matches}
    scored = []
    for place, hit in enumerate(hits):
        for snippet in snippets[hit.article.pk]:
            found = markers[hit.article.pk].found_in(f"{snippet.title}\n{snippet.text}")
            if found:
                scored.append((-len(found), place, CopyHit(snippet, hit.article)))
    scored.sort(key=lambda copy: copy[:2])
    best: dict[str, CopyHit] = {}
    for _words, _place, copy in scored:
        best.setdefault(copy.snippet.text, copy)
    return tuple(best.values())[:COPIES]


def _facets(hits: Sequence[Hit]) -> Facets:
    topics = dict.fromkeys(topic for hit in hits for topic in hit.topics)
    speakers = dict.fromkeys(teacher for hit in hits for teacher in hit.teachers)
    return Facets(tuple(topics)[:8], tuple(speakers)[:6])
