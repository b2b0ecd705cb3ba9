"""Recordings whose time is over: when, what goes, what stays, and who hears of it before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from knowledge.enums import EndReason, InboxSource, InboxWait, SpeakerWish, SuggestionKind, SuggestionState
from knowledge.models import (
    Article,
    Correction,
    InboxItem,
    KeySentence,
    Passage,
    Recording,
    RecordingEnd,
    SpeakerChoice,
    Suggestion,
    Transcript,
    Vocabulary,
)
from knowledge.notices.endings import RECORDING_ENDS
from knowledge.selectors.captions import captions_of
from knowledge.selectors.checklist import capture_checklist
from knowledge.selectors.inbox import wait_of
from knowledge.selectors.search import search
from knowledge.services.capture import (
    SnippetText,
    publish_capture,
    set_notes,
    set_recording_file,
    set_recording_link,
    set_snippets,
    set_topics,
    set_transcript,
)
from knowledge.services.chapters import add_chapter
from knowledge.services.corrections import correct_line
from knowledge.services.endings import end_recordings, materialise_endings
from knowledge.services.indexing import rebuild_vocabulary
from knowledge.services.policy import refuse_unrecorded
from knowledge.services.uploads import begin_upload, clean_uploads, receive_piece
from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from rituals.enums import TeachingState
from rituals.models import Session, Teaching
from rituals.services.consents import RecordingTerms, give_consent, withdraw_consent
from tests.factories.knowledge import HELD, capture_of, held_session
from tests.factories.rituals import FacilitationFactory, TeachingFactory
from tests.journeys.recordings import silence

ANSWERED = HELD - timedelta(days=7)
OVER = datetime(2027, 2, 16, 13, 0, tzinfo=UTC)  # three months after it was held
JUST_BEFORE = OVER - timedelta(seconds=1)
TALK = b"""WEBVTT

00:05.000 --> 00:09.000
<v Alice Teacher>Number every zanzibar interview.

