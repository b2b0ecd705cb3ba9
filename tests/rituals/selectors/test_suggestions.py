from datetime import datetime, timedelta

from knowledge.enums import Visibility
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.enums import TeachingState
from rituals.models import Champion, ChampionCall, Naming, TopicRequest
from rituals.selectors.suggestions import suggestions_for
from tests.factories.knowledge import TilFactory
from tests.factories.people import UserFactory
from tests.factories.rituals import SessionFactory, TeachingFactory, TopicRequestFactory


def asked_for(name: str) -> TopicRequest:
    topic = find_or_create_topics([name])[0]
    return TopicRequestFactory(topic=topic, asked_by=None)


def found(ritual, asker, now) -> list[tuple[str, list[str]]]:
    return [(one.person.name, one.reasons) for one in suggestions_for(ritual, asker=asker, now=now)]


def test_suggestions_name_who_taught_wrote_or_owns_what_is_asked_for(
    ritual, dora, alice, bob, lena, monday: datetime
) -> None:
    topic = asked_for("Prompts").topic
    session = SessionFactory(status="held", starts_at=monday - timedelta(days=60))
    session.topics.add(topic)
    TeachingFactory(session=session, user=alice)
    til = TilFactory(author=bob, title="Ask twice", published_at=monday, visibility=Visibility.EVERYBODY)
    til.topics.add(topic)
    topic.owners.add(lena)

    reasons = {name: why[0] for name, why in found(ritual, dora, monday)}

    assert reasons["Alice Teacher"] == "Taught Prompts, which colleagues ask for"
    assert reasons["Bob Colleague"] == "Wrote “Ask twice”, on Prompts"
    assert reasons["Lena Lead"] == "Looks after Prompts, which colleagues ask for"


def test_suggestions_name_champions_but_not_whom_colleagues_only_named_and_newcomers_of_the_own_function(
    ritual, dora, bob, charlie, mara, monday: datetime
) -> None:
    ritual.function = bob.function
    ritual.save()
    call = ChampionCall.objects.create(subject="AI", opens_on=monday.date(), closes_on=monday.date())
    Naming.objects.create(call=call, named=mara, named_by=dora)
    today = monday.date()
    Champion.objects.create(user=charlie, starts_on=today, ends_on=today, signed_at=monday)

    suggested = found(ritual, dora, monday)

    assert suggested[0] == ("Charlie Outsider", ["Is a champion, whom colleagues ask"])
    assert ("Bob Colleague", ["Has not taught yet"]) in suggested
    assert all("name" not in reason for _name, reasons in suggested for reason in reasons)


def test_suggestions_leave_out_the_busy_the_refusing_the_asked_and_who_runs_it(
    ritual, slot, dora, alice, bob, lena, mara, monday: datetime
) -> None:
    topic = asked_for("Prompts").topic
    topic.owners.add(alice, bob, lena, mara, dora)
    for days in (-20, 5, 12):
        TeachingFactory(user=alice, session__starts_at=monday + timedelta(days=days))
    TeachingFactory(user=bob, state=TeachingState.DECLINED, answered_at=monday - timedelta(days=30))
    TeachingFactory(user=lena, session=slot, state=TeachingState.INVITED, asked_by=dora)

    names = [name for name, _why in found(ritual, UserFactory(), monday)]

    assert "Mara Manager" in names
    assert {"Alice Teacher", "Bob Colleague", "Lena Lead", "Dora Facilitator"} & set(names) == set()


def test_suggestions_of_a_closed_ritual_are_members(ritual, dora, alice, bob, monday: datetime) -> None:
    ritual.audience = "members"
    ritual.save()
    ritual.members.add(bob)

    assert [name for name, _why in found(ritual, dora, monday)] == ["Bob Colleague"]


def test_suggestions_need_the_same_queries_for_one_and_three(
    ritual, dora, alice, monday: datetime, django_assert_num_queries
) -> None:
    for name in ("Prompts", "Filters", "Charts"):
        asked_for(name).topic.owners.add(alice)
        UserFactory()
        with django_assert_num_queries(7):
            suggestions_for(ritual, asker=dora, now=monday)


def test_suggestions_are_five_at_most(ritual, dora, monday: datetime) -> None:
    UserFactory.create_batch(9)

    assert len(suggestions_for(ritual, asker=dora, now=monday)) == 5


def test_suggestions_do_not_tell_what_was_taught_among_members(ritual, dora, alice, monday: datetime) -> None:
    topic = asked_for("Salary talks").topic
    session = SessionFactory(status="held", audience="members", starts_at=monday - timedelta(days=60))
    session.topics.add(topic)
    TeachingFactory(session=session, user=alice)

    assert "Salary talks" not in str(found(ritual, dora, monday))
