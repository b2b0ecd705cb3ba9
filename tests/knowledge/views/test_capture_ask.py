"""Asking for what nobody kept: once for each who asks, heard once by each who can add it, without a name."""

from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr

import pytest
from django.core import mail
from django.test import Client

from knowledge.models import CaptureAsk
from knowledge.notices.asked import CAPTURE_ASKED
from knowledge.services.capture import set_transcript
from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from rituals.enums import Audience, CapturePolicy, SessionStatus
from rituals.models import Session
from tests.factories.knowledge import held_session, open_article
from tests.factories.rituals import FacilitationFactory, RitualFactory

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def awake(settings) -> None:
    settings.OUTBOX = {"quiet_from": datetime.max.time(), "quiet_until": datetime.min.time()}


@pytest.fixture
def session(alice: User, dora: User) -> Session:
    """Alice taught, dora runs the ritual, nobody kept anything."""
    session = held_session(alice, title="Interviews in three languages")
    FacilitationFactory(ritual=session.ritual, user=dora)
    return session


def address_of(session: Session) -> str:
    return f"/sessions/{session.pk}/capture/ask/"


def test_those_who_can_add_it_hear_once_however_many_ask(
    session: Session, bob: User, charlie: User, client_of: SignIn
) -> None:
    for person in (bob, charlie, bob):
        assert client_of(person).post(address_of(session))["Location"] == session.get_absolute_url()
    sweep()

    assert CaptureAsk.objects.count() == 2
    assert sorted(parseaddr(letter.to[0])[1] for letter in mail.outbox) == ["alice@example.com", "dora@example.com"]
    assert {letter.subject for letter in mail.outbox} == {"Colleagues look for it: Interviews in three languages"}
    for letter in mail.outbox:
        words = str(letter.message())
        assert "2 colleagues searched for what was said here" in words
        assert bob.name not in words
        assert charlie.name not in words


def test_reader_who_asked_sees_that(session: Session, bob: User, charlie: User, client_of: SignIn) -> None:
    client = client_of(bob)
    before = client.get("/wiki/search/", {"q": "interviews languages"}).content.decode()
    part = client.post(address_of(session), headers={"HX-Request": "true"}).content.decode()
    after = client.get("/wiki/search/", {"q": "interviews languages"}).content.decode()

    assert f'action="{address_of(session)}"' in before
    assert "You asked for it" in part
    assert "<form" not in part
    assert "You asked for it" in after
    assert f'action="{address_of(session)}"' not in after
    assert "You asked" not in client_of(charlie).get("/wiki/search/", {"q": "languages"}).content.decode()


def test_nobody_hears_of_it_once_the_transcript_is_there(session: Session, bob: User, client_of: SignIn) -> None:
    client_of(bob).post(address_of(session))
    set_transcript(open_article(session), data=b"WEBVTT\n\n00:01.000 --> 00:02.000\nHere.\n", filename="a.vtt", by=bob)

    sweep()

    assert set(Message.objects.filter(kind=CAPTURE_ASKED).values_list("state", flat=True)) == {State.SKIPPED}


def test_asking_is_for_those_who_do_not_run_it(
    session: Session, alice: User, dora: User, bob: User, client_of: SignIn
) -> None:
    assert client_of(bob).get(address_of(session)).status_code == 405
    assert [client_of(person).post(address_of(session)).status_code for person in (alice, dora)] == [403, 403]
    assert CaptureAsk.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"capture_policy": CapturePolicy.NONE},
        {"capture_policy": CapturePolicy.NOTES_ONLY},
        {"status": SessionStatus.DRAFT, "held_at": None},
    ],
)
def test_session_that_owes_no_recording_is_404(
    fields: dict[str, object], session: Session, bob: User, client_of: SignIn
) -> None:
    Session.objects.filter(pk=session.pk).update(**fields)

    assert client_of(bob).post(address_of(session)).status_code == 404
    assert Message.objects.count() == 0


def test_session_of_others_is_neither_named_nor_asked_for(alice: User, bob: User, client_of: SignIn) -> None:
    ritual = RitualFactory(audience=Audience.MEMBERS)
    session = held_session(alice, ritual=ritual, audience=Audience.MEMBERS, title="Zucchini")

    assert "Zucchini" not in client_of(bob).get("/wiki/search/", {"q": "zucchini"}).content.decode().replace(
        'value="zucchini"', ""
    )
    assert client_of(bob).post(address_of(session)).status_code == 404
