"""Who is named in a transcript, who is taken out of it, and what becomes of it when a teacher refuses."""

from datetime import datetime, time
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from knowledge.enums import SpeakerWish, Visibility
from knowledge.models import Article, KeySentence, OverruledChoice, Passage, Recording, SpeakerChoice, Vocabulary
from knowledge.selectors.captions import captions_of
from knowledge.selectors.recordings import recording_of
from knowledge.selectors.search import search
from knowledge.selectors.suggestion import REMEMBERED_AS, suggestion_for
from knowledge.selectors.suggestions import chapters_of, key_sentences_of
from knowledge.selectors.transcript import transcript_of
from knowledge.services.capture import open_article, set_transcript
from knowledge.services.chapters import add_chapter
from knowledge.services.consents import SomebodyElse, follow_all, overrule_choice, speak_for, withdraw_choice
from knowledge.services.indexing import rebuild_vocabulary
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from rituals.models import Teaching
from rituals.services.consents import RecordingTerms, give_consent, withdraw_consent
from tests.factories.knowledge import capture_of, held_session

TALK = (
    "**Alice Teacher:** [00:05] Number every interview.\n\n"
    "**Guest:** [00:40] My zanzibar salary is secret.\n\n"
    "**Alice Teacher:** [00:50] Then summarise it.\n\n"
    "**Guest:** [01:10] Zanzibar again.\n"
)
VTT = (
    b"WEBVTT\n\n00:05.000 --> 00:09.000\n<v Alice Teacher>Number every interview.\n\n"
    b"00:20.000 --> 00:29.000\n<v Guest>My zanzibar salary.\n"
)


@pytest.fixture
def article(alice: User) -> Article:
    return capture_of(held_session(alice), transcript=TALK)


def words(article: Article) -> list[str]:
    return [line.text for line in transcript_of(article).lines]


def test_taken_out_is_nowhere_at_once_and_comes_back(article: Article, bob: User, charlie: User) -> None:
    KeySentence.objects.create(article=article, text="My zanzibar salary is secret.", starts=40)
    rebuild_vocabulary()
    cache.delete(REMEMBERED_AS)
    assert search("zanzibar", user=charlie).total == 1
    assert suggestion_for("zanzibaar") == "zanzibar"

    choice = speak_for(article, 2, wish=SpeakerWish.HIDDEN, by=bob)

    assert words(article) == ["Number every interview.", "Then summarise it."]
    assert "anzibar" not in captions_of(article)
    assert key_sentences_of(article) == ()
    assert search("zanzibar", user=charlie).total == 0
    assert search('"interview my zanzibar"', user=charlie).total == 0
    assert search("salary", user=bob).total == 0  # not even for themselves
    assert suggestion_for("zanzibaar") == ""
    assert not Vocabulary.objects.filter(word__in=["zanzibar", "salary"]).exists()
    assert search("summarise", user=charlie).total == 1

    withdraw_choice(choice)

    assert len(words(article)) == 4
    assert search("zanzibar", user=charlie).total == 1


def test_taken_out_stays_out_of_a_new_transcript(article: Article, alice: User, bob: User) -> None:
    speak_for(article, 2, wish=SpeakerWish.HIDDEN, by=bob)

    set_transcript(article, data=VTT, filename="talk.vtt", by=alice)

    assert words(article) == ["Number every interview."]
    assert search("zanzibar", user=alice).total == 0


def test_named_counts_for_every_line_of_the_speaker_and_can_be_changed(article: Article, bob: User) -> None:
    speak_for(article, 4, wish=SpeakerWish.NAMED, by=bob)
    assert [line.who for line in transcript_of(article).lines] == [
        "Alice Teacher",
        "Bob Colleague",
        "Alice Teacher",
        "Bob Colleague",
    ]

    speak_for(article, 2, wish=SpeakerWish.HIDDEN, by=bob)

    assert len(words(article)) == 2
    assert SpeakerChoice.objects.get().wish == SpeakerWish.HIDDEN


def test_nobody_speaks_for_somebody_else(article: Article, bob: User, charlie: User) -> None:
    speak_for(article, 2, wish=SpeakerWish.NAMED, by=bob)
    with pytest.raises(SomebodyElse, match="Another colleague has said"):
        speak_for(article, 2, wish=SpeakerWish.HIDDEN, by=charlie)

    SpeakerChoice.objects.all().delete()
    Passage.objects.filter(speaker="Guest").update(speaker="Bob Colleague")
    with pytest.raises(SomebodyElse, match="another colleague"):
        speak_for(article, 2, wish=SpeakerWish.HIDDEN, by=charlie)

    assert len(words(article)) == 4
    speak_for(article, 2, wish=SpeakerWish.HIDDEN, by=bob)
    assert len(words(article)) == 2


def test_teacher_and_nobody_are_no_speakers_to_choose_for(article: Article, alice: User, bob: User) -> None:
    Passage.objects.filter(article=article, number=4).update(speaker="")

    for number in (1, 4, 99):
        with pytest.raises(Passage.DoesNotExist):
            speak_for(article, number, wish=SpeakerWish.HIDDEN, by=bob)


