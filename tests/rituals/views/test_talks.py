from datetime import datetime

import pytest

from rituals.models import Session, Talk
from rituals.services.talks import add_talk
from tests.factories.rituals import SessionFactory

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}


@pytest.fixture
def day(ritual, monday: datetime) -> Session:
    return SessionFactory(ritual=ritual, kind="demo_day", title="Demo day")


def add(session) -> str:
    return f"/sessions/{session.pk}/talks/"


def order(day) -> list[tuple[str, str]]:
    return [(talk.title, talk.teacher.name) for talk in Talk.objects.filter(session=day)]


def test_add_talk_of_a_colleague_is_their_own(client_of, bob, day, monday: datetime) -> None:
    answer = client_of(bob).post(add(day), {"title": "Filters", "minutes": "5", "suitability": "tool"})

    assert answer["Location"] == f"/sessions/{day.pk}/"
    assert order(day) == [("Filters", "Bob Colleague")]


def test_add_talk_htmx_shows_the_order(client_of, dora, bob, day, monday: datetime) -> None:
    typed = {"title": "Filters", "teacher": "bob@example.com", "minutes": "5", "suitability": "tool"}

    answer = client_of(dora).post(add(day), typed, headers=HTMX)

    html = answer.content.decode()
    assert "1. Filters" in html
    assert "A demo day has at least two talks." in html
    assert order(day) == [("Filters", "Bob Colleague")]


def test_add_talk_for_somebody_else_is_only_for_those_who_run_the_day(
    client_of, bob, alice, day, monday: datetime
) -> None:
    client_of(bob).post(add(day), {"title": "Filters", "teacher": "alice@example.com", "minutes": "5"})

    assert order(day) == [("Filters", "Bob Colleague")]


def test_add_talk_without_a_title_or_to_another_form_is_refused(client_of, bob, day, slot, monday: datetime) -> None:
    assert client_of(bob).post(add(day), {"minutes": "5"}).status_code == 422
    assert client_of(bob).post(add(slot), {"title": "Filters", "minutes": "5"}).status_code == 422
    assert Talk.objects.count() == 0


def test_add_talk_of_an_outsider_is_not_found_and_by_get_refused(client_of, charlie, day, monday: datetime) -> None:
    day.audience = "members"
    day.save()

    assert client_of(charlie).post(add(day), {"title": "Mine", "minutes": "5"}).status_code == 404
    assert client_of(charlie).get(add(day)).status_code == 405


def test_speakers_arrange_and_remove_talks(client_of, alice, bob, charlie, day, monday: datetime) -> None:
    first = add_talk(day, teacher=alice, title="One", now=monday)
    second = add_talk(day, teacher=bob, title="Two", now=monday)

    client_of(bob).post(f"/talks/{second.pk}/move/", {"up": "1"})
    assert order(day) == [("Two", "Bob Colleague"), ("One", "Alice Teacher")]
    answer = client_of(bob).post(f"/talks/{first.pk}/delete/", headers=HTMX)

    assert answer["HX-Trigger"] == '{"toast": {"value": "The talk is out of the order."}}'
    assert order(day) == [("Two", "Bob Colleague")]


def test_talks_of_others_are_not_arranged_by_colleagues(client_of, alice, charlie, day, monday: datetime) -> None:
    talk = add_talk(day, teacher=alice, title="One", now=monday)

    assert client_of(charlie).post(f"/talks/{talk.pk}/move/", {"up": "1"}).status_code == 403
    assert client_of(charlie).post(f"/talks/{talk.pk}/delete/").status_code == 403
    assert client_of(alice).get(f"/talks/{talk.pk}/move/").status_code == 405
    assert client_of(alice).get(f"/talks/{talk.pk}/delete/").status_code == 405
    assert order(day) == [("One", "Alice Teacher")]
