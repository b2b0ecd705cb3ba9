from datetime import UTC, datetime

import pytest

from knowledge.enums import SuggestionKind, SuggestionState
from knowledge.models import Article, Chapter, KeySentence, Passage, Snippet, Suggestion
from knowledge.services.capture import open_article, set_notes, set_snippets, set_topics, set_transcript
from knowledge.services.indexing import rebuild_vocabulary
from knowledge.services.suggestions import accept_suggestion, dismiss_suggestion, reopen_suggestion
from knowledge.services.understanding import understand
from peerlearn.people.models import User
from peerlearn.topics.services.topics import find_or_create_topics
from rituals.models import Talk
from tests.factories.knowledge import SnippetFactory, capture_of, held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import AttendanceFactory, TeachingFactory

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
PARTS = (
    "Redaction comes before every prompt, for without redaction, the names of clients are in the model.",
    "A pivot table counts the interviews of each region, and the pivot table shows what we left out.",
)

TURNS = [0, 630]  # a passage takes a minute, and the first one about pivot tables begins half-way through


def spoken(*, who: str = "Alice Teacher", minutes: int = 20) -> bytes:
    """A talk about redaction, then about pivot tables."""
    lines = (f"**{who}:** [{n // 2:02}:{n % 2 * 30:02}] {PARTS[n // minutes]}\n" for n in range(minutes * 2))
    return "\n".join(lines).encode()


def draft(teacher: User, **fields: object) -> Article:
    article = open_article(held_session(teacher, title="Clients and models", **fields))
    set_transcript(article, data=spoken(), filename="talk.txt", by=teacher)
    return article


def texts(article: Article, kind: SuggestionKind, state: SuggestionState = SuggestionState.OPEN) -> list[str]:
    return list(Suggestion.objects.filter(article=article, kind=kind, state=state).values_list("text", flat=True))


def test_transcript_and_notes_become_proposals_of_every_kind(alice: User) -> None:
    find_or_create_topics(["Redaction", "Shift planning"])
    article = draft(alice)
    set_notes(article, body="Prompt: Name every client in this text.", by=alice)

    understand(article)

    assert texts(article, SuggestionKind.TOPIC) == ["Redaction", "Pivot table"]
    assert texts(article, SuggestionKind.SNIPPET) == ["Name every client in this text."]
    assert sorted(texts(article, SuggestionKind.KEY_SENTENCE)) == sorted(PARTS)
    assert list(Suggestion.objects.filter(kind=SuggestionKind.CHAPTER).values_list("starts", flat=True)) == TURNS
    topic = Suggestion.objects.get(kind=SuggestionKind.TOPIC, text="Redaction")
    assert topic.evidence == {"said": 40, "filed": 0}


def test_second_run_over_the_same_words_proposes_nothing_new(alice: User) -> None:
    article = draft(alice)
    first = understand(article)
    rows = list(Suggestion.objects.order_by("pk").values())

    assert first > 0
    assert understand(article) == 0
    assert list(Suggestion.objects.order_by("pk").values()) == rows


def test_what_the_new_transcript_does_not_say_is_not_proposed_any_more(alice: User) -> None:
    article = draft(alice)
    understand(article)
    kept = Suggestion.objects.filter(kind=SuggestionKind.KEY_SENTENCE).first()
    dismiss_suggestion(kept, by=alice, now=NOW)

    set_transcript(
        article, data=b"Alice Teacher: Nothing of that.\n\nAlice Teacher: Really.", filename="t.txt", by=alice
    )
    understand(article)

    assert texts(article, SuggestionKind.KEY_SENTENCE) == []
    assert texts(article, SuggestionKind.KEY_SENTENCE, SuggestionState.DISMISSED) == [kept.text]


def test_topic_under_which_similar_sessions_are_filed_is_proposed_until_people_dismiss_it(alice: User) -> None:
    for number in range(2):
        similar = capture_of(held_session(alice, title=f"Redaction {number}"), topics=("Client data",))
        set_transcript(similar, data=spoken(), filename="talk.txt", by=alice)
    rebuild_vocabulary()
    article = draft(alice)
    understand(article)
    proposed = Suggestion.objects.get(article=article, text="Client data")
    assert proposed.evidence == {"said": 0, "filed": 2}

    for similar in Article.objects.published():
        set_topics(similar, names=["Pivot tables"])
        suggestion = Suggestion.objects.create(
            article=similar, kind=SuggestionKind.TOPIC, text="Client data", digest="x"
        )
        dismiss_suggestion(suggestion, by=alice, now=NOW)
    understand(article)

    assert "Client data" not in texts(article, SuggestionKind.TOPIC)


def test_topic_of_a_private_session_is_no_reason(alice: User) -> None:
    private = capture_of(held_session(alice, title="Redaction"), topics=("Client data",), visibility="members")
    set_transcript(private, data=spoken(), filename="talk.txt", by=alice)
    article = draft(alice)

    understand(article)

    assert "Client data" not in texts(article, SuggestionKind.TOPIC)


def test_what_somebody_asked_to_be_taken_out_is_not_proposed(alice: User) -> None:
    article = draft(alice)
    Passage.objects.filter(article=article).update(hidden=True)

    understand(article)

    assert not Suggestion.objects.exists()


