from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knowledge.enums import SuggestionKind, SuggestionState
from knowledge.models import Article, Chapter, KeySentence, Passage, Suggestion
from knowledge.services.capture import open_article
from knowledge.services.suggestions import forget_spoken, suggest
from peerlearn.jobs.services.progress import start_job
from peerlearn.people.models import User
from rituals.models import Talk
from tests.factories.knowledge import held_session

SignIn = Callable[[User], Client]
PART = {"HX-Request": "true", "HX-Target": "suggestions"}


@pytest.fixture
def article(alice: User) -> Article:
    return open_article(held_session(alice, title="Twenty interviews"))


@pytest.fixture
def topic(article: Article) -> Suggestion:
    found = suggest(article, kind=SuggestionKind.TOPIC, text="Redaction", weight=2)
    found.evidence = {"said": 14, "filed": 3}
    found.save()
    return found


def address(article: Article, rest: str = "") -> str:
    return f"/sessions/{article.session_id}/suggestions/{rest}"


def test_capture_page_lists_what_was_found_with_the_reason(
    article: Article, topic: Suggestion, alice: User, client_of: SignIn
) -> None:
    suggest(article, kind=SuggestionKind.SNIPPET, text="List every question.", title="Ask", starts=75)

    page = client_of(alice).get(f"/sessions/{article.session_id}/capture/").content.decode()

    assert "2 to decide" in page
    assert "said 14 times, filed like 3 similar sessions" in page
    assert "at 1:15" in page
    assert page.count('id="capture-checklist"') == 1


@pytest.mark.parametrize(
    ("verb", "state", "topics"),
    [("accept", SuggestionState.ACCEPTED, ["Redaction"]), ("dismiss", SuggestionState.DISMISSED, [])],
)
def test_decision_is_kept_and_leads_back_to_the_capture(
    verb: str, state: str, topics: list[str], article: Article, topic: Suggestion, alice: User, client_of: SignIn
) -> None:
    response = client_of(alice).post(address(article, f"{topic.pk}/{verb}/"))

    topic.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, f"/sessions/{article.session_id}/capture/#suggestions")
    assert (topic.state, topic.decided_by) == (state, alice)
    assert list(article.topics.values_list("name", flat=True)) == topics


def test_decision_by_htmx_answers_with_the_list_and_the_check_list(
    article: Article, topic: Suggestion, alice: User, client_of: SignIn
) -> None:
    part = client_of(alice).post(address(article, f"{topic.pk}/accept/"), headers=PART).content.decode()

    assert part.lstrip().startswith('<section id="suggestions"')
    assert 'data-topics="Redaction"' in part
    assert "Taken over." in part
    assert 'hx-swap-oob="true"' in part
    assert f'id="suggestion-{topic.pk}"' not in part


def test_dismissal_is_shown_below_and_taken_back(
    article: Article, topic: Suggestion, alice: User, client_of: SignIn
) -> None:
    client = client_of(alice)
    part = client.post(address(article, f"{topic.pk}/dismiss/"), headers=PART).content.decode()
    assert address(article, f"{topic.pk}/reopen/") in part

    part = client.post(address(article, f"{topic.pk}/reopen/"), headers=PART).content.decode()

    assert f'id="suggestion-{topic.pk}"' in part


def test_list_shows_the_work_that_goes_on_and_asks_again(article: Article, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    assert "every 2s" not in client.get(address(article)).content.decode()
    job = start_job(
        alice, kind="knowledge.suggest", title="Reading", total=5, result_url=f"/sessions/{article.session_id}/capture/"
    )

    page = client.get(address(article)).content.decode()
    part = client.get(address(article), headers=PART).content.decode()

    assert "every 2s" in page
    assert f'href="/jobs/{job.pk}/"' in part
    assert "<html" not in part


def test_words_of_somebody_who_was_taken_out_are_not_shown(article: Article, alice: User, client_of: SignIn) -> None:
    said = Passage.objects.create(article=article, number=1, text="I was never there. It was me.", hidden=True)
    suggest(article, kind=SuggestionKind.KEY_SENTENCE, text="I was never there.")
    KeySentence.objects.create(article=article, text="It was me.")
    client = client_of(alice)

    hidden = [client.get(place).content.decode() for place in (address(article), article.get_absolute_url())]
    said.hidden = False
    said.save()
    shown = [client.get(place).content.decode() for place in (address(article), article.get_absolute_url())]

    assert ["I was never there." in hidden[0], "It was me." in hidden[0], "It was me." in hidden[1]] == [False] * 3
    assert ["I was never there." in shown[0], "It was me." in shown[0], "In short" in shown[1]] == [True] * 3


@pytest.mark.parametrize("rest", ["", "{}/accept/", "{}/dismiss/", "{}/reopen/"])
def test_outsider_finds_nothing_and_colleague_may_not(
    rest: str, article: Article, topic: Suggestion, bob: User, client_of: SignIn
) -> None:
    client = client_of(bob)
    place = address(article, rest.format(topic.pk))

    assert (client.get(place) if not rest else client.post(place)).status_code == 403
    article.session.audience = "members"
    article.session.save()
    assert (client.get(place) if not rest else client.post(place)).status_code == 404


def test_suggestion_of_another_capture_is_not_there(topic: Suggestion, alice: User, client_of: SignIn) -> None:
    other = open_article(held_session(alice))

    assert client_of(alice).post(address(other, f"{topic.pk}/accept/")).status_code == 404


@pytest.mark.parametrize("verb", ["accept", "dismiss", "reopen"])
def test_decision_needs_a_post(verb: str, article: Article, topic: Suggestion, alice: User, client_of: SignIn) -> None:
    assert client_of(alice).get(address(article, f"{topic.pk}/{verb}/")).status_code == 405


def test_list_asks_as_many_queries_for_three_as_for_one(
    article: Article, topic: Suggestion, alice: User, client_of: SignIn
) -> None:
    client = client_of(alice)
    asked = []
    for number in range(3):
        suggest(article, kind=SuggestionKind.SNIPPET, text=f"Prompt {number}")
        Chapter.objects.create(article=article, title="A", starts=number)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(article))
        asked.append(len(queries))

    assert asked[2] == asked[0]


