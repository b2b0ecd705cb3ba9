from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from knowledge.models import Article, Recording
from knowledge.notices.expiry import RECORDING_EXPIRES
from knowledge.selectors.checklist import capture_checklist
from knowledge.services.capture import open_article, set_expiry, set_recording_link
from knowledge.services.expiry import materialise_expiry
from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from tests.factories.knowledge import held_session
from tests.factories.rituals import FacilitationFactory

DELETED = date(2026, 12, 10)
NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
URL = "https://acme.zoom.us/rec/share/1"


@pytest.fixture(autouse=True)
def awake(settings) -> Iterator[None]:
    settings.OUTBOX = {"quiet_from": datetime.max.time(), "quiet_until": datetime.min.time()}
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def article(alice: User, dora: User) -> Article:
    """Alice taught and linked the recording; dora runs the ritual."""
    article = open_article(held_session(alice, title="Five prompts"))
    FacilitationFactory(ritual=article.session.ritual, user=dora)
    set_recording_link(article, url=URL, by=alice, expires_on=DELETED)
    return article


def told() -> list[tuple[str, str]]:
    drafts = Message.objects.filter(kind=RECORDING_EXPIRES).order_by("due_at", "recipient__name")
    return [(draft.recipient.name.split()[0], f"{draft.due_at:%m-%d %H:%M}") for draft in drafts]


def test_who_linked_a_recording_is_asked_two_weeks_before_at_nine(article: Article) -> None:
    assert materialise_expiry(now=NOW - timedelta(days=4)) == 0
    assert (materialise_expiry(now=NOW), materialise_expiry(now=NOW)) == (1, 0)

    assert told() == [("Alice", "11-26 08:00")]


def test_who_runs_the_ritual_is_asked_when_that_person_left(article: Article, alice: User) -> None:
    alice.is_active = False
    alice.save()

    materialise_expiry(now=NOW)

    assert told() == [("Dora", "11-26 08:00")]


def test_another_day_is_asked_about_again(article: Article) -> None:
    materialise_expiry(now=NOW)
    set_expiry(article, expires_on=DELETED + timedelta(days=1))

    materialise_expiry(now=NOW)

    assert told() == [("Alice", "11-26 08:00"), ("Alice", "11-27 08:00")]


def test_question_names_provider_and_day(article: Article) -> None:
    materialise_expiry(now=NOW)
    Message.objects.update(next_try_at=NOW - timedelta(days=400))

    sweep()

    letter = mail.outbox[0]
    assert letter.subject == "Deleted on 10 December: the recording of Five prompts"
    assert "lies with Zoom, which deletes it on Thursday 10 December 2026." in " ".join(letter.body.split())
    assert f"/sessions/{article.session_id}/capture/" in letter.body


@pytest.mark.parametrize("change", ["another day", "uploaded", "gone"])
def test_question_that_is_settled_is_not_sent(change: str, article: Article) -> None:
    materialise_expiry(now=NOW)
    match change:
        case "another day":
            set_expiry(article, expires_on=None)
        case "uploaded":
            Recording.objects.update(url="", file="recordings/talk.mp4")
        case "gone":
            Recording.objects.all().delete()
    Message.objects.update(next_try_at=NOW - timedelta(days=400))

    sweep()

    assert mail.outbox == []
    assert Message.objects.get().state == State.SKIPPED


def test_uploaded_recording_has_no_day_of_deletion(article: Article) -> None:
    Recording.objects.update(url="", file="recordings/talk.mp4", expires_on=None)

    set_expiry(article, expires_on=DELETED)

    assert Recording.objects.get().expires_on is None


def test_check_list_says_until_when_the_recording_is_there(article: Article) -> None:
    line = capture_checklist(article).lines[0]

    assert (line.done, line.detail) == (
        True,
        "the recording; with a transcript every sentence is found; deleted by its provider on 10 December 2026",
    )
