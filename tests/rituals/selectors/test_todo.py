from datetime import timedelta

import time_machine

from rituals.models import Swap
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
    for_user(dora)  # her roles are read once

    with django_assert_num_queries(7):
        for_user(dora)
    SessionFactory.create_batch(2, ritual=ritual)
    with django_assert_num_queries(7):
        for_user(dora)


def test_todo_asks_for_an_answer_about_teaching_swapping_and_signing_off(
    dora, alice, bob, lena, slot, talk, monday
) -> None:
    asked = TeachingFactory(session=slot, user=bob, state="invited", asked_by=dora)
    mine = TeachingFactory(session=SessionFactory(ritual=talk.ritual, starts_at=talk.starts_at), user=bob)
    Swap.objects.create(offered=mine, wanted=talk.teachings.get())
    sign_off = talk.sign_offs.create(reviewer=lena, asked_at=monday)

    assert [(todo.title, todo.detail, todo.url) for todo in for_user(bob)] == [
        (
            "Would you teach on Tuesday 24 November?",
            "Dora Facilitator asks you: AI brown bag",
            f"/sessions/{asked.session_id}/#teaching-panel",
        )
    ]
    assert [todo.title for todo in for_user(alice)] == ["Bob Colleague would like to swap dates"]
    assert [(todo.title, todo.url) for todo in for_user(lena)] == [
        ("May colleagues teach “Five prompts”?", f"/sign-offs/{sign_off.pk}/")
    ]