def test_teacher_who_withdraws_takes_recording_and_words_away_and_leaves_the_notes(
    alice: User, charlie: User, monday: datetime, django_capture_on_commit_callbacks
) -> None:
    article = capture_of(held_session(alice), transcript=TALK, body="Our notes on rhubarb.")
    Recording.objects.create(article=article, url="https://youtu.be/x")
    add_chapter(article, title="Numbers", starts=5)
    teaching = Teaching.objects.get(session=article.session)

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_consent(teaching, now=monday)

    article = Article.objects.get()
    assert recording_of(article) is None
    assert transcript_of(article).total == 0
    assert captions_of(article) == "WEBVTT\n"
    assert chapters_of(article) == ()
    assert search("interview", user=charlie).total == 0
    assert search("rhubarb", user=charlie).total == 1

    with django_capture_on_commit_callbacks(execute=True):
        give_consent(teaching, RecordingTerms(allowed=True), now=monday)

    assert recording_of(article) is not None
    assert transcript_of(article).total == 4
    assert search("interview", user=charlie).total == 1


def test_what_was_taken_out_stays_out_when_the_teacher_allows_again(
    article: Article, bob: User, monday: datetime, django_capture_on_commit_callbacks
) -> None:
    speak_for(article, 2, wish=SpeakerWish.HIDDEN, by=bob)
    teaching = Teaching.objects.get(session=article.session)

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_consent(teaching, now=monday)
        give_consent(teaching, RecordingTerms(allowed=True), now=monday)

    assert words(article) == ["Number every interview.", "Then summarise it."]


def test_lost_news_of_a_refusal_is_made_up_for(article: Article, alice: User, charlie: User, monday: datetime) -> None:
    other = capture_of(held_session(alice), transcript="**Alice Teacher:** [00:01] A walrus.\n")
    withdraw_consent(Teaching.objects.get(session=article.session), now=monday)
    assert transcript_of(article).total == 4

    assert follow_all() == 1
    assert follow_all() == 0

    assert transcript_of(article).total == 0
    assert transcript_of(other).total == 1


def test_transcript_that_comes_after_a_refusal_is_not_shown(article: Article, alice: User, monday: datetime) -> None:
    withdraw_consent(Teaching.objects.get(session=article.session), now=monday)

    set_transcript(article, data=VTT, filename="talk.vtt", by=alice)

    assert transcript_of(article).total == 0
    assert search("interview", user=alice).total == 0


def test_recording_for_members_only_is_not_for_everybody(
    alice: User, bob: User, monday: datetime, django_capture_on_commit_callbacks
) -> None:
    session = held_session(alice)
    with django_capture_on_commit_callbacks(execute=True):
        give_consent(Teaching.objects.get(session=session), RecordingTerms(True, members_only=True), now=monday)
    assert open_article(session).visibility == Visibility.MEMBERS

    later = capture_of(held_session(alice), transcript=TALK)
    with django_capture_on_commit_callbacks(execute=True):
        give_consent(Teaching.objects.get(session=later.session), RecordingTerms(True, members_only=True), now=monday)

    assert search("interview", user=bob).total == 0
    assert Article.objects.get(pk=later.pk).visibility == Visibility.MEMBERS


def test_false_name_goes_is_remembered_and_told(article: Article, alice: User, bob: User, settings: Any) -> None:
    settings.OUTBOX = {"quiet_from": time.max, "quiet_until": time.min}
    now = timezone.now()
    choice = speak_for(article, 2, wish=SpeakerWish.NAMED, by=bob)

    overrule_choice(choice, by=alice, now=now)

    assert {line.who for line in transcript_of(article).lines} == {"Alice Teacher", "a colleague"}
    trace = OverruledChoice.objects.get()
    assert (trace.speaker, trace.user, trace.by, trace.at) == ("Guest", bob, alice, now)
    assert Message.objects.get(kind="knowledge.overruled").recipient == bob
    sweep()
    (letter,) = mail.outbox
    assert letter.subject == f"Your name is off the transcript of {article.title}"
    assert "Alice Teacher says that it is somebody else" in " ".join(letter.body.split())
    assert "zanzibar" not in letter.body


def test_who_was_overruled_is_not_named_again_and_still_taken_out(
    article: Article, alice: User, bob: User, charlie: User, monday: datetime
) -> None:
    overrule_choice(speak_for(article, 2, wish=SpeakerWish.NAMED, by=bob), by=alice, now=monday)

    with pytest.raises(SomebodyElse, match="somebody else"):
        speak_for(article, 2, wish=SpeakerWish.NAMED, by=bob)
    taken_out = speak_for(article, 2, wish=SpeakerWish.HIDDEN, by=bob)
    assert len(words(article)) == 2

    withdraw_choice(taken_out)
    speak_for(article, 2, wish=SpeakerWish.NAMED, by=charlie)
    assert "Charlie" in " ".join(line.who for line in transcript_of(article).lines)


def test_nobody_overrules_who_wants_to_be_taken_out(article: Article, alice: User, bob: User, monday: datetime) -> None:
    choice = speak_for(article, 2, wish=SpeakerWish.NAMED, by=bob)
    speak_for(article, 2, wish=SpeakerWish.HIDDEN, by=bob)

    with pytest.raises(SpeakerChoice.DoesNotExist):
        overrule_choice(choice, by=alice, now=monday)

    assert len(words(article)) == 2
    assert not OverruledChoice.objects.exists()
    assert not Message.objects.filter(kind="knowledge.overruled").exists()
