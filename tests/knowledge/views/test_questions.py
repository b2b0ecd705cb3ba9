from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from knowledge.enums import Visibility
from knowledge.models import Answer, Article, Question
from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from tests.factories.knowledge import TilFactory, capture_of, held_session

SignIn = Callable[[User], Client]
QUERIES = 40  # of the whole page


@pytest.fixture
def article(alice: User) -> Article:
    return capture_of(held_session(alice))


def ask(client: Client, article: Article, **typed: str) -> str:
    return str(client.post(reverse("knowledge:ask_question", args=[article.slug]), typed).headers.get("Location"))


def told() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("kind", "recipient__email"))


def test_question_is_asked_answered_and_both_are_told(
    article: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    place = ask(client_of(bob), article, text="Why number them?", seconds="42")
    question = Question.objects.get()
    assert (place, question.starts) == (f"{article.get_absolute_url()}#question-{question.pk}", 42)
    assert told() == [("knowledge.question_asked", alice.email)]

    client_of(alice).post(reverse("knowledge:answer_question", args=[question.pk]), {"text": "To find the tape again."})

    assert told() == [("knowledge.question_answered", bob.email), ("knowledge.question_asked", alice.email)]
    page = client_of(bob).get(article.get_absolute_url()).content.decode()
    for shown in ("Why number them?", "To find the tape again.", "teaches it", 'data-seek="42.0"'):
        assert shown in page


def test_answer_to_oneself_tells_nobody(article: Article, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    ask(client, article, text="Why?")

    client.post(reverse("knowledge:answer_question", args=[Question.objects.get().pk]), {"text": "Because."})

    assert told() == []


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"text": "  "}, "This field is required."),
        ({"text": "\u200b\u2060"}, "Write something people can read."),
        ({"text": "x" * 2001}, "at most 2000 characters"),
        ({"text": "a\0b"}, "Null characters are not allowed."),
        ({"text": "Why?", "seconds": "-1"}, "greater than or equal to 0"),
        ({"text": "Why?", "seconds": "nan"}, "Enter a number."),
    ],
)
def test_question_that_cannot_be_kept_is_refused_with_what_was_typed(
    article: Article, bob: User, client_of: SignIn, typed: dict[str, str], problem: str
) -> None:
    response = client_of(bob).post(reverse("knowledge:ask_question", args=[article.slug]), typed)

    assert (response.status_code, Question.objects.count()) == (422, 0)
    assert problem in response.content.decode()


def test_answer_in_which_nothing_can_be_read_is_refused(
    article: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    ask(client_of(bob), article, text="Why?")
    place = reverse("knowledge:answer_question", args=[Question.objects.get().pk])

    response = client_of(alice).post(place, {"text": "\u200b \ufe0f"})

    assert (response.status_code, Answer.objects.count()) == (422, 0)
    assert "Write something people can read." in response.content.decode()


def test_words_are_shown_as_they_are(article: Article, bob: User, client_of: SignIn) -> None:
    ask(client_of(bob), article, text="<script>alert(1)</script> {{7*7}} %s")

    page = client_of(bob).get(article.get_absolute_url()).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} %s" in page


def test_only_who_asked_or_looks_after_it_deletes_a_question(
    article: Article, alice: User, bob: User, charlie: User, client_of: SignIn
) -> None:
    for _ in range(2):
        ask(client_of(bob), article, text="Why?")
    first, second = (
        reverse("knowledge:delete_question", args=[pk]) for pk in Question.objects.values_list("pk", flat=True)
    )

    assert client_of(charlie).post(first).status_code == 403
    assert client_of(bob).get(first).status_code == 405
    assert client_of(bob).post(first)["Location"] == article.get_absolute_url() + "#questions"
    assert client_of(alice).post(second).status_code == 302
    assert not Question.objects.exists()


def test_only_who_wrote_or_looks_after_it_deletes_an_answer(
    article: Article, alice: User, bob: User, charlie: User, client_of: SignIn
) -> None:
    question = Question.objects.create(article=article, asker=bob, text="Why?")
    by_bob, by_charlie = (Answer.objects.create(question=question, author=by, text="So.") for by in (bob, charlie))

    assert client_of(bob).post(reverse("knowledge:delete_answer", args=[by_charlie.pk])).status_code == 403
    assert client_of(bob).post(reverse("knowledge:delete_answer", args=[by_bob.pk])).status_code == 302
    assert client_of(alice).post(reverse("knowledge:delete_answer", args=[by_charlie.pk])).status_code == 302
    assert not Answer.objects.exists()


def test_private_article_takes_no_question_and_shows_none(alice: User, bob: User, client_of: SignIn) -> None:
    note = TilFactory(author=alice, visibility=Visibility.AUTHOR)
    question = Question.objects.create(article=note, asker=alice, text="Why?")
    answer = Answer.objects.create(question=question, author=alice, text="So.")
    client = client_of(bob)

    assert client.post(reverse("knowledge:ask_question", args=[note.slug]), {"text": "What?"}).status_code == 404
    for name, pk in (("answer_question", question.pk), ("delete_question", question.pk), ("delete_answer", answer.pk)):
        assert client.post(reverse(f"knowledge:{name}", args=[pk]), {"text": "x"}).status_code == 404
    assert (Question.objects.count(), Answer.objects.count()) == (1, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_database_as_often_for_one_question_as_for_three(
    article: Article, bob: User, charlie: User, client_of: SignIn, django_assert_num_queries: Callable, number: int
) -> None:
    client = client_of(bob)
    client.get(article.get_absolute_url())
    for _ in range(number):
        question = Question.objects.create(article=article, asker=charlie, text="Why?")
        Answer.objects.create(question=question, author=bob, text="So.")

    with django_assert_num_queries(QUERIES):
        client.get(article.get_absolute_url())
