"""Two topics become one: nothing is lost, nothing stands twice, and nothing happens by halves."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import ManyToOneRel

from knowledge.models import Article
from knowledge.services.filing import file_anew
from peerlearn.jobs.models import Job, JobState
from peerlearn.people.models import User
from peerlearn.topics.filing import countable
from peerlearn.topics.models import Follow, FormerSlug, Synonym, Topic
from peerlearn.topics.selectors.merged import leads_to, what_hangs_on
from peerlearn.topics.services.following import follow
from peerlearn.topics.services.merging import CannotMerge, merge_topics
from peerlearn.topics.services.names import set_other_names
from peerlearn.topics.services.topics import find_or_create_topics
from peerlearn.topics.signals import topics_merged
from rituals.models import Session
from rituals.services.requests import ask_to_learn
from tests.factories.knowledge import TilFactory, capture_of, held_session


@pytest.fixture
def pair(db: None) -> tuple[Topic, Topic]:
    """The topic that remains, and the one that goes."""
    kept, gone = find_or_create_topics(["Kubernetes", "K8s clusters"])
    return kept, gone


def filed(title: str, *topics: Topic) -> Article:
    article = TilFactory(title=title)
    article.topics.set(topics)
    return article


def pointers() -> set[str]:
    """Every table that points at topics, as the database itself knows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
            " AND confrelid = 'topics_topic'::regclass"
        )
        return {table for (table,) in cursor.fetchall()}


def test_merging_moves_what_hangs_on_the_topic_and_doubles_nothing(
    alice: User, bob: User, mara: User, pair: tuple[Topic, Topic], monday: datetime
) -> None:
    kept, gone = pair
    both, one = filed("On both", kept, gone), filed("On one", gone)
    session = held_session(alice)
    session.topics.set([kept, gone])
    other = held_session(alice)
    other.topics.set([gone])
    for person, topic in ((bob, kept), (bob, gone), (mara, gone)):
        follow(topic, person)
    kept.owners.set([alice])
    gone.owners.set([alice, bob])
    gone.reviewers.set([mara])
    asked = ask_to_learn("Pods", by=bob, topic="k8s clusters")
    set_other_names(kept, ["kube"])
    set_other_names(gone, ["k8s"])

    merge_topics(gone, into=kept, by=alice, now=monday)

    assert set(kept.articles.all()) == {both, one} and both.topics.count() == 1
    assert set(kept.sessions.all()) == {session, other} and session.topics.count() == 1
    assert sorted(Follow.objects.values_list("user", "topic")) == sorted([(bob.pk, kept.pk), (mara.pk, kept.pk)])
    assert set(kept.owners.all()) == {alice, bob} and list(kept.reviewers.all()) == [mara]
    assert list(kept.requests.all()) == [asked]
    assert sorted(kept.synonyms.values_list("word", flat=True)) == ["K8s clusters", "k8s", "kube"]
    assert find_or_create_topics(["k8s CLUSTERS", "k8s"]) == [kept]
    assert list(Topic.objects.all()) == [kept]
    former = FormerSlug.objects.get()
    assert (former.slug, former.topic, former.merged_by, former.merged_at) == (gone.slug, kept, alice, monday)


def test_everything_that_points_at_topics_is_counted_and_moved() -> None:
    relations = [each for each in Topic._meta.get_fields(include_hidden=True) if isinstance(each, ManyToOneRel)]
    shown = {each.get_accessor_name() for each in relations if not each.hidden}
    joined = {each.name for each in Topic._meta.many_to_many}
    joined |= {each.get_accessor_name() for each in Topic._meta.related_objects if each.many_to_many}

    assert set(countable()) == shown | joined


def test_every_table_that_points_at_topics_is_a_relation_of_the_model(db: None) -> None:
    relations = [each for each in Topic._meta.get_fields(include_hidden=True) if isinstance(each, ManyToOneRel)]

    assert {each.related_model._meta.db_table for each in relations} == pointers()


def test_addresses_of_topics_merged_one_after_the_other_lead_to_the_last(
    alice: User, pair: tuple[Topic, Topic], monday: datetime
) -> None:
    kept, gone = pair
    last = find_or_create_topics(["Platforms"])[0]

    merge_topics(gone, into=kept, by=alice, now=monday)
    merge_topics(kept, into=last, by=alice, now=monday)

    assert [leads_to(slug) for slug in (gone.slug, kept.slug, last.slug, "nothing")] == [
        last.slug,
        last.slug,
        last.slug,
        "nothing",
    ]


