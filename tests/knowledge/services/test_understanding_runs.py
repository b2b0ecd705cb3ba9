from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from knowledge.enums import SuggestionKind
from knowledge.models import Article, LiveNote, Suggestion
from knowledge.notices.ready import SESSION_READY
from knowledge.services.capture import (
    open_article,
    publish_capture,
    set_notes,
    set_recording_link,
    set_topics,
    set_transcript,
)
from knowledge.services.understanding_runs import understand_capture, understand_left_over
from peerlearn.jobs.models import Job, JobState
from peerlearn.outbox import kinds
from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from rituals.services.sessions import hold_session
from tests.factories.knowledge import HELD, SnippetFactory, TilFactory, held_session
from tests.factories.rituals import FacilitationFactory, SessionFactory, TeachingFactory

NOW = HELD + timedelta(hours=1)
TALK = b"""WEBVTT

00:05.000 --> 00:12.000
<v Alice Teacher>Redaction comes first. The prompt is: list every client name in this text.

00:12.000 --> 00:20.000
<v Alice Teacher>Redaction is what the tool does, and redaction keeps the clients out of it.
"""


@pytest.fixture
def article(alice: User, dora: User) -> Article:
    session = held_session(alice, title="Clients and models")
    FacilitationFactory(ritual=session.ritual, user=dora)
    return open_article(session)


def told() -> set[tuple[str, datetime]]:
    rows = Message.objects.filter(kind=SESSION_READY).values_list("recipient__email", "due_at")
    return set(rows)


def test_transcript_asks_for_one_job_however_often_it_comes(article: Article, alice: User) -> None:
    for _again in range(2):
        set_transcript(article, data=TALK, filename="talk.vtt", by=alice)

    job = Job.objects.get()
    assert (job.owner, job.kind, job.state, job.total) == (alice, "knowledge.suggest", JobState.WAITING, 5)
    assert job.result_url == f"/sessions/{article.session_id}/capture/"


def test_read_capture_has_its_proposals_and_its_job_is_done(article: Article, alice: User) -> None:
    set_transcript(article, data=TALK, filename="talk.vtt", by=alice)

    understand_capture(article, now=NOW)

    assert Suggestion.objects.get(kind=SuggestionKind.SNIPPET).text == "List every client name in this text."
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == (JobState.DONE, 5, 5)


def test_files_that_came_by_themselves_are_told_at_once_to_whoever_runs_and_teaches(article: Article) -> None:
    set_transcript(article, data=TALK, filename="talk.vtt", by=None)

    for _again in range(2):
        understand_capture(article, now=NOW)

    assert Job.objects.get().owner.email == "dora@example.com"
    assert told() == {("dora@example.com", NOW), ("alice@example.com", NOW)}


def test_whoever_put_the_files_there_has_five_minutes_to_publish(article: Article, alice: User) -> None:
    set_transcript(article, data=TALK, filename="talk.vtt", by=alice)

    understand_capture(article, now=NOW)

    assert {due_at for _, due_at in told()} == {NOW + timedelta(minutes=5)}


def test_notes_alone_or_a_published_capture_or_an_old_one_is_not_told(article: Article, alice: User) -> None:
    understand_capture(article, now=NOW)
    assert told() == set()

    set_recording_link(article, url="https://example.com/talk", by=alice)
    understand_capture(article, now=HELD + timedelta(days=8))
    assert told() == set()
    publish_capture(article, by=alice, now=NOW)
    understand_capture(article, now=NOW)

    assert told() == set()


def test_message_says_what_is_there_and_leads_to_the_capture(article: Article) -> None:
    set_transcript(article, data=TALK, filename="talk.vtt", by=None)
    set_topics(article, names=["Redaction", "Clients"])
    SnippetFactory(article=article)
    understand_capture(article, now=NOW)

    mail = kinds.get(SESSION_READY).render(Message.objects.first())

    assert mail.subject == "Clients and models is ready: transcript, 2 prompts and 2 topics. Publish?"
    assert mail.link.endswith(f"/sessions/{article.session_id}/capture/")
    assert "Nobody else sees it before you publish." in mail.text


def test_message_about_what_was_published_meanwhile_is_not_sent(article: Article, alice: User) -> None:
    set_transcript(article, data=TALK, filename="talk.vtt", by=None)
    understand_capture(article, now=NOW)
    message = Message.objects.get(recipient=alice)
    assert kinds.get(SESSION_READY).still_valid(message) == ""

    publish_capture(article, by=alice, now=NOW)

    assert kinds.get(SESSION_READY).still_valid(message) == "it is published"


def test_capture_whose_request_was_lost_is_read_a_few_minutes_later(article: Article, alice: User) -> None:
    set_transcript(article, data=TALK, filename="talk.vtt", by=alice)
    asked = Job.objects.get().created_at

    assert understand_left_over(now=asked + timedelta(minutes=2)) == 0
    assert understand_left_over(now=asked + timedelta(minutes=4)) == 1
    assert understand_left_over(now=asked + timedelta(minutes=8)) == 0

    assert Suggestion.objects.filter(kind=SuggestionKind.SNIPPET).exists()
    assert Job.objects.get().state == JobState.DONE


def test_short_share_is_not_read(alice: User) -> None:
    share = TilFactory(author=alice)

    set_notes(share, body="Prompt: List every client name.", by=alice)

    assert not Job.objects.exists()


def test_live_notes_of_a_session_are_read_when_it_was_held(
    alice: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    noted, silent = (SessionFactory(starts_at=HELD, title=title) for title in ("Noted", "Silent"))
    for session in (noted, silent):
        TeachingFactory(session=session, user=alice)
    LiveNote.objects.create(session=noted, author=alice, text="Prompt: List every client name.")

    with django_capture_on_commit_callbacks(execute=True):
        hold_session(noted, now=NOW)
        hold_session(silent, now=NOW)
    understand_capture(Article.objects.get(session=noted), now=NOW)

    assert list(Job.objects.values_list("title", "state")) == [("Reading “Noted”", JobState.DONE)]
    assert Suggestion.objects.get().text == "List every client name."
    assert told() == set()
