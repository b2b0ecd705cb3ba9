"""The first page composes what each app tells about the reader, in a number of queries that does not grow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowledge.enums import ArticleKind, Visibility
from knowledge.models import Article, Helped
from peerlearn.home.selectors.front_page import front_page
from peerlearn.topics.services.following import follow
from peerlearn.topics.services.topics import find_or_create_topics
from recognition.selectors.impact import Impact, impact_of
from rituals.enums import CapturePolicy, Reply, SessionStatus, TeachingState
from tests.factories.knowledge import TilFactory
from tests.factories.people import UserFactory
from tests.factories.rituals import (
    FacilitationFactory,
    RitualFactory,
    RSVPFactory,
    SessionFactory,
    TeachingFactory,
)

pytestmark = pytest.mark.django_db
QUERIES_OF_HOME = 22


def a_capture(teacher, title: str, days_ago: int = 1) -> Article:
    held_at = timezone.now() - timedelta(days=days_ago)
    session = SessionFactory(
        title=title,
        starts_at=held_at,
        ends_at=held_at + timedelta(minutes=30),
        status=SessionStatus.HELD,
        capture_policy=CapturePolicy.STANDARD,
        captured_at=held_at,
    )
    TeachingFactory(session=session, user=teacher, state=TeachingState.ACCEPTED)
    return Article.objects.create(
        kind=ArticleKind.SESSION,
        session=session,
        title=title,
        slug=f"{title}-{session.pk}".lower().replace(" ", "-"),
        dated_at=held_at,
        published_at=held_at,
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_a_constant_number_of_queries(client_of, django_assert_num_queries, alice, bob, rows):
    for number in range(rows):
        a_capture(alice, f"Talk {number}")
        starts = timezone.now() + timedelta(days=2, hours=number)
        going = SessionFactory(starts_at=starts, ends_at=starts + timedelta(minutes=30))
        TeachingFactory(session=going, user=alice, state=TeachingState.ACCEPTED)
        RSVPFactory(session=going, user=bob, reply=Reply.ACCEPTED)
        ritual = RitualFactory()
        FacilitationFactory(ritual=ritual, user=bob)
        SessionFactory(ritual=ritual, starts_at=starts, ends_at=starts + timedelta(minutes=30), title="")
    browser = client_of(bob)

    with django_assert_num_queries(QUERIES_OF_HOME):
        page = browser.get("/").content.decode()

    assert all(f"Talk {number}" in page for number in range(rows))


def test_home_of_a_newcomer_says_what_will_stand_there(client_of):
    page = client_of(UserFactory()).get("/").content.decode()

    assert "Nothing captured yet" in page
    assert "Nothing today." in page


def test_impact_counts_people_and_those_who_joined_later(alice):
    talk = a_capture(alice, "Talk", days_ago=40)
    helped_by(talk, people=5, hired=400)
    helped_by(talk, people=6, hired=3)

    assert impact_of(alice) == Impact(article=talk, helped=11, joined_later=6)


@pytest.mark.parametrize(("before", "later"), [(5, 4), (4, 5)])
def test_impact_does_not_tell_few_people_apart(alice, before, later):
    talk = a_capture(alice, "Talk", days_ago=40)
    helped_by(talk, people=before, hired=400)
    helped_by(talk, people=later, hired=3)

    assert impact_of(alice) == Impact(article=talk, helped=9, joined_later=0)


def helped_by(article: Article, *, people: int, hired: int) -> None:
    """So many people, hired so many days ago."""
    start = timezone.localdate() - timedelta(days=hired)
    Helped.objects.bulk_create(Helped(article=article, user=UserFactory(start_date=start)) for _ in range(people))


def test_todos_stand_in_order_of_urgency(bob):
    ritual = RitualFactory()
    FacilitationFactory(ritual=ritual, user=bob)
    for days in (6, 2, 4):
        starts = timezone.now() + timedelta(days=days)
        SessionFactory(ritual=ritual, starts_at=starts, ends_at=starts + timedelta(minutes=30), title="")

    due = [todo.due_at for todo in front_page(bob, now=timezone.now()).todos]

    assert due == sorted(due)
    assert len(due) == 3


def test_new_on_followed_topics_stands_on_the_first_page(client_of, alice, bob):
    contracts, law = find_or_create_topics(["Contracts", "Law"])
    unfollowed = TilFactory(title="Of today", published_at=timezone.now())
    a_capture(alice, "Lead", days_ago=0)
    yesterday = timezone.now() - timedelta(days=1)
    new = {"published_at": yesterday, "dated_at": yesterday}
    for article in (
        TilFactory(title="Followed twice", **new),
        TilFactory(title="Closed", visibility=Visibility.MEMBERS, **new),
        TilFactory(title="Own", author=bob, **new),
        TilFactory(title="Old", published_at=yesterday - timedelta(days=14)),
    ):
        article.topics.set([contracts, law])
    unfollowed.topics.set(find_or_create_topics(["Cooking"]))
    for topic in (contracts, law):
        follow(topic, bob)

    assert [article.title for article in front_page(bob, now=timezone.now()).followed] == ["Followed twice"]
    assert front_page(alice, now=timezone.now()).followed == []
    page = client_of(bob).get("/").content.decode()
    assert "New in what you follow" in page
    assert "Closed" not in page