def test_a_name_that_is_taken_away_again_may_become_a_topic_and_be_merged_once_more(
    alice: User, pair: tuple[Topic, Topic], monday: datetime
) -> None:
    kept, gone = pair
    merge_topics(gone, into=kept, by=alice, now=monday)
    set_other_names(kept, [])

    again = find_or_create_topics(["K8s clusters"])[0]
    assert (again.slug, leads_to(again.slug)) == (gone.slug, gone.slug)
    merge_topics(again, into=kept, by=alice, now=monday + timedelta(days=1))

    former = FormerSlug.objects.get()
    assert (former.topic, former.merged_at) == (kept, monday + timedelta(days=1))


@pytest.mark.parametrize("locked", ["kept", "gone"])
def test_a_lock_to_formal_training_survives_on_either_side(
    alice: User, pair: tuple[Topic, Topic], monday: datetime, locked: str
) -> None:
    kept, gone = pair
    topic = kept if locked == "kept" else gone
    topic.formal_only_since, topic.formal_only_by = monday, alice
    topic.formal_training_url = "https://learn.example.com/k8s"
    topic.save()

    merge_topics(gone, into=kept, by=alice, now=monday + timedelta(days=1))

    kept.refresh_from_db()
    assert (kept.formal_only_since, kept.formal_only_by) == (monday, alice)
    assert kept.formal_training_url == "https://learn.example.com/k8s"


def test_merging_that_breaks_off_changes_nothing(alice: User, pair: tuple[Topic, Topic], monday: datetime) -> None:
    kept, gone = pair
    article = filed("On both", kept, gone)
    follow(gone, alice)

    def break_off(sender: Any, **kwargs: Any) -> None:
        raise RuntimeError("the power went")

    topics_merged.connect(break_off)
    try:
        with pytest.raises(RuntimeError):
            merge_topics(gone, into=kept, by=alice, now=monday)
    finally:
        topics_merged.disconnect(break_off)

    assert set(article.topics.all()) == {kept, gone}
    assert Follow.objects.get().topic == gone
    assert not FormerSlug.objects.exists() and not Synonym.objects.exists() and not Job.objects.exists()


def test_a_topic_that_is_gone_and_a_topic_into_itself_are_refused(
    alice: User, pair: tuple[Topic, Topic], monday: datetime
) -> None:
    kept, gone = pair
    merge_topics(gone, into=kept, by=alice, now=monday)

    with pytest.raises(CannotMerge):
        merge_topics(Topic(pk=gone.pk or 0), into=kept, by=alice, now=monday)
    with pytest.raises(CannotMerge):
        merge_topics(kept, into=kept, by=alice, now=monday)
    assert list(Topic.objects.all()) == [kept]


@pytest.mark.parametrize("size", [1, 3])
def test_merging_takes_as_many_statements_for_few_as_for_many(
    alice: User,
    pair: tuple[Topic, Topic],
    monday: datetime,
    size: int,
    django_assert_num_queries: Any,
) -> None:
    kept, gone = pair
    for number in range(size):
        filed(f"Article {number}", kept, gone)

    with django_assert_num_queries(42):
        merge_topics(gone, into=kept, by=alice, now=monday)


def test_what_hangs_on_a_topic_is_said_in_numbers(alice: User, bob: User, pair: tuple[Topic, Topic]) -> None:
    kept, _gone = pair
    filed("One", kept)
    filed("Two", kept)
    follow(kept, bob)
    kept.owners.set([alice])

    assert what_hangs_on(kept) == ["1 person who follows", "1 person who looks after it", "2 articles"]


def test_search_finds_articles_under_the_topic_that_remains(
    client_of: Any, alice: User, pair: tuple[Topic, Topic], monday: datetime
) -> None:
    kept, gone = pair
    capture_of(held_session(alice, title="Rollouts"), topics=("K8s clusters",))

    merge_topics(gone, into=kept, by=alice, now=monday)
    set_other_names(kept, [])  # by which it would be found at once
    assert "Rollouts" not in client_of(alice).get("/wiki/search/?q=kubernetes").content.decode()
    job = Job.objects.get()
    assert file_anew(job, now=monday) == 1

    job.refresh_from_db()
    assert (job.owner, job.state, job.done, job.total) == (alice, JobState.DONE, 1, 1)
    assert job.result_url == "/topics/kubernetes/"
    assert "Rollouts" in client_of(alice).get("/wiki/search/?q=kubernetes").content.decode()


def test_a_topic_that_went_on_to_another_is_filed_there(
    alice: User, pair: tuple[Topic, Topic], monday: datetime
) -> None:
    kept, gone = pair
    capture_of(held_session(alice, title="Rollouts"), topics=("K8s clusters",))
    last = find_or_create_topics(["Platforms"])[0]

    merge_topics(gone, into=kept, by=alice, now=monday)
    first = Job.objects.get()
    merge_topics(kept, into=last, by=alice, now=monday)

    assert file_anew(first, now=monday) == 1
    assert Session.objects.get().topics.count() == 0
