from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.enums import Audience, SessionStatus
from rituals.models import RequestVote, Session, TopicRequest
from rituals.services.requests import (
    RequestClosed,
    answer_requests,
    ask_to_learn,
    close_request,
    merge_requests,
    note_answer,
    set_answers,
    take_vote_back,
    teach_request,
    vote_for,
)
from rituals.services.sessions import cancel_session, mark_not_held, record_capture, withdraw_capture
from tests.factories.people import UserFactory
from tests.factories.rituals import TopicRequestFactory

POSTS = 20


def voters(request: TopicRequest) -> set[User]:
    return {vote.user for vote in request.votes.select_related("user")}


def told() -> list[tuple[str, User | None, str]]:
    """Kind, person and state of everything in the outbox."""
    messages = Message.objects.select_related("recipient").order_by("kind", "recipient__name", "pk")
    return [(message.kind.removeprefix("rituals.request_"), message.recipient, message.state) for message in messages]


@pytest.fixture
def asked(bob: User) -> TopicRequest:
    return ask_to_learn("Pivot tables", by=bob)


def test_ask_to_learn_makes_a_request_with_the_vote_of_who_asked(bob: User) -> None:
    asked = ask_to_learn("  Pivot   tables ", by=bob, detail="For the weekly report", topic="Excel")

    assert (asked.title, asked.detail, asked.topic.name, asked.asked_by) == (
        "Pivot tables",
        "For the weekly report",
        "Excel",
        bob,
    )
    assert voters(asked) == {bob}


def test_ask_for_the_same_votes_for_the_request_that_is_there(asked: TopicRequest, bob: User, alice: User) -> None:
    assert ask_to_learn("pivot TABLES", by=alice) == asked

    assert TopicRequest.objects.count() == 1
    assert voters(asked) == {alice, bob}


def test_ask_for_what_was_closed_makes_a_new_request(asked: TopicRequest, bob: User, monday: datetime) -> None:
    close_request(asked, by=bob, now=monday)

    assert ask_to_learn("Pivot tables", by=bob) != asked


def test_vote_twice_counts_once_and_is_taken_back(asked: TopicRequest, alice: User, bob: User) -> None:
    vote_for(asked, by=alice)
    vote_for(asked, by=alice)
    assert voters(asked) == {alice, bob}

    take_vote_back(asked, by=alice)
    take_vote_back(asked, by=alice)

    assert voters(asked) == {bob}


def test_vote_for_a_closed_request_is_refused(asked: TopicRequest, alice: User, bob: User, monday: datetime) -> None:
    close_request(asked, by=bob, now=monday)

    with pytest.raises(RequestClosed):
        vote_for(asked, by=alice)

    assert voters(asked) == {bob}


def test_close_keeps_who_and_when_and_the_first_time(
    asked: TopicRequest, alice: User, bob: User, monday: datetime
) -> None:
    close_request(asked, by=bob, now=monday)
    close_request(asked, by=alice, now=monday + timedelta(hours=1))

    asked.refresh_from_db()
    assert (asked.closed_by, asked.closed_at) == (bob, monday)


def test_merge_moves_votes_without_doubling_and_follows_later_votes(
    asked: TopicRequest, alice: User, bob: User, charlie: User, dora: User, monday: datetime
) -> None:
    twin = ask_to_learn("How do pivot tables work?", by=alice)
    vote_for(twin, by=bob)
    vote_for(twin, by=charlie)

    merge_requests(twin, into=asked, by=alice, now=monday)
    merge_requests(twin, into=asked, by=alice, now=monday)
    twin.refresh_from_db()
    assert vote_for(twin, by=dora) == asked

    assert (twin.merged_into, twin.closed_by, twin.closed_at) == (asked, alice, monday)
    assert voters(asked) == {alice, bob, charlie, dora}
    assert not twin.votes.exists()


def test_merge_of_what_others_were_merged_into_takes_them_along(
    asked: TopicRequest, alice: User, monday: datetime
) -> None:
    first, second = (ask_to_learn(title, by=alice) for title in ("Pivots", "Pivoting"))
    merge_requests(first, into=second, by=alice, now=monday)

    merge_requests(second, into=asked, by=alice, now=monday)

    first.refresh_from_db()
    assert first.merged_into == asked


def test_merge_into_itself_or_something_answered_is_refused(
    asked: TopicRequest, alice: User, talk: Session, monday: datetime
) -> None:
    other = ask_to_learn("Sums", by=alice)
    answer_requests(talk, requests=[other], now=monday)

    for into in (asked, other):
        with pytest.raises(RequestClosed):
            merge_requests(asked, into=into, by=alice, now=monday)


def test_answer_tells_everybody_who_asked_or_voted_but_the_teacher(
    asked: TopicRequest, talk: Session, alice: User, bob: User, charlie: User, monday: datetime
) -> None:
    vote_for(asked, by=alice)
    vote_for(asked, by=charlie)
    take_vote_back(asked, by=bob)

    answer_requests(talk, requests=[asked], now=monday)
    answer_requests(talk, requests=[asked], now=monday)

    asked.refresh_from_db()
    assert asked.session == talk
    assert told() == [("scheduled", bob, "pending"), ("scheduled", charlie, "pending")]
    assert {message.expires_at for message in Message.objects.all()} == {talk.starts_at}


