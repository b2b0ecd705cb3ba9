"""Counts of what an article did, against rows that a person can count by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge.models import Article, Copied, Helped, Opening, SearchLog, Watched
from knowledge.selectors.reuse import Reuse, Uses, reuse_of, still_teaching
from peerlearn.people.models import User
from tests.factories.knowledge import HELD, SnippetFactory, TilFactory, capture_of, held_session
from tests.factories.people import UserFactory

NOVEMBER, DECEMBER = date(2026, 11, 20), date(2026, 12, 3)


@pytest.fixture
def article(alice: User) -> Article:
    return capture_of(held_session(alice))


def helped(article: Article, user: User, at: datetime) -> None:
    row = Helped.objects.create(article=article, user=user)
    Helped.objects.filter(pk=row.pk).update(at=at)


def test_reuse_counts_people_once_a_month_and_once_in_all(article: Article, bob: User, charlie: User) -> None:
    snippets = [SnippetFactory(article=article), SnippetFactory(article=article)]
    for person, day in ((bob, NOVEMBER), (bob, NOVEMBER + timedelta(days=1)), (bob, DECEMBER), (charlie, DECEMBER)):
        Opening.objects.create(article=article, user=person, day=day)
    for snippet in snippets:
        Copied.objects.create(article=article, snippet=snippet, user=bob, day=NOVEMBER)
    Watched.objects.create(article=article, user=charlie, day=NOVEMBER, seconds=119)
    Watched.objects.create(article=article, user=charlie, day=DECEMBER, seconds=120)
    helped(article, bob, datetime(2026, 11, 30, 23, 0, tzinfo=UTC))  # December in Berlin
    SearchLog.objects.create(query="interviews", results=3, clicked=article)
    SearchLog.objects.update(at=datetime(2026, 12, 2, tzinfo=UTC))
    SearchLog.objects.create(query="nothing", results=0)

    assert reuse_of(article) == Reuse(
        Uses(opened=2, watched=1, copied=1, helped=1, found=1, taught=2),
        [
            (date(2026, 12, 1), Uses(opened=2, watched=1, helped=1, found=1, taught=2)),
            (date(2026, 11, 1), Uses(opened=1, copied=1, taught=1)),
        ],
    )


def test_reuse_leaves_out_who_taught_it_and_other_articles(article: Article, alice: User, bob: User) -> None:
    Opening.objects.create(article=article, user=alice, day=NOVEMBER)
    Copied.objects.create(article=TilFactory(), user=bob, day=NOVEMBER)

    assert reuse_of(article) == Reuse(Uses(), [])


@pytest.mark.parametrize(("before", "later", "told"), [(37, 6, 6), (5, 4, 0), (4, 5, 0), (0, 5, 5)])
def test_newcomers_are_told_where_no_few_people_stand_apart(
    article: Article, before: int, later: int, told: int
) -> None:
    given = HELD.date()
    for number, hired in ((before, given), (later, given + timedelta(days=1))):
        people = [UserFactory(start_date=hired) for _ in range(number)]
        Helped.objects.bulk_create(Helped(article=article, user=person) for person in people)

    total = reuse_of(article).total

    assert (total.taught, total.newcomers) == (before + later, told)


@pytest.mark.parametrize("articles", [1, 3])
def test_still_teaching_counts_a_person_once_over_all_articles(
    alice: User, bob: User, charlie: User, articles: int, django_assert_num_queries
) -> None:
    mine = [capture_of(held_session(alice, title=f"Talk {number}")) for number in range(articles)]
    for article in mine:
        Copied.objects.create(article=article, user=bob, day=NOVEMBER)
    Copied.objects.create(article=mine[-1], user=charlie, day=NOVEMBER)
    Copied.objects.create(article=TilFactory(), user=charlie, day=NOVEMBER)
    Copied.objects.create(article=TilFactory(author=alice, published_at=None), user=charlie, day=NOVEMBER)

    with django_assert_num_queries(3):
        taught = still_teaching(alice)

    assert taught.total == Uses(copied=2, taught=2)
    assert taught.articles[0] == (mine[-1], Uses(copied=2, taught=2))
    assert {article for article, _uses in taught.articles} == set(mine)
