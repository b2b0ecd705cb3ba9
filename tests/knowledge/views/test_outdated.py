from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knowledge.enums import ArticleKind, Visibility
from knowledge.models import Article, OutdatedMark
from knowledge.notices.outdated import CALLED_OUTDATED
from peerlearn.outbox.models import Message
from peerlearn.people.models import User
from tests.factories.knowledge import TilFactory
from tests.factories.people import UserFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def share(alice: User) -> Article:
    return TilFactory(author=alice)


def mark(client: Client, article: Article, **typed: str) -> int:
    return client.post(reverse("knowledge:outdated", args=[article.slug]), typed).status_code


def settle(client: Client, article: Article) -> int:
    return client.post(reverse("knowledge:settle_outdated", args=[article.slug])).status_code


def asked() -> list[tuple[str | None, int]]:
    messages = Message.objects.filter(kind=CALLED_OUTDATED).order_by("pk")
    return list(messages.values_list("recipient__email", "seq"))


def test_second_mark_asks_the_author_once_until_it_is_settled(
    share: Article, alice: User, bob: User, charlie: User, client_of: SignIn
) -> None:
    dora = UserFactory()
    mark(client_of(bob), share, note="The menu moved.")
    assert asked() == []

    for reader in (charlie, dora, charlie):
        mark(client_of(reader), share)
    assert asked() == [(alice.email, 0)]
    assert OutdatedMark.objects.count() == 3

    assert settle(client_of(alice), share) == 302
    assert not OutdatedMark.objects.filter(settled_at=None).exists()
    assert set(OutdatedMark.objects.values_list("settled_by", flat=True)) == {alice.pk}
    for reader in (bob, charlie):
        mark(client_of(reader), share)
    assert asked() == [(alice.email, 0), (alice.email, 3)]


def test_author_reads_the_notes_and_nobody_the_names(
    share: Article, alice: User, bob: User, charlie: User, client_of: SignIn
) -> None:
    mark(client_of(bob), share, note="The menu moved.")

    by_author = client_of(alice).get(share.get_absolute_url()).content.decode()
    by_reader = client_of(charlie).get(share.get_absolute_url()).content.decode()

    assert "1 reader calls it outdated." in by_author and "1 reader calls it outdated." in by_reader
    assert "The menu moved." in by_author and "The menu moved." not in by_reader
    assert bob.name not in by_author + by_reader


def test_mark_is_taken_back(share: Article, bob: User, client_of: SignIn) -> None:
    mark(client_of(bob), share, note="The menu moved.")
    assert "You called it outdated." in client_of(bob).get(share.get_absolute_url()).content.decode()

    mark(client_of(bob), share, back="1")

    assert not OutdatedMark.objects.exists()


def test_verifier_of_a_guide_is_asked_and_not_its_author(
    alice: User, bob: User, charlie: User, dora: User, client_of: SignIn
) -> None:
    guide = TilFactory(
        kind=ArticleKind.GUIDE,
        author=alice,
        verifier=dora,
        verified_at=timezone.now(),
        review_on=timezone.localdate() + timedelta(days=180),
    )

    for reader in (bob, charlie):
        mark(client_of(reader), guide)

    assert asked() == [(dora.email, 0)]


def test_who_may_not(share: Article, alice: User, bob: User, client_of: SignIn) -> None:
    own_note = TilFactory(author=alice, visibility=Visibility.AUTHOR)

    assert mark(client_of(alice), share) == 403
    assert settle(client_of(bob), share) == 403
    assert mark(client_of(bob), own_note) == 404
    assert settle(client_of(bob), own_note) == 404
    assert client_of(bob).get(reverse("knowledge:outdated", args=[share.slug])).status_code == 405


def test_note_that_is_too_long_is_refused(share: Article, bob: User, client_of: SignIn) -> None:
    client = client_of(bob)
    mark(client, share, note="x" * 501)

    assert not OutdatedMark.objects.exists()
    assert "at most 500 characters" in client.get(share.get_absolute_url()).content.decode()
