"""Find it: what colleagues said and wrote, down to the passage and the second.

Only what the person may see is searched, counted and suggested. Of the speakers teachers are named,
and who agreed.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from knowledge.folding import plain
from knowledge.meaning import local_encoder
from knowledge.models import Article, Snippet
from knowledge.query import LONGEST, Query, is_too_long, parse_query
from knowledge.selectors.copyable import SnippetMatch, best_snippets
from knowledge.selectors.facets import FacetCounts, facet_counts
from knowledge.selectors.finding import Found, find
from knowledge.selectors.highlighting import Marker
from knowledge.selectors.matching import (
    MOST_PLACES,
    POOL,
    Match,
    Parts,
    SpokenMatch,
    best_matches,
    best_passages,
)
from knowledge.selectors.meaning import closest, is_for_meaning, is_indexed, with_meaning
from knowledge.selectors.narrowing import NOT_NARROWED, Narrowing
from knowledge.selectors.openness import closed_but_to
from knowledge.selectors.suggestion import suggestion_for
from knowledge.selectors.synonyms import expand
from knowledge.selectors.transcript import Names, names_in_all, part_of
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from rituals.models import Teaching

SIZE = 10
LAST_PAGE = 50
COPIES = 3
LINES = 3  # passages shown of one article
LEAD_IN = 2  # seconds that playing begins before the passage, at most
NOTHING = FacetCounts({}, {}, {}, {})

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
    parts: Parts
    by_meaning: bool = False

    @property
    def more(self) -> int:
        return max(self.spoken - len(self.lines), 0)


@dataclass(frozen=True)
class CopyHit:
    """Something to copy that answers; `text` and `title` are marked."""

    snippet: Snippet
    article: Article
    title: SafeString
    text: SafeString


@dataclass(frozen=True)
class SearchResults:
    """`refused` says why nothing was searched. `also` are other names of a topic that were looked for as well.

    `counts` are those of all results, where they were asked for. When nothing was found, `suggestion` is a query that
    finds something, and `elsewhere` is how many results there would be if nothing were narrowed.
    """

    query: str
    narrowing: Narrowing = NOT_NARROWED
    also: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    copies: tuple[CopyHit, ...] = ()
    total: int = 0
    page: int = 1
    has_next: bool = False
    counts: FacetCounts = NOTHING
    suggestion: str = ""
    elsewhere: int = 0
    refused: str = ""


@dataclass(frozen=True)
class _Asking:
    """Who asks and what is left for them: open articles besides those in `besides`, of them those in `among`."""

    besides: Sequence[int]
    narrowing: Narrowing
    among: QuerySet[Article] | None

    def find(self, query: Query) -> Found:
        return find(query, besides=self.besides, among=self.among)


def search(
    query: str,
    *,
    user: User,
    narrowing: Narrowing = NOT_NARROWED,
    page: int = 1,
    size: int = SIZE,
    typing: bool = False,
    counting: bool = False,
) -> SearchResults:
    """The best answers for this person, with `counting` also by what they can be narrowed.

    With `typing`, or when nothing else is found, the last word may still be incomplete.
    """
    text = query.strip()
    if is_too_long(text):
        refused = _("Search for at most %(limit)d characters.") % {"limit": LONGEST}
        return SearchResults(text[:LONGEST], narrowing, refused=refused)
    asking = _Asking(closed_but_to(user), narrowing, narrowing.among(user))
    page = min(max(page, 1), LAST_PAGE)
    start = (page - 1) * size
    parsed, found = _found(text, asking, typing=typing)
    nothing = None if found.total else _nothing(text, parsed, asking)
    if typing or (nothing and nothing.suggestion):
        matches, total = best_matches(found, start=start, size=size), found.total
    else:
        matches, total = _with_meaning(text, asking, found, start=start, size=size)
    if nothing and not total:
        return nothing
    copied = best_snippets(parsed, besides=asking.besides, among=asking.among, size=COPIES) if page == 1 else []
    hits, copies = _drawn(parsed, matches, copied)
    return SearchResults(
        text,
        narrowing,
        also=parsed.also,
        hits=tuple(hits),
        copies=copies if page == 1 else (),
        total=total,
        page=page,
        has_next=page < LAST_PAGE and total > page * size,
        counts=facet_counts(found) if counting else NOTHING,
    )


def _with_meaning(text: str, asking: _Asking, found: Found, *, start: int, size: int) -> tuple[list[Match], int]:
    """A page of what is found, with what is close in meaning where an operator has set that up, and how many there are.

    Where words find more than are ranked by their passages, nothing is added to them: they find enough.
    """
    encoder = local_encoder()
    if encoder is None or not is_for_meaning(parse_query(text)):
        return best_matches(found, start=start, size=size), found.total
    with transaction.atomic():
        if not is_indexed(encoder):
            return best_matches(found, start=start, size=size), found.total
        close = closest(encoder([text])[0], besides=asking.besides, among=asking.among)
    words = best_matches(found, start=0, size=max(POOL, start + size))
    known = {match.article_id for match in words}
    if found.total > POOL:
        close = [match for match in close if match.article_id in known]
    both = with_meaning(words, close)
    return both[start : start + size], found.total + len(both) - len(words)


def answering_lines(article: Article, query: str, *, user: User) -> Hit | None:
    """Everything said in one article that answers, in the order it was said; None when nothing does."""
    text = query.strip()
    if is_too_long(text):
        return None
    asking = _Asking(closed_but_to(user), NOT_NARROWED, Article.objects.filter(pk=article.pk))
    parsed, found = _found(text, asking, typing=False)
    matches = best_matches(found, start=0, size=1)
    return next(iter(_hits(parsed, matches, _articles([article.pk]), defaultdict(list), each=MOST_PLACES)), None)


def _found(text: str, asking: _Asking, *, typing: bool) -> tuple[Query, Found]:
    parsed = expand(parse_query(text, typing=typing))
    found = asking.find(parsed)
    if not found.total and not typing:
        parsed = expand(parse_query(text, typing=True))
        found = asking.find(parsed)
    return parsed, found


def _nothing(text: str, parsed: Query, asking: _Asking) -> SearchResults:
    """What else would find something: other words, or the same without what was chosen."""
    meant = suggestion_for(text) if parsed.groups else ""
    if meant and not asking.find(expand(parse_query(meant, typing=True))).total:
        meant = ""
    elsewhere = 0
    if asking.among is not None:
        elsewhere = find(parsed, besides=asking.besides, among=None).total
    return SearchResults(text, asking.narrowing, also=parsed.also, suggestion=meant, elsewhere=elsewhere)


def _drawn(
    query: Query, matches: Sequence[Match], copied: Sequence[SnippetMatch]
) -> tuple[list[Hit], tuple[CopyHit, ...]]:
    """The results as they are shown, with the words that were found marked."""
    articles = _articles({match.article_id for match in matches} | {copy.article_id for copy in copied})
    snippets = _snippets(matches, copied)
    by_article: Snippets = defaultdict(list)
    for snippet in snippets.values():
        by_article[snippet.article_id].append(snippet)
    hits = _hits(query, matches, articles, by_article, each=LINES)
    candidates = [(snippets[copy.snippet_id], articles.get(copy.article_id)) for copy in copied]
    markers = {copy.article_id: Marker(query, copy.config) for copy in copied}
    markers |= {hit.article.pk: hit.marker for hit in hits}
    candidates += [(snippet, hit.article) for snippet, hit in _said_in_part(hits, by_article)]
    best: dict[str, CopyHit] = {}
    for snippet, article in candidates:
        if article:
            mark = markers[article.pk].mark
            best.setdefault(snippet.text, CopyHit(snippet, article, mark(snippet.title), mark(snippet.text)))
    return hits, tuple(best.values())[:COPIES]


def _said_in_part(hits: Sequence[Hit], snippets: Snippets) -> list[tuple[Snippet, Hit]]:
    """Snippets of the articles found that have some of the words, those with the most first."""
    scored = []
    for place, hit in enumerate(hits):
        for snippet in snippets[hit.article.pk]:
            found = hit.marker.found_in(f"{snippet.title}\n{snippet.text}")
            if found:
                scored.append((-len(found), place, snippet, hit))
    scored.sort(key=lambda copy: copy[:2])
    return [(snippet, hit) for _words, _place, snippet, hit in scored]


def _hits(
    query: Query, matches: Sequence[Match], articles: dict[int, Article], snippets: Snippets, *, each: int
) -> list[Hit]:
    passages = _chosen(query, best_passages(matches, each=each + 1), each)
    names = names_in_all(articles.values())
    found = [match for match in matches if match.article_id in articles]
    markers = {}
    for config in {match.config for match in found}:
        ids = [match.article_id for match in found if match.config == config]
        markers[config] = Marker(query, config)
        markers[config].learn(_shown_texts(ids, articles, passages, snippets))
    return [
        _hit(articles[match.article_id], match, markers[match.config], passages[match.article_id], names)
        for match in found
    ]


def _shown_texts(
    ids: Iterable[int], articles: dict[int, Article], passages: Passages, snippets: Snippets
) -> Iterator[str]:
    for number in ids:
        article = articles[number]
        yield f"{article.title} {article.summary} {article.body}"
        yield from (f"{snippet.title} {snippet.text}" for snippet in snippets[number])
        yield from (passage.text for passage in passages[number])


def _articles(ids: Collection[int]) -> dict[int, Article]:
    """With what a hit shows and nothing else: making objects of whole rows takes longer than finding them."""
    person = ("name", "job_title")
    teachings = Teaching.objects.select_related("user").only("session", "state", *(f"user__{name}" for name in person))
    topics = Topic.objects.only("name", "slug")
    shown = ("kind", "title", "slug", "summary", "body", "dated_at", "session__starts_at", "session__ends_at")
    articles = (
        Article.objects.filter(pk__in=ids)
        .select_related("author", "session")
        .only(*shown, *(f"author__{name}" for name in person))
        .prefetch_related(Prefetch("session__teachings", teachings), Prefetch("topics", topics))
    )
    return {article.pk: article for article in articles}


def _snippets(matches: Iterable[Match], copied: Iterable[SnippetMatch]) -> dict[int, Snippet]:
    """Most articles have none, so they are not prefetched: that would make a manager for each article."""
    of_articles = Q(article_id__in=[match.article_id for match in matches])
    wanted = Snippet.objects.filter(of_articles | Q(pk__in=[copy.snippet_id for copy in copied]))
    return {snippet.pk: snippet for snippet in wanted.only("article", "title", "text")}


def _chosen(query: Query, found: Sequence[SpokenMatch], most: int) -> Passages:
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
        del passages[min(max(passages[0].matching, 1), most) :]
    return by_article


def _hit(
    article: Article, match: Match, marker: Marker, passages: Sequence[SpokenMatch], names: Mapping[int, Names]
) -> Hit:
    lines = [_passage_hit(article, marker, passage, names[article.pk]) for passage in passages]
    return Hit(
        article=article,
        title=marker.mark(article.title),
        teachers=tuple(article.teachers()),
        topics=tuple(article.topics.all()),
        passage=lines[0] if lines else None,
        lines=tuple(sorted(lines, key=lambda line: line.number)),
        spoken=passages[0].matching if passages else 0,
        excerpt=SafeString("") if passages else marker.excerpt(_written(article)),
        marker=marker,
        parts=match.parts,
        by_meaning=match.by_meaning,
    )


def _written(article: Article) -> str:
    """Summary and notes; the summary once, where the notes begin with it."""
    if article.body.startswith(article.summary):
        return article.body
    return f"{article.summary}\n{article.body}"


def _passage_hit(article: Article, marker: Marker, passage: SpokenMatch, names: Names) -> PassageHit:
    return PassageHit(
        number=passage.number,
        seconds=passage.starts,
        about=passage.estimated,
        speaker=names.label(passage),
        text=marker.mark(passage.text),
        url=passage_url(article, passage.number, passage.starts),
    )


def passage_url(article: Article, number: int, seconds: float | None) -> str:
    """Where an article opens at a passage, its recording a breath before."""
    start = {} if seconds is None else {"t": max(math.ceil(seconds) - LEAD_IN, 0)}
    place = {"part": part_of(number)} if part_of(number) > 1 else {}
    asked = urlencode(start | place)
    return f"{article.get_absolute_url()}{'?' if asked else ''}{asked}#p{number}"