def test_chapter_is_added_renamed_and_removed_by_hand(article: Article, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    place = f"/sessions/{article.session_id}/chapters/"

    client.post(place, {"starts": "1:02:03", "title": "Setup"})
    chapter = Chapter.objects.get()
    assert (chapter.title, chapter.starts) == ("Setup", 3723)
    client.post(f"{place}{chapter.pk}/", {"title": "The prompt"})
    assert Chapter.objects.get().title == "The prompt"
    refused = client.post(place, {"starts": "soon", "title": "Setup"}, headers=PART)
    assert (refused.status_code, "A time such as 7:32" in refused.content.decode()) == (422, True)
    client.post(f"{place}{chapter.pk}/delete/")

    assert not Chapter.objects.exists()


def test_talk_begins_where_the_chapter_of_its_name_does(article: Article, alice: User, client_of: SignIn) -> None:
    talk = Talk.objects.create(
        session=article.session, teacher=alice, title="Redaction in two minutes", place_in_order=1
    )
    chapter = suggest(article, kind=SuggestionKind.CHAPTER, text="Redaction in two minutes", starts=95)

    client_of(alice).post(address(article, f"{chapter.pk}/accept/"))

    talk.refresh_from_db()
    assert talk.starts_at_second == 95


def test_withdrawn_recording_takes_along_what_was_read_out_of_it(
    article: Article, topic: Suggestion, alice: User, client_of: SignIn
) -> None:
    KeySentence.objects.create(article=article, text="Number them.")
    Chapter.objects.create(article=article, title="The prompt", starts=452)
    for kind in (SuggestionKind.KEY_SENTENCE, SuggestionKind.SNIPPET, SuggestionKind.CHAPTER):
        suggest(article, kind=kind, text="Number them all.")
    assert "The prompt" not in client_of(alice).get(article.get_absolute_url()).content.decode()

    forget_spoken(article)

    assert list(Suggestion.objects.all()) == [topic]
    assert not KeySentence.objects.exists()
    assert not Chapter.objects.exists()


def test_key_sentence_is_removed_by_hand(article: Article, alice: User, client_of: SignIn) -> None:
    sentence = KeySentence.objects.create(article=article, text="Number them.")

    response = client_of(alice).post(f"/sessions/{article.session_id}/key-sentences/{sentence.pk}/delete/")

    assert (response.status_code, KeySentence.objects.count()) == (302, 0)


@pytest.mark.parametrize("rest", ["chapters/", "chapters/1/", "chapters/1/delete/", "key-sentences/1/delete/"])
def test_colleague_changes_no_chapters_and_reading_is_no_change(
    rest: str, article: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    place = f"/sessions/{article.session_id}/{rest}"

    assert client_of(bob).post(place, {"title": "Mine", "starts": "0:10"}).status_code == 403
    assert client_of(alice).get(place).status_code == 405


def test_list_is_left_alone_while_a_recording_is_listened_to_for_an_hour(
    article: Article, alice: User, client_of: SignIn
) -> None:
    capture = f"/sessions/{article.session_id}/capture/"
    job = start_job(alice, kind="knowledge.transcribe", title="Writing", result_url=capture)

    part = client_of(alice).get(address(article), headers=PART).content.decode()

    assert f'hx-get="/jobs/{job.pk}/" hx-trigger="every 2s"' in part
    assert f'hx-get="{address(article)}" hx-target="#suggestions" hx-trigger="capture-changed from:body">' in part


def test_article_shows_its_chapters_and_key_sentences_with_their_times(
    article: Article, alice: User, client_of: SignIn
) -> None:
    Passage.objects.create(article=article, number=1, text="Well. Number them.", starts=75)
    Chapter.objects.create(article=article, title="The prompt", starts=452.4)
    KeySentence.objects.create(article=article, text="Number them.", starts=75)

    page = client_of(alice).get(article.get_absolute_url()).content.decode()

    assert f'<a href="{article.get_absolute_url()}?t=452" data-seek="452.4"><time>7:32</time>The prompt</a>' in page
    assert f'href="{article.get_absolute_url()}?t=75" data-seek="75.0"' in page