def test_answer_tells_whoever_asked_in_a_merged_request(
    asked: TopicRequest, talk: Session, bob: User, charlie: User, monday: datetime
) -> None:
    twin = ask_to_learn("Pivots", by=charlie)
    take_vote_back(twin, by=charlie)
    merge_requests(twin, into=asked, by=charlie, now=monday)

    answer_requests(talk, requests=[asked], now=monday)

    assert told() == [("scheduled", bob, "pending"), ("scheduled", charlie, "pending")]


@pytest.mark.parametrize("change", [{"status": SessionStatus.CANCELLED}, {"audience": Audience.MEMBERS}])
def test_answer_by_a_session_that_not_everybody_can_join_is_refused(
    asked: TopicRequest, talk: Session, monday: datetime, change: dict
) -> None:
    for name, value in change.items():
        setattr(talk, name, value)
    talk.save()

    with pytest.raises(RequestClosed):
        answer_requests(talk, requests=[asked], now=monday)

    asked.refresh_from_db()
    assert asked.is_open


def test_capture_tells_everybody_once(asked: TopicRequest, talk: Session, bob: User, monday: datetime) -> None:
    answer_requests(talk, requests=[asked], now=monday)

    record_capture(talk, at=monday)
    withdraw_capture(talk)
    record_capture(talk, at=monday)

    assert told() == [("captured", bob, "pending"), ("scheduled", bob, "pending")]


def test_answer_by_what_is_captured_already_tells_at_once(
    asked: TopicRequest, talk: Session, bob: User, monday: datetime
) -> None:
    record_capture(talk, at=monday)
    talk.refresh_from_db()

    answer_requests(talk, requests=[asked], now=monday)

    assert told() == [("captured", bob, "pending")]


def test_cancelling_opens_the_request_again_and_tells(
    asked: TopicRequest, talk: Session, alice: User, bob: User, monday: datetime
) -> None:
    answer_requests(talk, requests=[asked], now=monday)
    note_answer(asked, 452)

    cancel_session(talk, by=alice, now=monday)

    asked.refresh_from_db()
    assert (asked.is_open, asked.answered_at_second) == (True, None)
    assert told() == [("reopened", bob, "pending"), ("scheduled", bob, "skipped")]


def test_session_to_which_nobody_came_opens_the_request_again(
    asked: TopicRequest, talk: Session, bob: User, monday: datetime
) -> None:
    answer_requests(talk, requests=[asked], now=monday)

    mark_not_held(talk, now=talk.ends_at)

    asked.refresh_from_db()
    assert asked.is_open
    assert told() == [("reopened", bob, "pending"), ("scheduled", bob, "skipped")]


def test_set_answers_lets_go_of_what_is_not_chosen(
    asked: TopicRequest, talk: Session, alice: User, bob: User, monday: datetime
) -> None:
    other = ask_to_learn("Sums", by=bob)
    set_answers(talk, requests=[asked], now=monday)

    set_answers(talk, requests=[other], now=monday)

    assert list(TopicRequest.objects.filter(session=talk)) == [other]
    assert told() == [("reopened", bob, "pending"), ("scheduled", bob, "skipped"), ("scheduled", bob, "pending")]


def test_teach_request_takes_the_slot_and_answers(
    asked: TopicRequest, slot: Session, alice: User, bob: User, monday: datetime
) -> None:
    session = teach_request(asked, slot=slot, by=alice, title="Pivot tables in ten minutes", now=monday)

    asked.refresh_from_db()
    assert asked.session == session == slot
    assert [teaching.user for teaching in slot.teachings.select_related("user")] == [alice]
    assert told() == [("scheduled", bob, "pending")]


def test_teach_request_that_is_answered_already_takes_no_slot(
    asked: TopicRequest, slot: Session, talk: Session, bob: User, monday: datetime
) -> None:
    answer_requests(talk, requests=[asked], now=monday)
    asked.refresh_from_db()

    with pytest.raises(RequestClosed):
        teach_request(asked, slot=slot, by=bob, title="Pivot tables", now=monday)

    assert not slot.teachings.exists()


def at_once(action: Callable[[int], object]) -> None:
    """Twenty times at the same moment, each on a connection of its own."""
    start = Barrier(POSTS)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            action(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(POSTS) as pool:
        list(pool.map(run, range(POSTS)))


@pytest.mark.django_db(transaction=True)
def test_twenty_votes_of_one_person_at_once_are_one_vote() -> None:
    asked, person = TopicRequestFactory(), UserFactory()

    at_once(lambda _number: vote_for(asked, by=person))

    assert list(RequestVote.objects.values_list("request", "user")) == [(asked.pk, person.pk)]


@pytest.mark.django_db(transaction=True)
def test_twenty_people_who_ask_the_same_at_once_make_one_request() -> None:
    people = UserFactory.create_batch(POSTS)

    at_once(lambda number: ask_to_learn("Pivot tables", by=people[number]))

    assert TopicRequest.objects.count() == 1
    assert RequestVote.objects.count() == POSTS


def test_answers_of_a_session_that_was_just_cancelled_are_refused(talk, bob, alice, monday: datetime) -> None:
    request = TopicRequestFactory(asked_by=bob)
    seen = Session.objects.get(pk=talk.pk)
    cancel_session(talk, by=alice, now=monday)

    with pytest.raises(RequestClosed):
        set_answers(seen, requests=[request], now=monday)

    request.refresh_from_db()
    assert request.session is None
