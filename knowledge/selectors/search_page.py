"""What people see of a search: the best answer, the rest by kind, who teaches it, who else asks for it, and what is
missing. Each line says how far it can be relied upon and why it stands there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.enums import ArticleKind
from knowledge.models import Copied
from knowledge.selectors.narrowing import Choices
from knowledge.selectors.search import CopyHit, Hit, SearchResults
from knowledge.selectors.standing import Standing, standings
from knowledge.selectors.uncaptured import asked_by, uncaptured
from peerlearn.people.models import User
from rituals.models import Session, TopicRequest
from rituals.rules import runs_session
from rituals.selectors.requests import similar_requests

AMONG_BEST = 3  # results of which the first that was spoken is the best answer
TEACHERS = 5
REQUESTS = 3


@dataclass(frozen=True)
class Reason:
    """One of the four things that make a place among the results, in words."""

    name: str
    words: str


@dataclass(frozen=True)
class Line:
    """A result with its standing; `reasons` say why it stands here. `asked`: this person asked for its transcript."""

    hit: Hit
    standing: Standing
    reasons: tuple[Reason, ...]
    may_ask: bool = False
    asked: bool = False


@dataclass(frozen=True)
class Group:
    """The results of one kind on this page, best first; `count` of them on all pages, None where nobody counted."""

    kind: str
    title: str
    lines: tuple[Line, ...]
    count: int | None


@dataclass(frozen=True)
class Copy:
    """Something to copy, and how many colleagues did."""

    found: CopyHit
    teachers: tuple[User, ...]
    used: int


@dataclass(frozen=True)
class Teacher:
    """Somebody who teaches what was looked for, in so many of the results."""

    person: User
    times: int


@dataclass(frozen=True)
class Missing:
    """A session that would answer, of which nothing is kept yet."""

    session: Session
    asked: bool
    may_ask: bool


@dataclass(frozen=True)
class SearchPage:
    """`best` is what was spoken among the first results; it stands in no group again."""

    copies: tuple[Copy, ...] = ()
    best: Line | None = None
    groups: tuple[Group, ...] = ()
    teachers: tuple[Teacher, ...] = ()
    requests: tuple[TopicRequest, ...] = ()
    missing: tuple[Missing, ...] = ()


def search_page(results: SearchResults, *, user: User, now: datetime, choices: Choices) -> SearchPage:
    """Everything around these results that `user` may see."""
    if results.refused:
        return SearchPage()
    first = results.page == 1
    missing = uncaptured(results.query, user, now=now) if first else []
    known = standings([hit.article.pk for hit in results.hits], now=now)
    waiting = [hit.article.session_id for hit in results.hits if known[hit.article.pk].lacks_words]
    asked = asked_by(user, [*(number for number in waiting if number), *(session.pk for session in missing)])
    lines = [_line(hit, known[hit.article.pk], user, asked) for hit in results.hits]
    teachers = tuple(Teacher(person, times) for person, times in choices.taught[:TEACHERS])
    page = _arranged(results, lines, teachers, user)
    return replace(
        page, missing=tuple(Missing(each, each.pk in asked, not runs_session(user, each)) for each in missing)
    )


def palette_page(results: SearchResults, *, user: User) -> SearchPage:
    """The same for a list that follows each keystroke: without standings, reasons and what nobody kept."""
    if results.refused:
        return SearchPage()
    lines = [Line(hit, Standing(), ()) for hit in results.hits]
    counted = Counter(teacher for hit in results.hits for teacher in hit.teachers)
    teachers = tuple(Teacher(person, times) for person, times in counted.most_common(TEACHERS))
    return _arranged(results, lines, teachers, user)


def _arranged(results: SearchResults, lines: Sequence[Line], teachers: tuple[Teacher, ...], user: User) -> SearchPage:
    first = results.page == 1
    best = next((line for line in lines[:AMONG_BEST] if line.hit.spoken), None) if first else None
    return SearchPage(
        copies=_copies(results.copies),
        best=best,
        groups=_groups([line for line in lines if line is not best], results),
        teachers=teachers,
        requests=tuple(similar_requests(results.query, user, limit=REQUESTS)) if first else (),
    )


def _line(hit: Hit, standing: Standing, user: User, asked: frozenset[int]) -> Line:
    return Line(
        hit=hit,
        standing=standing,
        reasons=tuple(_reasons(hit, standing)),
        may_ask=standing.lacks_words and not hit.lines and user not in hit.teachers,
        asked=hit.article.session_id in asked,
    )


def _reasons(hit: Hit, standing: Standing) -> Iterator[Reason]:
    """In the order of their weight: where the words stand, how fresh, how trusted and how used it is."""
    if hit.by_meaning:
        yield Reason(_("Meaning"), _("close in meaning"))
    else:
        yield Reason(_("Words"), get_text_list(list(_places(hit)), _("and")) or _("another name or form of them"))
    yield Reason(_("Age"), _("fresh") if standing.fresh else standing.age or _("looked after"))
    trust = list(_trust(standing))
    if trust:
        yield Reason(_("Trust"), get_text_list(trust, _("and")))
    use = list(_use(standing))
    if use:
        yield Reason(_("Use"), get_text_list(use, _("and")))


def _places(hit: Hit) -> Iterator[str]:
    found_in = hit.marker.found_in
    if found_in(hit.article.title):
        yield _("in the title")
    if any(found_in(topic.name) for topic in hit.topics):
        yield _("its topic")
    if any(found_in(teacher.name) for teacher in hit.teachers):
        yield _("who teaches it")
    if hit.spoken:
        yield ngettext("said in %(number)d line", "said in %(number)d lines", hit.spoken) % {"number": hit.spoken}
    elif hit.lines:
        yield _("some of them were said")
    if found_in(f"{hit.article.summary} {hit.article.body}"):
        yield _("in the notes")


def _trust(standing: Standing) -> Iterator[str]:
    if standing.verified_on and not standing.review_was:
        yield _("somebody answers for it")
    if standing.review_was:
        yield _("its review is due")
    if standing.outdated:
        yield ngettext(
            "%(number)d reader calls it outdated", "%(number)d readers call it outdated", standing.outdated
        ) % {"number": standing.outdated}


def _use(standing: Standing) -> Iterator[str]:
    if standing.helped:
        yield ngettext("helped %(number)d person", "helped %(number)d people", standing.helped) % {
            "number": standing.helped
        }
    if standing.copied:
        yield ngettext("copied by %(number)d person", "copied by %(number)d people", standing.copied) % {
            "number": standing.copied
        }


def _groups(lines: Sequence[Line], results: SearchResults) -> tuple[Group, ...]:
    """The kind of the best result first."""
    titles = {
        ArticleKind.SESSION: _("Sessions"),
        ArticleKind.TIL: _("Short shares"),
        ArticleKind.GUIDE: _("Guides"),
    }
    by_kind: dict[ArticleKind, list[Line]] = {}
    for line in lines:
        by_kind.setdefault(ArticleKind(line.hit.article.kind), []).append(line)
    return tuple(
        Group(kind.value, titles[kind], tuple(found), results.counts.kinds.get(kind.value))
        for kind, found in by_kind.items()
    )


def _copies(copies: Sequence[CopyHit]) -> tuple[Copy, ...]:
    copied = Copied.objects.filter(snippet__in=[copy.snippet.pk for copy in copies]).order_by()
    used = dict(copied.values_list("snippet").annotate(Count("user", distinct=True)))
    return tuple(Copy(copy, tuple(copy.article.teachers()), used.get(copy.snippet.pk, 0)) for copy in copies)
