"""Recordings whose time is over: for as long as their teachers chose, or until one of them took it away.

Recording, transcript and what was read out of both are deleted; notes, topics and what people took over to copy stay.
Those who teach in and run the session hear of it two weeks before, at nine, and a teacher may still keep it longer.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import QuerySet

from knowledge.enums import EndReason, SpeakerWish, SuggestionKind, SuggestionState
from knowledge.models import (
    Article,
    Correction,
    Passage,
    RecordingEnd,
    SpeakerChoice,
    Suggestion,
    Transcript,
)
from knowledge.notices.endings import RECORDING_ENDS, ending_key
from knowledge.selectors.recordings import still_kept
from knowledge.services.capture import remove_recording
from knowledge.services.suggestions import forget_spoken
from knowledge.services.uploads import give_up_upload
from knowledge.services.vocabulary import forget_vocabulary
from peerlearn.outbox.services.messages import Draft, enqueue
from rituals.recurrence import as_instant
from rituals.selectors.consents import NOTICE, ended_sessions, recording_end
from rituals.selectors.in_charge import in_charge

log = structlog.get_logger(__name__)
AHEAD = timedelta(days=2)
MORNING = time(9)


def end_recordings(*, now: datetime) -> int:
    """Delete what may not be kept any more; returns of how many articles. Said again it changes nothing."""
    number = 0
    for article in _kept(ended_sessions(now)):
        try:
            number += _end(article, now)
        except Exception as error:  # one that cannot be deleted must not keep the others from it
            log.warning("recording_not_ended", article=article.pk, error=f"{type(error).__name__}: {error}")
    return number


def materialise_endings(*, now: datetime) -> int:
    """Draft the news of what ends within two weeks and two days; returns how many are new."""
    soon = _kept(ended_sessions(now + NOTICE + AHEAD))
    return enqueue(draft for article in soon for draft in _drafts(article, now))


@transaction.atomic
def _end(article: Article, now: datetime) -> bool:
    """Rows first, the file once they are gone: nothing ever points to a file that is missing.

    A file whose deletion was cut off has no row, and `clean_uploads` takes it the night after.
    """
    article = Article.objects.select_for_update(of=("self",)).select_related("session__ritual").get(pk=article.pk)
    end = recording_end(article.session_id or 0)
    if end is None or end.at > now:  # a teacher has just chosen to keep it longer
        return False
    numbers = list(Passage.objects.shown().filter(article=article).values_list("number", flat=True))
    forget_vocabulary(article.pk, numbers)
    for model in (Passage, Correction, Transcript):
        model.objects.filter(article=article).delete()
    # "Take me out" counts for whatever may come later; a name is of no use without words.
    SpeakerChoice.objects.filter(article=article, wish=SpeakerWish.NAMED).delete()
    forget_spoken(article)
    dismissed = Suggestion.objects.filter(article=article, state=SuggestionState.DISMISSED)
    dismissed.filter(kind=SuggestionKind.SNIPPET).delete()
    for upload in article.uploads.all():
        give_up_upload(upload)
    reason = EndReason.TAKEN_AWAY if end.refused else EndReason.TIME_OVER
    RecordingEnd.objects.update_or_create(article=article, defaults={"reason": reason, "at": now})
    remove_recording(article)
    return True


def _kept(sessions: QuerySet) -> QuerySet[Article]:
    """Articles of these sessions of which something that was said is still here."""
    return still_kept().filter(session__in=sessions).select_related("session__ritual").order_by("pk")


def _drafts(article: Article, now: datetime) -> Iterator[Draft]:
    session = article.session
    end = recording_end(session.pk) if session else None
    if session is None or end is None or end.refused or end.at <= now:
        return
    day = end.at.astimezone(ZoneInfo(session.time_zone))
    told_at = as_instant(datetime.combine(day.date() - NOTICE, MORNING), ZoneInfo(session.time_zone))
    teachers = [teacher for teacher in article.teachers() if teacher.is_active]
    for person in dict.fromkeys([*teachers, *in_charge(session, now)]):
        yield Draft(
            kind=RECORDING_ENDS,
            recipient=person,
            object_key=ending_key(article, end.at),
            due_at=told_at,
            expires_at=end.at,
        )
