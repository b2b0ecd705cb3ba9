"""A kind of message that only tests know, and messages of it that are due."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from peerlearn.outbox import kinds
from peerlearn.outbox.kinds import Kind, Rendered
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User

MINUTE = timedelta(minutes=1)


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Kind]:
    """Registers a kind for one test; what is not said is harmless."""

    def register_kind(name: str = "test.notice", **changes: object) -> Kind:
        settings: dict[str, object] = {
            "label": "Notices",
            "default_wanted": True,
            "still_valid": lambda message: "",
            "render": lambda message: Rendered(f"About {message.object_key}", "Words", "<p>Words</p>"),
        }
        kind = Kind(name=name, **(settings | changes))
        monkeypatch.setitem(kinds._kinds, name, kind)
        return kind

    return register_kind


@pytest.fixture
def notice(register: Callable[..., Kind]) -> Kind:
    return register()


@pytest.fixture
def draft(notice: Kind, alice: User) -> Callable[..., Draft]:
    """A notice for alice that is due since a minute and good for an hour."""

    def make(**changes: object) -> Draft:
        now = timezone.now()
        fields: dict[str, object] = {
            "kind": notice.name,
            "recipient": alice,
            "object_key": "session:1",
            "due_at": now - MINUTE,
            "expires_at": now + 60 * MINUTE,
        }
        return Draft(**(fields | changes))

    return make


@pytest.fixture
def due(draft: Callable[..., Draft]) -> Callable[..., Message]:
    """The enqueued message of a draft."""

    def make(**changes: object) -> Message:
        enqueue([draft(**changes)])
        return Message.objects.latest("pk")

    return make
