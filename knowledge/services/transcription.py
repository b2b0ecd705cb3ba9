"""Having a machine write the transcript of a recording that has none, one recording after the other.

The transcript is marked as made by a machine. A recording that got a transcript meanwhile keeps that one.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog
from django.db import transaction
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.models import MADE_BY_MACHINE, Article, Recording, Transcript
from knowledge.services.capture import set_transcript
from knowledge.services.policy import refuse_unrecorded
from knowledge.services.understanding_requests import capture_address
from knowledge.speech import Engine, Heard, captions_from
from knowledge.tasks import transcribe_recording
from peerlearn.core.queue import ask_worker
from peerlearn.jobs.models import Job
from peerlearn.jobs.services.progress import advance, claim, fail, finish, in_words_of, start_job
from peerlearn.people.models import User

log = structlog.get_logger(__name__)
KIND = "knowledge.transcribe"
TOLD_EVERY = 5  # seconds of the recording


class NothingToHear(Exception):
    """There is no recording here that could be listened to, or its transcript is there; the message says which."""


@transaction.atomic
def ask_to_transcribe(article: Article, *, by: User) -> Job:
    """Have the recording listened to; said again while that goes on it is the same job. Raises NothingToHear."""
    recording = Recording.objects.select_for_update().filter(article=article).exclude(file="").first()
    if recording is None:
        raise NothingToHear(_("There is no recording here that could be listened to."))
    if Transcript.objects.filter(article=article).exists():
        raise NothingToHear(_("The transcript is here already."))
    address = capture_address(article)
    job = Job.objects.about(KIND, address).going_on().first()
    if job is None:
        title = _("Writing the transcript of “%(title)s”") % {"title": article.title}
        job = start_job(by, kind=KIND, title=title, result_url=address)
    transaction.on_commit(partial(ask_worker, transcribe_recording, job.pk))
    return job


def transcribe(job: Job, *, engine: Engine, now: datetime) -> Transcript | None:
    """Listen to the job's recording and keep the words. None when somebody else does, or it could not be done."""
    if not claim(job, now=now):
        return None
    article = Article.objects.select_related("session").get(session=resolve(job.result_url).kwargs["pk"])
    try:
        with in_words_of(job.owner):
            return _transcribed(article, job, engine)
    except Exception as error:  # decoders and models have families of errors of their own; all of them end the job
        log.warning("recording_not_heard", article=article.pk, error=f"{type(error).__name__}: {error}")
        with in_words_of(job.owner):
            words = _("The recording could not be listened to. Add the meeting tool's transcript instead.")
            fail(job, message=words, now=timezone.now())
        return None


def _transcribed(article: Article, job: Job, engine: Engine) -> Transcript | None:
    recording = Recording.objects.exclude(file="").get(article=article)
    hearing = engine(Path(recording.file.path))
    advance(job, done=0, total=round(hearing.seconds), now=timezone.now())
    captions = captions_from(_followed(hearing.words, job))
    if captions == captions_from([]):
        fail(job, message=_("Nobody is heard in this recording."), now=timezone.now())
        return None
    transcript = _keep(article, captions, language=hearing.language, by=job.owner)
    finish(
        job, message=_("The transcript is here. A machine wrote it: put right what it misheard."), now=timezone.now()
    )
    return transcript


def _followed(words: Iterator[Heard], job: Job) -> Iterator[Heard]:
    """The words as they come; the job hears of every few seconds."""
    told = 0.0
    for heard in words:
        yield heard
        if heard.ends - told >= TOLD_EVERY:
            told = heard.ends
            advance(job, done=int(told), now=timezone.now())


@transaction.atomic
def _keep(article: Article, captions: str, *, language: str, by: User) -> Transcript:
    """Unless a person has brought one while the machine was listening. Raises ValueError where none may be kept now."""
    Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    there = Transcript.objects.filter(article=article).first()
    if there:
        return there
    refuse_unrecorded(article)
    transcript = set_transcript(article, data=captions.encode(), filename=f"machine.{language}.vtt", by=by)
    transcript.format = MADE_BY_MACHINE
    transcript.save(update_fields=["format", "updated_at"])
    return transcript
