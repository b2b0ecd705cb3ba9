"""Long work whose request to a worker was lost waits for the next round and no longer."""

from datetime import timedelta
from typing import Any

import pytest
from celery import shared_task
from django.core.files.base import ContentFile
from django.utils import timezone

from knowledge.models import Article
from knowledge.services.capture import open_article, set_recording_file
from knowledge.services.exports import ask_to_export, path_of
from knowledge.services.transcription import ask_to_transcribe
from knowledge.services.wiki_import import ask_to_import
from peerlearn.jobs.models import JobState
from peerlearn.jobs.services.progress import advance, start_job
from peerlearn.jobs.services.waiting import PATIENCE, ask_again, done_by
from peerlearn.people.models import User
from tests.factories.knowledge import TilFactory, held_session
from tests.journeys.recordings import silence
from tests.knowledge.test_archives import zipped

asked: list[int] = []


@shared_task(name="tests.note")
def note(job_id: int) -> None:
    asked.append(job_id)


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_import_is_done_once_although_nobody_was_told_of_it(alice: User) -> None:
    job = ask_to_import(ContentFile(zipped(("a.md", b"Just words.")).getvalue(), name="wiki.zip"), by=alice)

    assert ask_again(now=job.created_at + PATIENCE - timedelta(seconds=1)) == 0
    assert ask_again(now=job.created_at + PATIENCE) == 1
    assert ask_again(now=job.created_at + PATIENCE) == 0

    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "1 guide was imported.")
    assert Article.objects.get().body == "Just words."


@pytest.mark.parametrize("everything", [True, False])
def test_export_is_written_although_nobody_was_told_of_it(everything: bool, alice: User) -> None:
    TilFactory(author=alice)
    job = ask_to_export(alice, everything=everything)

    assert ask_again(now=job.created_at + PATIENCE) == 1

    job.refresh_from_db()
    assert (job.state, path_of(job).exists()) == (JobState.DONE, True)


def test_recording_is_listened_to_although_nobody_was_told_of_it(alice: User) -> None:
    article = open_article(held_session(alice))
    set_recording_file(article, file=ContentFile(silence(seconds=1), name="talk.wav"), by=alice)
    job = ask_to_transcribe(article, by=alice)

    assert ask_again(now=job.created_at + PATIENCE) == 1

    job.refresh_from_db()
    assert (job.state, job.message[:43]) == (JobState.FAILED, "The recording could not be listened to. Add")


def test_work_that_goes_on_or_is_done_by_nobody_is_not_asked_for(alice: User) -> None:
    done_by(note, "tests.noted")
    waiting, running = (start_job(alice, kind="tests.noted", title="Noting") for _number in range(2))
    start_job(alice, kind="tests.unknown", title="Nobody does it")
    advance(running, done=1, now=timezone.now())

    assert ask_again(now=timezone.now() + PATIENCE) == 1

    assert asked == [waiting.pk]