00:40.000 --> 00:49.000
<v Guest>Why is that?
"""
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def awake(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.OUTBOX = {"quiet_from": datetime.max.time(), "quiet_until": datetime.min.time()}


@pytest.fixture
def article(alice: User, django_capture_on_commit_callbacks: Any) -> Article:
    """Recorded, transcribed and captured; alice taught it and allows it for three months."""
    article = capture_of(held_session(alice, title="Five prompts"), topics=("Interviews",), published_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        allow(article, alice, months=3)
        set_recording_file(article, file=ContentFile(silence(1), name="talk.wav"), by=alice)
        set_transcript(article, data=TALK, filename="talk.vtt", by=alice)
        set_notes(article, body="Our notes on rhubarb.", by=alice)
        set_snippets(article, snippets=[SnippetText("Ask", "Number the walrus.")])
        publish_capture(article, by=alice, now=HELD)
    return Article.objects.get(pk=article.pk)


def allow(article: Article, teacher: User, *, months: int | None, at: datetime = ANSWERED) -> Teaching:
    teaching = Teaching.objects.get(session=article.session, user=teacher)
    give_consent(teaching, RecordingTerms(allowed=True, keep_months=months), now=at)
    return teaching


def files(root: Path) -> list[str]:
    return sorted(path.suffix for path in root.rglob("*") if path.is_file())


def send_all() -> None:
    """Let the clock of the database, which nobody can set, find everything due."""
    long_ago, far = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
    Message.objects.update(next_try_at=long_ago, expires_at=far)
    sweep()


def is_here(article: Article) -> bool:
    return Recording.objects.filter(article=article).exists()


def test_everything_that_was_said_goes_and_what_was_written_stays(
    article: Article, alice: User, bob: User, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    correct_line(article, 2, former="Why is that?", text="Why is that so?", by=alice)
    add_chapter(article, title="Zanzibar", starts=5)
    KeySentence.objects.create(article=article, text="Number every zanzibar interview.", starts=5)
    for number, (kind, state) in enumerate(
        [
            (SuggestionKind.KEY_SENTENCE, SuggestionState.OPEN),
            (SuggestionKind.SNIPPET, SuggestionState.OPEN),
            (SuggestionKind.SNIPPET, SuggestionState.DISMISSED),
        ]
    ):
        Suggestion.objects.create(article=article, kind=kind, state=state, text="Said zanzibar.", digest=str(number))
    SpeakerChoice.objects.create(article=article, speaker="Guest", user=bob, wish=SpeakerWish.NAMED)
    SpeakerChoice.objects.create(article=article, speaker="Other", user=bob, wish=SpeakerWish.HIDDEN)
    rebuild_vocabulary()
    assert search("zanzibar", user=bob).total == 1
    assert files(tmp_path) == [".wav"]

    with django_capture_on_commit_callbacks(execute=True):
        assert end_recordings(now=OVER) == 1

    assert files(tmp_path) == []
    for gone in (Recording, Transcript, Passage, Correction, KeySentence):
        assert not gone.objects.exists()
    assert not article.chapters.exists()
    assert not Suggestion.objects.filter(text__contains="zanzibar").exists()
    assert not Vocabulary.objects.filter(word="zanzibar").exists()
    cache.clear()
    assert search("zanzibar", user=alice).total == 0
    assert captions_of(article) == "WEBVTT\n"
    assert [choice.wish for choice in SpeakerChoice.objects.all()] == [SpeakerWish.HIDDEN]
    assert search("rhubarb", user=bob).total == 1
    assert search("walrus", user=bob).total == 1
    end = RecordingEnd.objects.get()
    assert (end.article, end.reason, end.at) == (article, EndReason.TIME_OVER, OVER)


def test_twice_is_as_good_as_once(article: Article, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert (end_recordings(now=OVER), end_recordings(now=OVER + timedelta(days=1))) == (1, 0)

    assert RecordingEnd.objects.get().at == OVER


def test_file_whose_deletion_was_cut_off_goes_with_the_next_cleaning(article: Article, tmp_path: Path) -> None:
    end_recordings(now=OVER)  # nothing that waits for the commit is carried out here
    assert (is_here(article), files(tmp_path)) == (False, [".wav"])

    clean_uploads(now=datetime.now(UTC) + timedelta(days=2))

    assert files(tmp_path) == []


def test_session_stays_captured(article: Article) -> None:
    assert Session.objects.get().captured_at is not None

    end_recordings(now=OVER)

    assert Session.objects.get().captured_at is not None
    line = capture_checklist(article).lines[0]
    assert (line.done, line.detail) == (True, "was here until 16 February 2027")


def test_nothing_ends_before_its_time(article: Article) -> None:
    assert end_recordings(now=JUST_BEFORE) == 0

    assert is_here(article)


def test_shortest_choice_of_those_who_teach_counts(article: Article, alice: User, bob: User, charlie: User) -> None:
    TeachingFactory(session=article.session, user=bob)
    TeachingFactory(session=article.session, user=charlie, state=TeachingState.DECLINED)
    allow(article, alice, months=6)
    allow(article, bob, months=3)
    allow(article, charlie, months=1)

    assert (end_recordings(now=JUST_BEFORE), end_recordings(now=OVER)) == (0, 1)


def test_other_recordings_stay(article: Article, alice: User, bob: User) -> None:
    endless, unasked = (capture_of(held_session(teacher)) for teacher in (alice, bob))
    allow(endless, alice, months=None)
    for other in (endless, unasked):
        set_recording_link(other, url="https://youtu.be/x", by=None)

    end_recordings(now=OVER + timedelta(days=4000))

    assert [is_here(one) for one in (article, endless, unasked)] == [False, True, True]


def test_time_chosen_late_leaves_two_weeks(article: Article, alice: User) -> None:
    late = OVER + timedelta(days=100)
    allow(article, alice, months=None)
    allow(article, alice, months=3, at=late)

    assert end_recordings(now=late + timedelta(days=13)) == 0
    assert end_recordings(now=late + timedelta(days=14)) == 1


def test_withdrawn_recording_is_deleted_after_thirty_days(article: Article, tmp_path: Path) -> None:
    withdrawn = HELD + timedelta(days=1)
    withdraw_consent(Teaching.objects.get(), now=withdrawn)

    assert end_recordings(now=withdrawn + timedelta(days=29, hours=23)) == 0
    assert is_here(article)
    assert end_recordings(now=withdrawn + timedelta(days=30)) == 1

    assert RecordingEnd.objects.get().reason == EndReason.TAKEN_AWAY


def test_withdrawal_that_was_taken_back_deletes_nothing(
    article: Article, alice: User, bob: User, django_capture_on_commit_callbacks: Any
) -> None:
    withdrawn = HELD + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_consent(Teaching.objects.get(), now=withdrawn)
    assert search("zanzibar", user=bob).total == 0
    with django_capture_on_commit_callbacks(execute=True):
        allow(article, alice, months=None, at=withdrawn + timedelta(days=29))

    assert end_recordings(now=withdrawn + timedelta(days=31)) == 0

    assert search("zanzibar", user=bob).total == 1


def test_recording_that_comes_later_is_refused(article: Article, alice: User, time_machine: Any) -> None:
    time_machine.move_to(JUST_BEFORE)
    begun = begin_upload(article, by=alice, filename="again.wav", size=len(silence(1)))
    refuse_unrecorded(article)

    time_machine.move_to(OVER)

    with pytest.raises(ValueError, match="The time is over"):
        refuse_unrecorded(article)
    with pytest.raises(ValueError, match="The time is over"):
        receive_piece(begun, offset=0, piece=silence(1))


def test_arrival_for_a_recording_whose_time_is_over_waits_for_a_person(article: Article, time_machine: Any) -> None:
    Transcript.objects.all().delete()
    fields = {"source": InboxSource.FOLDER, "session": article.session, "sure": True, "received_at": OVER}
    transcript = InboxItem(key="file:1", kind="transcript", filename="talk.vtt", **fields)
    chat = InboxItem(key="file:2", kind="chat", filename="chat.txt", **fields)

    time_machine.move_to(JUST_BEFORE)
    assert (wait_of(transcript), wait_of(chat)) == (None, None)
    time_machine.move_to(OVER)
    assert (wait_of(transcript), wait_of(chat)) == (InboxWait.NOT_RECORDED, None)


def test_who_teaches_and_runs_it_hear_two_weeks_before_at_nine(
    article: Article, alice: User, bob: User, dora: User
) -> None:
    FacilitationFactory(ritual=article.session.ritual, user=dora)
    assert materialise_endings(now=OVER - timedelta(days=17)) == 0

    assert [materialise_endings(now=OVER - timedelta(days=days)) for days in (16, 14, 1)] == [2, 0, 0]

    drafts = Message.objects.filter(kind=RECORDING_ENDS).order_by("recipient__name")
    assert [(draft.recipient.name, f"{draft.due_at:%m-%d %H:%M}") for draft in drafts] == [
        (alice.name, "02-02 08:00"),
        (dora.name, "02-02 08:00"),
    ]


def test_news_says_the_day_and_the_way_to_keep_it(article: Article, alice: User, dora: User, time_machine: Any) -> None:
    FacilitationFactory(ritual=article.session.ritual, user=dora)
    materialise_endings(now=OVER - timedelta(days=14))
    time_machine.move_to(OVER - timedelta(days=13))

    send_all()

    (teacher,) = (letter for letter in mail.outbox if alice.email in letter.to[0])
    (runs,) = (letter for letter in mail.outbox if dora.email in letter.to[0])
    assert teacher.subject == "Deleted on 16 February: the recording of Five prompts"
    assert "Recording and transcript are deleted on Tuesday 16 February 2027" in " ".join(teacher.body.split())
    assert f"/sessions/{article.session_id}/#recording-panel" in teacher.body
    assert "ask those who taught it" in " ".join(runs.body.split())
    assert "zanzibar" not in teacher.body + runs.body


@pytest.mark.parametrize("change", ["kept longer", "withdrawn", "gone"])
def test_news_that_is_settled_is_not_sent(change: str, article: Article, alice: User, time_machine: Any) -> None:
    materialise_endings(now=OVER - timedelta(days=14))
    match change:
        case "kept longer":
            allow(article, alice, months=None)
        case "withdrawn":
            withdraw_consent(Teaching.objects.get(), now=OVER - timedelta(days=20))
        case "gone":
            for model in (Recording, Transcript, Passage):
                model.objects.all().delete()
    time_machine.move_to(OVER - timedelta(days=13))

    send_all()

    assert mail.outbox == []
    assert Message.objects.get(kind=RECORDING_ENDS).state == State.SKIPPED


@pytest.mark.parametrize(
    ("refuses", "words"),
    [
        (False, "as its teachers chose. The notes stay."),
        (True, "A teacher took the recording away"),
    ],
)
def test_article_says_calmly_since_when_the_recording_is_gone(
    refuses: bool, words: str, article: Article, bob: User, client_of: SignIn
) -> None:
    file = reverse("knowledge:media", args=[Recording.objects.get().file.name])
    page = client_of(bob).get(article.get_absolute_url()).content.decode()
    assert "zanzibar" in page
    assert words not in page
    if refuses:
        withdraw_consent(Teaching.objects.get(), now=HELD)

    end_recordings(now=OVER)

    page = client_of(bob).get(article.get_absolute_url()).content.decode()
    assert words in page
    assert "rhubarb" in page
    assert "zanzibar" not in page
    assert client_of(bob).get(file).status_code == 404


def test_recording_that_is_allowed_again_is_shown_again(article: Article, alice: User, bob: User, client_of: SignIn):
    end_recordings(now=OVER)
    allow(article, alice, months=None, at=OVER)

    set_recording_link(article, url="https://youtu.be/x", by=alice)
    set_topics(article, names=["Interviews"])

    page = client_of(bob).get(article.get_absolute_url()).content.decode()
    assert "https://youtu.be/x" in page
    assert "as its teachers chose" not in page
