from datetime import UTC, datetime

import pytest

from knowledge.enums import Grade, Visibility
from knowledge.models import Article, Copied, Passage, Revision
from knowledge.selectors.checklist import capture_checklist
from knowledge.selectors.search import search
from knowledge.services.capture import (
    SnippetText,
    open_article,
    publish_capture,
    reconcile,
    set_notes,
    set_recording_link,
    set_snippets,
    set_topics,
    set_transcript,
)
from knowledge.signals import session_captured
from knowledge.transcripts import TranscriptError
from peerlearn.people.models import User
from rituals.enums import Audience, CapturePolicy
from rituals.models import Session
from rituals.services.sessions import hold_session
from tests.factories.knowledge import HELD, held_session
from tests.factories.rituals import SessionFactory

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
TALK = b"WEBVTT\n\n00:05.000 --> 00:09.000\n<v Alice Teacher>Number every interview.\n"


def captured_at(article: Article) -> datetime | None:
    return Session.objects.get(article=article).captured_at


def test_held_session_opens_its_draft(alice: User, django_capture_on_commit_callbacks: object) -> None:
    session = SessionFactory(starts_at=HELD, title="Twenty interviews", abstract="How to.")

    with django_capture_on_commit_callbacks(execute=True):
        hold_session(session, now=NOW)

    article = Article.objects.get(session=session)
    assert (article.title, article.summary, article.published_at) == ("Twenty interviews", "How to.", None)


def test_article_of_a_members_session_is_for_members(alice: User) -> None:
    article = open_article(held_session(alice, audience=Audience.MEMBERS))

    assert article.visibility == Visibility.MEMBERS
    assert open_article(article.session) == article


@pytest.mark.parametrize(
    ("policy", "missing"),
    [
        (CapturePolicy.STANDARD, ("recording or transcript", "notes", "topic")),
        (CapturePolicy.NOTES_ONLY, ("notes",)),
        (CapturePolicy.NONE, ()),
    ],
)
def test_checklist_of_each_policy_names_what_is_missing(policy: str, missing: tuple[str, ...], alice: User) -> None:
    checklist = capture_checklist(open_article(held_session(alice, capture_policy=policy)))

    assert checklist.missing == missing
    assert (checklist.done, checklist.total, checklist.grade) == (0, len(missing), None)


def test_capture_counts_once_it_is_complete_and_published(alice: User) -> None:
    article = open_article(held_session(alice))
    set_transcript(article, data=TALK, filename="talk.vtt", by=alice)
    set_notes(article, body="Number them.", by=alice)
    publish_capture(article, by=alice, now=NOW)
    assert captured_at(article) is None

    set_topics(article, names=["Interviews"])

    assert captured_at(article) is not None
    assert capture_checklist(article).grade == Grade.SEARCHABLE


def test_capture_complete_when_published_is_dated_then(alice: User, django_capture_on_commit_callbacks: object) -> None:
    article = open_article(held_session(alice))
    set_recording_link(article, url="https://video.example/1", by=alice)
    set_notes(article, body="Number them.", by=alice)
    set_topics(article, names=["Interviews"])
    told: list[int] = []

    def listen(sender: object, article_id: int, **kwargs: object) -> None:
        told.append(article_id)

    session_captured.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        publish_capture(article, by=alice, now=NOW)
        publish_capture(article, by=alice, now=HELD)
    session_captured.disconnect(listen)

    assert captured_at(article) == NOW
    assert told == [article.pk]
    assert capture_checklist(article).grade == Grade.WATCHABLE


def test_part_that_is_taken_away_is_owed_again(alice: User) -> None:
    article = open_article(held_session(alice, capture_policy=CapturePolicy.NOTES_ONLY))
    set_notes(article, body="Number them.", by=alice)
    publish_capture(article, by=alice, now=NOW)

    set_notes(article, body="", by=alice)

    assert captured_at(article) is None
    assert [revision.body for revision in Revision.objects.order_by("pk")] == ["Number them.", ""]


