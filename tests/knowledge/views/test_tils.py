"""Short shares: composed in two minutes, kept while typed, and worth five minutes when many copied from one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from knowledge.enums import ArticleKind
from knowledge.models import Article, Copied, Draft
from knowledge.services.five_minutes import tell_much_copied
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from rituals.enums import RitualKind
from rituals.models import Talk
from tests.factories.knowledge import SnippetFactory, TilFactory
from tests.factories.people import UserFactory
from tests.factories.rituals import SessionFactory

SignIn = Callable[[User], Client]
FORM = {"title": "Number them", "body": "So **quotes** stay traceable.", "topics": "Interviews"}


def copied(til: Article, *people: User) -> None:
    Copied.objects.bulk_create(Copied(article=til, user=person, day=date(2026, 11, 20)) for person in people)


@pytest.fixture
def til(alice: User) -> Article:
    """Five others copied from it, its author too."""
    til = TilFactory(author=alice, title="Number them")
    copied(til, alice, *UserFactory.create_batch(5))
    return til


def test_share_has_something_to_copy(alice: User, client_of: SignIn) -> None:
    Draft.objects.create(user=alice, kind=ArticleKind.TIL, title="Num")

    client_of(alice).post("/til/", FORM | {"snippet": "List them."})

    (snippet,) = Article.objects.get().snippets.all()
    assert (snippet.title, snippet.text, snippet.added_by) == ("Number them", "List them.", alice)
    assert Draft.objects.count() == 0


def test_share_that_is_typed_comes_back(alice: User, bob: User, client_of: SignIn) -> None:
    client = client_of(alice)
    client.post("/wiki/drafts/til/", FORM | {"snippet": "Half a prompt"}, headers={"HX-Request": "true"})

    page = client.get("/til/").content.decode()

    assert 'value="Number them"' in page and "Half a prompt</textarea>" in page
    assert "Go on where you were, or drop it." in page
    assert "Half a prompt" not in client_of(bob).get("/til/").content.decode()


def test_share_of_more_than_200_words_is_not_refused(alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    assert "About 200 words are enough." in client.get("/til/").content.decode()

    assert client.post("/til/", FORM | {"body": "word " * 400}).status_code == 302


def test_own_share_is_changed_with_what_can_be_copied(alice: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice)
    first, second = SnippetFactory(article=til, order=0), SnippetFactory(article=til, order=1)
    client = client_of(alice)
    form = dict(client.get(f"/wiki/{til.slug}/edit/").context["form"].initial)

    client.post(f"/wiki/{til.slug}/edit/", form | {"snippet": "Better"})
    assert [(row.pk, row.text) for row in til.snippets.all()] == [(first.pk, "Better"), (second.pk, second.text)]

    client.post(f"/wiki/{til.slug}/edit/", form | {"snippet": ""})
    assert [row.pk for row in til.snippets.all()] == [second.pk]


def test_author_of_what_five_copied_is_asked_to_show_it(
    til: Article, alice: User, bob: User, client_of: SignIn
) -> None:
    page = client_of(alice).get(til.get_absolute_url()).content.decode()

    assert "5 colleagues copied from this." in page and "Show it in five minutes?" in page
    assert "Show it in five minutes?" not in client_of(bob).get(til.get_absolute_url()).content.decode()
    assert client_of(bob).get(f"/wiki/{til.slug}/show/").status_code == 403


def test_author_of_what_four_copied_is_not_asked(alice: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice)
    copied(til, alice, *UserFactory.create_batch(4))

    assert "Show it in five minutes?" not in client_of(alice).get(til.get_absolute_url()).content.decode()
    assert tell_much_copied(now=timezone.now()) == 0


def test_demo_day_is_one_click_away_and_ends_the_question(til: Article, alice: User, client_of: SignIn) -> None:
    starts = timezone.now() + timedelta(days=3)
    day = SessionFactory(kind=RitualKind.DEMO_DAY, title="Friday demos", starts_at=starts)
    client = client_of(alice)
    page = client.get(f"/wiki/{til.slug}/show/").content.decode()
    assert "Friday demos" in page and f'action="/sessions/{day.pk}/talks/"' in page

    client.post(f"/sessions/{day.pk}/talks/", {"title": til.title, "minutes": "5"})

    talk = Talk.objects.get()
    assert (talk.title, talk.teacher, talk.minutes) == ("Number them", alice, 5)
    assert "Show it in five minutes?" not in client.get(til.get_absolute_url()).content.decode()


def test_author_hears_once_that_five_copied(til: Article, alice: User, settings: Any) -> None:
    now = timezone.now()
    settings.OUTBOX = {"quiet_from": now.max.time(), "quiet_until": now.min.time()}
    assert (tell_much_copied(now=now), tell_much_copied(now=now)) == (1, 0)

    sweep()

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([f"Alice Teacher <{alice.email}>"], "Show this in five minutes? Number them")
    assert "5 colleagues copied from what you shared." in letter.body
    assert f"/wiki/{til.slug}/show/" in letter.body
    assert Message.objects.count() == 1