def test_accepted_topic_is_filed_with_the_others_for_article_and_session(alice: User) -> None:
    article = draft(alice)
    set_topics(article, names=["Spreadsheets"])
    understand(article)

    accept_suggestion(Suggestion.objects.get(kind=SuggestionKind.TOPIC, text="Pivot table"), by=alice, now=NOW)
    understand(article)

    assert sorted(article.topics.values_list("name", flat=True)) == ["Pivot table", "Spreadsheets"]
    assert sorted(article.session.topics.values_list("name", flat=True)) == ["Pivot table", "Spreadsheets"]
    assert texts(article, SuggestionKind.TOPIC, SuggestionState.ACCEPTED) == ["Pivot table"]


def test_accepted_snippet_stands_behind_the_others_with_its_second_once(alice: User) -> None:
    article = draft(alice)
    SnippetFactory(article=article, text="Old")
    suggestion = Suggestion.objects.create(
        article=article, kind=SuggestionKind.SNIPPET, text="New one", title="What it does", starts=75, digest="x"
    )

    for _again in range(2):
        accept_suggestion(suggestion, by=alice, now=NOW)

    rows = list(Snippet.objects.values_list("text", "title", "starts", "added_by"))
    assert rows == [("Old", "Ask for disagreement", None, None), ("New one", "What it does", 75, alice.pk)]


def test_accepted_chapter_and_key_sentence_have_rows_of_their_own(alice: User) -> None:
    article = draft(alice)
    understand(article)

    for suggestion in Suggestion.objects.filter(kind__in=[SuggestionKind.CHAPTER, SuggestionKind.KEY_SENTENCE]):
        accept_suggestion(suggestion, by=alice, now=NOW)

    assert list(Chapter.objects.values_list("starts", flat=True)) == TURNS
    assert list(KeySentence.objects.values_list("text", flat=True)) == list(PARTS)


def test_dismissal_is_remembered_and_can_be_taken_back(alice: User) -> None:
    article = draft(alice)
    understand(article)
    suggestion = Suggestion.objects.filter(kind=SuggestionKind.KEY_SENTENCE).first()
    dismiss_suggestion(suggestion, by=alice, now=NOW)
    understand(article)
    assert suggestion.text not in texts(article, SuggestionKind.KEY_SENTENCE)

    reopened = reopen_suggestion(suggestion)

    assert (reopened.state, reopened.decided_by, reopened.decided_at) == (SuggestionState.OPEN, None, None)
    assert suggestion.text in texts(article, SuggestionKind.KEY_SENTENCE)


def test_what_is_there_already_is_not_proposed(alice: User) -> None:
    article = draft(alice)
    set_topics(article, names=["Pivot table"])
    set_notes(article, body="Prompt: Name every client in this text.", by=alice)
    set_snippets(article, snippets=[])
    SnippetFactory(article=article, text="Name every client in this text.")

    understand(article)

    assert "Pivot table" not in texts(article, SuggestionKind.TOPIC)
    assert texts(article, SuggestionKind.SNIPPET) == []


@pytest.mark.parametrize(("label", "named"), [("Alice", True), ("Alice T.", True), ("Bob", False)])
def test_speaker_that_can_only_be_the_teacher_is_the_teacher(label: str, named: bool, alice: User) -> None:
    article = draft(alice)
    set_transcript(article, data=spoken(who=label), filename="t.txt", by=alice)

    understand(article)

    who = set(Passage.objects.values_list("speaker_user", flat=True))
    assert who == ({alice.pk} if named else {None})


def test_name_that_an_attendee_has_as_well_is_asked_about_and_accepting_names_the_teacher(alice: User) -> None:
    article = draft(alice)
    AttendanceFactory(session=article.session, user=UserFactory(name="Alice Other"))
    set_transcript(article, data=spoken(who="Alice"), filename="t.txt", by=alice)
    understand(article)
    suggestion = Suggestion.objects.get(kind=SuggestionKind.SPEAKER)
    assert (suggestion.text, suggestion.evidence) == ("Alice", {"user": alice.pk})
    assert set(Passage.objects.values_list("speaker_user", flat=True)) == {None}

    accept_suggestion(suggestion, by=alice, now=NOW)

    assert set(Passage.objects.values_list("speaker_user", flat=True)) == {alice.pk}


def test_chapters_of_a_demo_day_are_its_talks_where_their_teachers_begin(alice: User, bob: User) -> None:
    article = open_article(held_session(alice, title="Demo day"))
    TeachingFactory(session=article.session, user=bob)
    for place, (teacher, title) in enumerate([(alice, "Redaction"), (bob, "Pivot tables")], start=1):
        Talk.objects.create(session=article.session, teacher=teacher, title=title, place_in_order=place)
    lines = (
        "**Bob Colleague:** [00:01] Hello.",
        f"**Alice Teacher:** [00:10] {PARTS[0]}",
        f"**Bob Colleague:** [05:00] {PARTS[1]}",
    )
    set_transcript(article, data="\n\n".join(lines).encode(), filename="t.txt", by=alice)

    understand(article)

    chapters = Suggestion.objects.filter(kind=SuggestionKind.CHAPTER).values_list("text", "starts")
    assert list(chapters) == [("Redaction", 10), ("Pivot tables", 300)]
