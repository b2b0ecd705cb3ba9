"""What one app announces arrives in the others: a held session in the figures, thanks in the ledger."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from knowledge.models import Article
from knowledge.services.capture import publish_capture, set_notes, set_recording_link, set_topics
from metrics.models import Scope, Snapshot, Span
from recognition.models import Kudos, TeachingCredit
from recognition.services.credits import rederive
from rituals.models import Session
from rituals.services.sessions import hold_session
from tests.factories.rituals import AttendanceFactory, SessionFactory, TeachingFactory

STARTS = datetime(2026, 11, 10, 13, 0, tzinfo=UTC)
AFTERWARDS = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_that_monday():
    with time_machine.travel(AFTERWARDS, tick=False):
        yield


@pytest.fixture
def session(alice, bob) -> Session:
    session = SessionFactory(starts_at=STARTS)
    TeachingFactory(session=session, user=alice)
    AttendanceFactory(session=session, user=bob)
    return session


@pytest.fixture
def article(session, django_capture_on_commit_callbacks) -> Article:
    with django_capture_on_commit_callbacks(execute=True):
        hold_session(session, now=AFTERWARDS)
    return Article.objects.get(session=session)


def november() -> Snapshot:
    return Snapshot.objects.get(span=Span.MONTH, scope=Scope.ORGANISATION, day=date(2026, 11, 1))


def test_held_session_arrives_in_the_figures_of_its_month(article):
    month = november()

    assert (month.active_teachers, month.sessions, month.due, month.captured) == (1, 1, 1, 0)
    assert month.velocity == 0


def test_captured_session_arrives_in_the_figures(article, alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        set_recording_link(article, url="https://meet.example/recording", by=alice)
        set_notes(article, body="Number the interviewees.", by=alice)
        set_topics(article, names=["Interviews"])
        publish_capture(article, by=alice, now=AFTERWARDS)

    assert (november().captured, november().velocity) == (1, 1)


def test_thanks_on_an_article_arrive_in_the_ledger_of_its_teacher(article, alice, bob, client_of):
    publish_capture(article, by=alice, now=AFTERWARDS)
    client = client_of(bob)

    client.post(reverse("knowledge:helped", args=[article.slug]))
    client.post(reverse("recognition:thank", args=[article.slug]), {"text": "It worked.", "openness": "public"})
    rederive()

    assert list(Kudos.objects.values_list("giver", "receiver", "text")) == [(bob.pk, alice.pk, "It worked.")]
    helped = TeachingCredit.objects.get(kind="helped")
    assert (helped.user, helped.article, helped.count) == (alice, article, 1)
