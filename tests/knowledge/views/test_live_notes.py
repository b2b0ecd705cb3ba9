from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from knowledge.models import LiveNote
from knowledge.services.live_notes import as_notes, notes_open, write_line
from peerlearn.people.models import User
from rituals.enums import Audience, SessionStatus
from rituals.models import Session
from tests.factories.knowledge import held_session
from tests.factories.rituals import SessionFactory, TeachingFactory

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true", "HX-Target": "live-lines"}


@pytest.fixture
def session(alice: User) -> Session:
    """It begins on Tuesday at 13:00 UTC and lasts half an hour."""
    session = SessionFactory(title="Twenty interviews")
    TeachingFactory(session=session, user=alice)
    return session


def address(session: Session) -> str:
    return reverse("knowledge:live_notes", args=[session.pk])


def during(session: Session, seconds: float = 125) -> time_machine.travel:
    return time_machine.travel(session.starts_at + timedelta(seconds=seconds), tick=False)


def test_line_is_written_plain_and_stands_on_the_session(session: Session, bob: User, client_of: SignIn) -> None:
    with during(session):
        client = client_of(bob)
        response = client.post(address(session), {"text": "See https://docs.example/a and `git log`"})
        page = client.get(session.get_absolute_url()).content.decode()

    assert response["Location"] == session.get_absolute_url()
    assert list(LiveNote.objects.values_list("text", "author")) == [
        ("See https://docs.example/a and `git log`", bob.pk)
    ]
    assert '<a href="https://docs.example/a" rel="noopener noreferrer">' in page
    assert "<code>git log</code>" in page
    assert '<span class="code">2:05</span>' in page


def test_line_by_htmx_answers_with_the_panel(session: Session, bob: User, client_of: SignIn) -> None:
    with during(session):
        response = client_of(bob).post(
            address(session), {"text": "<b>Number</b> them"}, headers=HTMX | {"HX-Target": "live-notes"}
        )

    page = response.content.decode()
    assert page.strip().startswith('<section id="live-notes"')
    assert "&lt;b&gt;Number&lt;/b&gt; them" in page
    assert "Bob" not in page


def test_empty_line_is_refused_with_a_word(session: Session, bob: User, client_of: SignIn) -> None:
    with during(session):
        responses = [
            client_of(bob).post(address(session), {"text": text}, headers=HTMX | {"HX-Target": "live-notes"})
            for text in ("", " \u200b", "x" * 2001)
        ]

    assert [response.status_code for response in responses] == [422, 422, 422]
    assert LiveNote.objects.count() == 0


def test_list_answers_204_until_somebody_writes_or_takes_back(
    session: Session, bob: User, alice: User, client_of: SignIn
) -> None:
    client = client_of(alice)
    with during(session):
        first = client.get(address(session), headers=HTMX)
        state = first.content.decode().split("known=")[1].split('"')[0]
        quiet = client.get(f"{address(session)}?known={state}", headers=HTMX)
        line = write_line(session, by=bob, text="Number them", now=session.starts_at)
        news = client.get(f"{address(session)}?known={state}", headers=HTMX)

    assert (first.status_code, quiet.status_code, quiet.content) == (200, 204, b"")
    assert "Number them" in news.content.decode()
    assert news.content.decode().strip().startswith('<div id="live-lines"')
    assert f"known=1-{line.pk}" in news.content.decode()


def test_own_line_is_taken_back_and_nobody_elses(session: Session, bob: User, alice: User, client_of: SignIn) -> None:
    line = write_line(session, by=bob, text="Oops", now=session.starts_at)
    delete = reverse("knowledge:live_note_delete", args=[line.pk])

    with during(session):
        assert client_of(alice).post(delete).status_code == 403
        assert client_of(bob).get(delete).status_code == 405
        assert delete not in client_of(alice).get(session.get_absolute_url()).content.decode()
        assert delete in client_of(bob).get(session.get_absolute_url()).content.decode()
        assert client_of(bob).post(delete)["Location"] == session.get_absolute_url()

    assert LiveNote.objects.count() == 0
    assert client_of(bob).post(delete).status_code == 404


def test_line_taken_back_by_htmx_answers_with_the_list(session: Session, bob: User, client_of: SignIn) -> None:
    line = write_line(session, by=bob, text="Oops", now=session.starts_at)

    with during(session):
        response = client_of(bob).post(reverse("knowledge:live_note_delete", args=[line.pk]), headers=HTMX)

    assert response.content.decode().strip().startswith('<div id="live-lines"')
    assert "Oops" not in response.content.decode()


def test_notes_of_a_closed_session_are_404_for_others(
    session: Session, alice: User, charlie: User, client_of: SignIn
) -> None:
    Session.objects.update(audience=Audience.MEMBERS)
    line = write_line(session, by=alice, text="Secret", now=session.starts_at)
    client = client_of(charlie)

    with during(session):
        answers = [
            client.get(address(session), headers=HTMX),
            client.post(address(session), {"text": "x"}),
            client.post(reverse("knowledge:live_note_delete", args=[line.pk])),
        ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert LiveNote.objects.count() == 1


@pytest.mark.parametrize(
    ("minutes", "open_then"), [(-16, False), (-15, True), (0, True), (30 + 24 * 60, True), (31 + 24 * 60, False)]
)
def test_notes_are_open_around_the_session(minutes: int, open_then: bool, session: Session, bob: User) -> None:
    assert notes_open(session, now=session.starts_at + timedelta(minutes=minutes)) is open_then


@pytest.mark.parametrize("status", [SessionStatus.DRAFT, SessionStatus.CANCELLED, SessionStatus.NOT_HELD])
def test_notes_are_closed_where_nothing_takes_place(status: str, session: Session) -> None:
    session.status = status

    assert notes_open(session, now=session.starts_at) is False


def test_line_after_the_time_is_refused_and_the_panel_is_gone(session: Session, bob: User, client_of: SignIn) -> None:
    with during(session, 3 * 24 * 3600):
        response = client_of(bob).post(address(session), {"text": "Late"}, follow=True)

    assert LiveNote.objects.count() == 0
    assert 'id="live-notes"' not in response.content.decode()
    assert "to a day after the end" in response.content.decode()


def test_capture_begins_with_the_lines_in_their_order(alice: User, bob: User, client_of: SignIn) -> None:
    session = held_session(alice)
    for seconds, text in ((0, "Welcome"), (125, "git log\n\nshows it"), (3_725, "```\nls\n```")):
        line = write_line(session, by=bob, text=text, now=session.starts_at)
        LiveNote.objects.filter(pk=line.pk).update(at=session.starts_at + timedelta(seconds=seconds))
    client, page = client_of(alice), reverse("knowledge:capture", args=[session.pk])

    begun = client.get(page).context["form"]["notes"].value()
    client.post(page, {"notes": "Only this."})

    assert begun == as_notes(session) == "- 0:00 Welcome\n- 2:05 git log\n\n  shows it\n- 1:02:05\n  ```\n  ls\n  ```"
    assert client.get(page).context["form"]["notes"].value() == "Only this."


def test_list_asks_as_many_queries_at_three_lines_as_at_one(session: Session, bob: User, client_of: SignIn) -> None:
    client = client_of(bob)
    asked = []
    with during(session):
        for number in range(3):
            write_line(session, by=bob, text=f"Line {number}", now=session.starts_at)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address(session), headers=HTMX).status_code == 200
            asked.append(len(queries))

    assert asked == [5, 5, 5]