def test_reconcile_puts_a_lost_capture_right(alice: User) -> None:
    article = open_article(held_session(alice, capture_policy=CapturePolicy.NOTES_ONLY))
    set_notes(article, body="Number them.", by=alice)
    publish_capture(article, by=alice, now=NOW)
    Session.objects.update(captured_at=None)

    assert (reconcile(now=NOW), reconcile(now=NOW)) == (1, 0)
    assert captured_at(article) == NOW


def test_transcript_replaces_the_former_and_is_found(alice: User, bob: User) -> None:
    article = open_article(held_session(alice))
    publish_capture(article, by=alice, now=NOW)
    set_transcript(article, data=TALK, filename="talk.vtt", by=alice)

    set_transcript(article, data=TALK.replace(b"interview", b"zebra"), filename="talk.vtt", by=alice)

    assert [p.text for p in Passage.objects.all()] == ["Number every zebra."]
    assert [search(word, user=bob).total for word in ("interview", "zebra")] == [0, 1]


def test_refused_transcript_changes_nothing(alice: User) -> None:
    article = open_article(held_session(alice))
    set_transcript(article, data=TALK, filename="talk.vtt", by=alice)

    with pytest.raises(TranscriptError, match=r"^Not a WebVTT file"):
        set_transcript(article, data=b"hello", filename="talk.vtt", by=alice)

    assert Passage.objects.count() == 1


def test_snippets_are_kept_in_order(alice: User) -> None:
    article = open_article(held_session(alice))

    set_snippets(article, snippets=[SnippetText("Second", "two"), SnippetText("First", "one")])

    assert list(article.snippets.values_list("title", "text")) == [("Second", "two"), ("First", "one")]


def test_snippet_that_stays_keeps_who_used_it(alice: User, bob: User) -> None:
    article = open_article(held_session(alice))
    set_snippets(
        article, snippets=[SnippetText("One", "one"), SnippetText("Two", "two"), SnippetText("Three", "three")]
    )
    one, two, three = article.snippets.all()
    for snippet in (one, two, three):
        Copied.objects.create(article=article, snippet=snippet, user=bob, day=NOW.date())

    set_snippets(
        article,
        snippets=[SnippetText("Three", "3", pk=three.pk), SnippetText("First", "one"), SnippetText("New", "new")],
        by=alice,
    )

    assert list(article.snippets.values_list("title", "text", "copied__user__name", "added_by__name")) == [
        ("Three", "3", "Bob Colleague", None),
        ("First", "one", "Bob Colleague", None),
        ("New", "new", None, "Alice Teacher"),
    ]
    assert list(article.snippets.values_list("pk", flat=True))[:2] == [three.pk, one.pk]
    assert list(Copied.objects.filter(snippet=None).values_list("user__name", flat=True)) == ["Bob Colleague"]


def test_snippet_number_of_another_article_changes_nothing_there(alice: User) -> None:
    article, other = open_article(held_session(alice)), open_article(held_session(alice))
    set_snippets(other, snippets=[SnippetText("Theirs", "theirs")])

    set_snippets(article, snippets=[SnippetText("Mine", "mine", pk=other.snippets.get().pk)])

    assert [snippet.text for article in (article, other) for snippet in article.snippets.all()] == ["mine", "theirs"]


def test_longest_notes_and_talk_of_ever_new_words_are_kept_and_their_beginning_is_found(alice: User, bob: User) -> None:
    notes, words = (" ".join(f"{sign}{number:x}" for number in range(90_000)) for sign in "жд")
    article = open_article(held_session(alice))
    talk = "\n\n".join(f"**Alice Teacher:** {words[start : start + 1_500]}" for start in range(0, 500_000, 1_500))

    set_notes(article, body=notes[:500_000], by=alice)
    set_transcript(article, data=talk.encode(), filename="talk.md", by=alice)
    publish_capture(article, by=alice, now=NOW)

    assert [hit.article for hit in search("ж1 ж2 ж3", user=bob).hits] == [article]
