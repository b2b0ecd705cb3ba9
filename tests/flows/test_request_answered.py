"""An empty search becomes a request with one click; two weeks later a mail opens the recording where it is answered."""

import re
from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from knowledge.models import Article
from knowledge.services.capture import publish_capture, set_notes, set_recording_link, set_topics, set_transcript
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from rituals.models import Session, TopicRequest
from rituals.services.sessions import cancel_session, hold_session
from tests.factories.rituals import SessionFactory

TWO_WEEKS = timedelta(days=14)
TALK = """**Alice Teacher:** [00:05] Welcome, today is about reports that nobody has to write twice.

**A guest:** [07:20] And what about clients who must not be named?

**Alice Teacher:** [07:32] Anonymise interview quotes before you paste them: a number for each person, nothing else.

**Alice Teacher:** [09:10] Thank you for your questions.
"""


@pytest.fixture(autouse=True)
def at_any_hour(settings) -> None:
    """The outbox goes by the clock of the database, and nobody sleeps."""
    settings.OUTBOX = {"quiet_from": time(23, 59, 59, 999999), "quiet_until": time(0)}


@pytest.fixture
def slot(db: None) -> Session:
    return SessionFactory(starts_at=timezone.now() + TWO_WEEKS, title="")


def ask_from_empty_search(client: Client, words: str) -> TopicRequest:
    """Search, find nothing, and press the one button there is."""
    found = client.get(reverse("knowledge:search"), {"q": words}).content.decode()
    form = re.search(r'<form method="post" action="(/requests/)".*?</form>', found, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'name="(title)" value="([^"]*)"', form[0]))
    landed = client.post(form[1], fields, follow=True)
    assert landed.status_code == 200
    asked: TopicRequest = landed.context["asked"]
    return asked


def teach(client: Client, asked: TopicRequest, slot: Session) -> None:
    """ "I could teach this", in that slot."""
    answer = client.post(
        reverse("rituals:request_teach", args=[asked.pk]),
        {"slot": slot.pk, "title": "Reports that nobody writes twice", "suitability": "tactic"},
    )
    assert answer["Location"] == slot.get_absolute_url()


def two_weeks_pass(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at - TWO_WEEKS - timedelta(hours=1),
        ends_at=session.ends_at - TWO_WEEKS - timedelta(hours=1),
    )
    session.refresh_from_db()


def capture(session: Session, teacher: User) -> Article:
    article = Article.objects.get(session=session)
    set_recording_link(article, url="https://meet.example/recording", by=teacher)
    set_transcript(article, data=TALK.encode(), filename="talk.txt", by=teacher)
    set_notes(article, body="A number for each person.", by=teacher)
    set_topics(article, names=["Interviews"])
    return publish_capture(article, by=teacher, now=timezone.now())


def letters(subject: str) -> list[mail.EmailMessage]:
    """What was sent under that subject since it was asked last."""
    sweep()
    found = [letter for letter in mail.outbox if letter.subject == subject]
    mail.outbox.clear()
    return found


def receivers(found: list[mail.EmailMessage]) -> set[str]:
    return {letter.to[0].partition("<")[2].rstrip(">") for letter in found}


def test_empty_search_is_answered_two_weeks_later_at_its_minute(
    alice: User, bob: User, charlie: User, slot: Session, client_of, django_capture_on_commit_callbacks
) -> None:
    asked = ask_from_empty_search(client_of(bob), "anonymise interview quotes")
    assert ask_from_empty_search(client_of(charlie), "Anonymise interview quotes") == asked

    teach(client_of(alice), asked, slot)

    day = date_format(timezone.localtime(slot.starts_at), "l j F")
    planned = letters(f"You asked, it is taught on {day}: Reports that nobody writes twice")
    assert receivers(planned) == {bob.email, charlie.email}

    two_weeks_pass(slot)
    with django_capture_on_commit_callbacks(execute=True):
        hold_session(slot, now=timezone.now())
    article = capture(slot, alice)

    answered = letters("Answered at minute 7:32: anonymise interview quotes")
    assert receivers(answered) == {bob.email, charlie.email}
    link = re.search(r"https?://[^/]+(/sessions/\S+)", str(answered[0].body))
    assert link is not None
    assert client_of(bob).get(link[1])["Location"] == f"{article.get_absolute_url()}?t=450#p3"
    listed = client_of(bob).get("/requests/?answered").content.decode()
    assert "answered at 7:32: Reports that nobody writes twice" in listed


def test_cancelled_session_opens_the_request_again_and_says_so(
    alice: User, bob: User, slot: Session, client_of
) -> None:
    asked = ask_from_empty_search(client_of(bob), "anonymise interview quotes")
    teach(client_of(alice), asked, slot)

    cancel_session(slot, by=alice, now=timezone.now())

    assert receivers(letters("Waiting for a session again: anonymise interview quotes")) == {bob.email}
    assert "anonymise interview quotes" in client_of(bob).get("/requests/").content.decode()
