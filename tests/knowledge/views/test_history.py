"""The history of a text: who changed what and why, back to an earlier one, hiding what should not be read."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knowledge.models import Article, Revision
from knowledge.services.revisions import hide_revision
from peerlearn.people.models import User
from tests.factories.knowledge import TilFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def til(alice: User, bob: User) -> Article:
    """Changed twice, the second time by bob."""
    til = TilFactory(author=alice, title="Numbers", body="Number them all.")
    for by, body, reason in ((alice, "The secret is 4711.", ""), (bob, "Number them all.", "No secrets here")):
        Revision.objects.create(article=til, author=by, title="Numbers", body=body, reason=reason)
    return til


def address(til: Article, number: int, what: str = "") -> str:
    return f"/wiki/{til.slug}/history/{til.revisions.order_by('pk')[number].pk}/{what}"


def test_history_names_author_and_reason(til: Article, charlie: User, client_of: SignIn) -> None:
    page = client_of(charlie).get(f"/wiki/{til.slug}/history/").content.decode()

    assert page.index("No secrets here") < page.index("Alice Teacher")
    assert page.count("Bob Colleague") == 1


def test_revision_shows_what_it_changed(til: Article, charlie: User, client_of: SignIn) -> None:
    page = client_of(charlie).get(address(til, 1)).content.decode()

    assert '<li class="removed"><span class="vh">Removed: </span>' in page
    assert "<del>secret</del>" in page and "<ins>Number</ins>" in page


def test_restored_text_is_a_new_revision(til: Article, charlie: User, client_of: SignIn) -> None:
    client_of(charlie).post(address(til, 0, "restore/"))

    til.refresh_from_db()
    newest = til.revisions.order_by("-pk")[0]
    assert (til.body, til.revisions.count(), newest.author) == ("The secret is 4711.", 3, charlie)
    assert newest.reason.startswith("Back to the text of ")


def test_hidden_text_is_read_by_nobody_but_who_may_hide(
    til: Article, alice: User, charlie: User, client_of: SignIn
) -> None:
    client_of(alice).post(address(til, 0, "hide/"))

    other = client_of(charlie)
    history = other.get(f"/wiki/{til.slug}/history/").content.decode()
    assert "hidden by Alice Teacher" in history and "4711" not in history
    assert other.get(address(til, 0)).status_code == 404
    assert other.post(address(til, 0, "restore/")).status_code == 404
    after = other.get(address(til, 1)).content.decode()
    assert "4711" not in after and "The text before this one is hidden" in after
    assert "4711" in client_of(alice).get(address(til, 0)).content.decode()


def test_text_is_hidden_by_who_may_only(til: Article, charlie: User, client_of: SignIn) -> None:
    assert client_of(charlie).post(address(til, 0, "hide/")).status_code == 403
    assert "Hide this text" not in client_of(charlie).get(address(til, 0)).content.decode()
    assert til.revisions.filter(hidden_at=None).count() == 2


def test_text_that_everybody_reads_is_not_hidden(til: Article, alice: User, client_of: SignIn) -> None:
    page = client_of(alice).post(address(til, 1, "hide/"), follow=True).content.decode()

    assert "This is the text that everybody reads." in page
    assert til.revisions.filter(hidden_at=None).count() == 2


def test_change_of_another_article_is_not_found(til: Article, alice: User, client_of: SignIn) -> None:
    other = TilFactory(author=alice)

    assert client_of(alice).get(f"/wiki/{other.slug}/history/{til.revisions.get(reason='').pk}/").status_code == 404
    assert client_of(alice).get(f"/wiki/{til.slug}/history/{10**20}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_history_asks_as_often_for_many_changes(rows: int, alice: User, client_of: SignIn) -> None:
    til = TilFactory(author=alice)
    for number in range(rows):
        revision = Revision.objects.create(article=til, author=alice, title="A", body=str(number))
        Revision.objects.create(article=til, author=alice, title="A", body=f"after {number}")
        hide_revision(revision, by=alice, now=timezone.now())
    client = client_of(alice)

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/wiki/{til.slug}/history/")

    assert len(asked) == 4
