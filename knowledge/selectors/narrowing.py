"""What the results of a search are narrowed by, each choice with its address, so that every state can be kept and sent.

Who was where is private: "I was there" looks at the reader's own attendance only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.enums import ArticleKind
from knowledge.models import Article
from knowledge.selectors.facets import FacetCounts
from peerlearn.core.windows import local_midnight
from peerlearn.people.models import User
from peerlearn.topics.models import Topic

LAST_DAYS = (30, 90, 365)
TOPICS, PEOPLE, YEARS = 8, 6, 5


@dataclass(frozen=True)
class Narrowing:
    """`topic` is a slug, `speaker` a person's number, `before` is inclusive; what is empty narrows nothing."""

    topic: str = ""
    speaker: int | None = None
    kind: str = ""
    after: date | None = None
    before: date | None = None
    there: bool = False

    def among(self, user: User) -> QuerySet[Article] | None:
        """The articles that are left for this person, None when nothing narrows."""
        if self == Narrowing():
            return None
        articles = Article.objects.all()
        if self.topic:
            filed = Article.topics.through.objects.filter(topic__slug=self.topic)
            articles = articles.filter(pk__in=filed.values("article_id"))
        if self.speaker:
            articles = articles.taught_by(self.speaker)
        if self.kind:
            articles = articles.filter(kind=self.kind)
        if self.after:
            articles = articles.filter(dated_at__gte=local_midnight(self.after))
        if self.before:
            articles = articles.filter(dated_at__lt=local_midnight(self.before + timedelta(days=1)))
        if self.there:
            articles = articles.filter(session__in=user.attendances.values("session_id"))
        return articles

    def address(self, query: str) -> str:
        """The search for `query`, narrowed like this."""
        asked = {
            "q": query,
            "topic": self.topic,
            "speaker": self.speaker,
            "kind": self.kind,
            "after": self.after,
            "before": self.before,
            "there": 1 if self.there else "",
        }
        return "?" + urlencode({name: value for name, value in asked.items() if value or name == "q"})

    def values(self) -> dict[str, str]:
        """What a form has to carry along."""
        asked = {"topic": self.topic, "speaker": self.speaker, "kind": self.kind, "after": self.after}
        asked |= {"before": self.before, "there": 1 if self.there else ""}
        return {name: str(value) for name, value in asked.items() if value}


NOT_NARROWED = Narrowing()


@dataclass(frozen=True)
class Choice:
    """One value of a facet; choosing the chosen one again takes it back. `count` is None where nothing was counted."""

    label: str
    url: str
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True)
class Facet:
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Choices:
    """By what else can be narrowed, and what is chosen: each of those with the address without it.

    `taught` are the teachers of the results and how many of them each taught, the most frequent first.
    """

    facets: tuple[Facet, ...]
    chosen: tuple[Choice, ...]
    taught: tuple[tuple[User, int], ...]


def choices_for(query: str, narrowing: Narrowing, counts: FacetCounts, *, today: date) -> Choices:
    """In two queries, for the names of topics and people."""
    topics = list(Topic.objects.filter(Q(pk__in=counts.topics) | Q(slug=narrowing.topic or None)))
    people = {user.pk: user for user in User.objects.filter(Q(pk__in=counts.teachers) | Q(pk=narrowing.speaker))}
    topics.sort(key=lambda topic: (-counts.topics.get(topic.pk, 0), topic.key))
    by_name = sorted(people.values(), key=lambda person: (-counts.teachers.get(person.pk, 0), person.name))
    choose = _Chooser(query, narrowing)
    facets = (
        Facet(_("Kind"), tuple(choose.kinds(counts))),
        Facet(_("Topic"), tuple(choose.topics(topics[:TOPICS], counts))),
        Facet(_("Who teaches"), tuple(choose.people(by_name[:PEOPLE], counts))),
        Facet(_("When"), tuple(choose.dates(counts, today))),
        Facet(_("Mine"), (choose.one(_("I was there"), narrowing.there, there=True),)),
    )
    chosen = [choice for facet in facets for choice in facet.choices if choice.chosen]
    if (narrowing.after or narrowing.before) and not any(choice.chosen for choice in facets[3].choices):
        chosen.append(choose.one(_span(narrowing), True, after=None, before=None))
    taught = tuple((people[number], count) for number, count in counts.teachers.items() if number in people)
    return Choices(tuple(facet for facet in facets if facet.choices), tuple(chosen), taught)


@dataclass(frozen=True)
class _Chooser:
    query: str
    narrowing: Narrowing

    def one(self, label: str, chosen: bool, count: int | None = None, **values: object) -> Choice:
        if chosen:
            values = {name: getattr(NOT_NARROWED, name) for name in values}
        changed: Narrowing = replace(self.narrowing, **values)  # type: ignore[arg-type]
        return Choice(label, changed.address(self.query), count, chosen)

    def kinds(self, counts: FacetCounts) -> Iterator[Choice]:
        for kind in ArticleKind:
            number = counts.kinds.get(kind.value, 0)
            if number or self.narrowing.kind == kind:
                label = str(kind.label)
                yield self.one(label[:1].upper() + label[1:], self.narrowing.kind == kind, number, kind=kind.value)

    def topics(self, topics: Iterable[Topic], counts: FacetCounts) -> Iterator[Choice]:
        for topic in topics:
            chosen = self.narrowing.topic == topic.slug
            yield self.one(topic.name, chosen, counts.topics.get(topic.pk, 0), topic=topic.slug)

    def people(self, people: Iterable[User], counts: FacetCounts) -> Iterator[Choice]:
        for person in people:
            chosen = self.narrowing.speaker == person.pk
            yield self.one(person.name, chosen, counts.teachers.get(person.pk, 0), speaker=person.pk)

    def dates(self, counts: FacetCounts, today: date) -> Iterator[Choice]:
        now = (self.narrowing.after, self.narrowing.before)
        for days in LAST_DAYS:
            after = today - timedelta(days=days)
            label = ngettext("Last %(number)d day", "Last %(number)d days", days) % {"number": days}
            yield self.one(label, now == (after, None), after=after, before=None)
        for year in sorted(counts.years, reverse=True)[:YEARS]:
            span = (date(year, 1, 1), date(year, 12, 31))
            yield self.one(str(year), now == span, counts.years[year], after=span[0], before=span[1])


def _span(narrowing: Narrowing) -> str:
    """ "from 3 March 2026 until 5 May 2026", or one end of it."""
    after, before = (date_format(day, "j F Y") if day else "" for day in (narrowing.after, narrowing.before))
    if not before:
        return _("from %(day)s") % {"day": after}
    if not after:
        return _("until %(day)s") % {"day": before}
    return _("from %(after)s until %(before)s") % {"after": after, "before": before}
