from datetime import timedelta

import time_machine

from rituals.selectors.todo import for_user
from tests.factories.rituals import SessionFactory, TeachingFactory


def titles(user) -> list[str]:
    return [todo.title for todo in for_user(user)]


def test_todo_offers_open_slots_of_ten_days_to_the_facilitator_only(
    dora, alice, bob, ritual, slot, talk, monday
) -> None:
    SessionFactory(ritual=ritual, title="", starts_at=monday + timedelta(days=11))

    assert titles(dora) == ["Find a teacher for Tuesday 24 November"]
    assert titles(alice) == titles(bob) == []


def test_todo_asks_teacher_and_facilitator_whether_it_took_place(dora, alice, bob, talk) -> None:
    with time_machine.travel(talk.ends_at, tick=False):
        assert titles(dora) == titles(alice) == ["Did “Five prompts” take place?"]
        assert titles(bob) == []


def test_todo_asks_no_more_once_it_is_answered(alice, talk) -> None:
    talk.status = "held"
    talk.save()
    TeachingFactory(user=alice, session__status="cancelled")

    with time_machine.travel(talk.ends_at, tick=False):
        assert titles(alice) == []


def test_todo_needs_the_same_queries_for_one_and_three(dora, ritual, slot, monday, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        for_user(dora)
    SessionFactory.create_batch(2, ritual=ritual)
    with django_assert_num_queries(2):
        for_user(dora)
