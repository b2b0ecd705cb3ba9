"""The page of the capture inbox: who sees what, and one click that files it or puts it away."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from knowledge.enums import InboxSource, InboxState, Origin
from knowledge.models import InboxItem, Recording, Transcript
from knowledge.services.inbox import put_away
from peerlearn.people.enums import Role
from peerlearn.people.models import User
from rituals.enums import Audience, CapturePolicy
from rituals.models import Session
from tests.factories.knowledge import held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import FacilitationFactory

SignIn = Callable[[User], Client]
VTT = b"WEBVTT\n\n00:05.000 --> 00:09.000\n<v Alice Teacher>Number every interview.\n"


@pytest.fixture
def session(alice: User, settings: Any, tmp_path: Path) -> Session:
    settings.MEDIA_ROOT = tmp_path
    return held_session(alice, title="Twenty interviews", starts_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def ld_lead(db: None) -> User:
    return UserFactory(name="Lydia Lead", roles=[Role.LD_LEAD])


def item_of(session: Session | None, name: str = "talk.vtt", **fields: Any) -> InboxItem:
    values = {
        "source": InboxSource.FOLDER,
        "key": f"file:{name}",
        "kind": "transcript",
        "filename": name,
        "received_at": timezone.now(),
        "session": session,
        "matched_by": "DATE" if session else "",
        "size": len(VTT),
    }
    item = InboxItem(**(values | fields))
    item.file.save(name, ContentFile(VTT), save=True)
    return item


def page(client: Client) -> str:
    return client.get("/wiki/inbox/").content.decode()


def test_item_is_seen_by_those_who_may_capture_its_session_and_by_who_answers_for_all(
    session: Session, alice: User, bob: User, dora: User, lena: User, ld_lead: User, admin: User, client_of: SignIn
) -> None:
    FacilitationFactory(ritual=session.ritual, user=dora)
    item_of(session)
    item_of(None, "nowhere.vtt")
    item_of(None, "of-bob.vtt", sent_by=bob, source=InboxSource.MAIL)

    people = {"alice": alice, "bob": bob, "dora": dora, "lena": lena, "ld": ld_lead, "admin": admin}
    seen = {
        name: [file for file in ("talk.vtt", "nowhere.vtt", "of-bob.vtt") if file in page(client_of(person))]
        for name, person in people.items()
    }

    assert seen == {
        "alice": ["talk.vtt"],
        "bob": ["of-bob.vtt"],
        "dora": ["talk.vtt"],
        "lena": [],
        "ld": ["talk.vtt", "nowhere.vtt", "of-bob.vtt"],
        "admin": ["talk.vtt", "nowhere.vtt", "of-bob.vtt"],
    }


def test_what_belongs_to_a_session_for_members_is_hidden_from_its_sender_too(
    session: Session, alice: User, bob: User, ld_lead: User, client_of: SignIn
) -> None:
    Session.objects.update(audience=Audience.MEMBERS)
    item = item_of(session, "circle.vtt", sent_by=bob, source=InboxSource.MAIL)

    assert "circle.vtt" in page(client_of(alice))
    for person in (bob, ld_lead):
        client = client_of(person)
        assert "circle.vtt" not in page(client)
        assert "Twenty interviews" not in page(client)
        answers = [client.post(f"/wiki/inbox/{item.pk}/{verb}/") for verb in ("file", "away", "back")]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert InboxItem.objects.get().state == InboxState.OPEN


def test_one_click_files_it(session: Session, alice: User, client_of: SignIn) -> None:
    item = item_of(session)
    client = client_of(alice)
    assert f'<option value="{session.pk}" selected>' in page(client)

    answer = client.post(f"/wiki/inbox/{item.pk}/file/", {"session": session.pk}, follow=True)

    item.refresh_from_db()
    transcript = Transcript.objects.get(article__session=session)
    assert (transcript.filename, transcript.added_by) == ("talk.vtt", alice)
    assert (item.state, item.settled_by, item.file.name) == (InboxState.FILED, alice, "")
    assert "Filed under “Twenty interviews”." in answer.content.decode()


def test_link_is_filed_as_a_link_from_the_inbox(session: Session, alice: User, client_of: SignIn) -> None:
    item = item_of(session, "Recap", url="https://acme.zoom.us/rec/share/1", kind="recording")

    client_of(alice).post(f"/wiki/inbox/{item.pk}/file/", {"session": session.pk})

    recording = Recording.objects.get()
    assert (recording.url, recording.origin) == ("https://acme.zoom.us/rec/share/1", Origin.INBOX)


@pytest.mark.parametrize("chosen", ["", "0", "x", "9" * 20])
def test_filing_needs_a_session_that_one_may_capture(
    chosen: str, session: Session, bob: User, alice: User, client_of: SignIn
) -> None:
    of_bob = held_session(bob, title="Charts of Bob")
    item = item_of(session)
    client = client_of(alice)

    for number in (chosen, str(of_bob.pk)):
        answer = client.post(f"/wiki/inbox/{item.pk}/file/", {"session": number}, follow=True)
        assert "Choose a session." in answer.content.decode()

    assert (Transcript.objects.count(), InboxItem.objects.get().state) == (0, InboxState.OPEN)
    assert "Charts of Bob" not in page(client)


def test_what_cannot_be_kept_stays_with_the_reason(session: Session, alice: User, client_of: SignIn) -> None:
    Session.objects.update(capture_policy=CapturePolicy.NOTES_ONLY)
    item = item_of(session)

    answer = client_of(alice).post(f"/wiki/inbox/{item.pk}/file/", {"session": session.pk}, follow=True)

    assert "talk.vtt: This session is not recorded: notes are all that is asked for." in answer.content.decode()
    assert InboxItem.objects.get().state == InboxState.OPEN


def test_put_away_and_brought_back(session: Session, alice: User, client_of: SignIn) -> None:
    item = item_of(session)
    client = client_of(alice)

    client.post(f"/wiki/inbox/{item.pk}/away/")
    away = page(client)
    client.post(f"/wiki/inbox/{item.pk}/back/")

    assert ("Put away lately" in away, "Nothing waits" in away) == (True, True)
    item.refresh_from_db()
    assert (item.state, item.settled_by, item.file.read()) == (InboxState.OPEN, None, VTT)
    assert "Put away lately" not in page(client)


def test_what_was_settled_stays_so(session: Session, alice: User, client_of: SignIn) -> None:
    item = item_of(session)
    client = client_of(alice)
    client.post(f"/wiki/inbox/{item.pk}/file/", {"session": session.pk})

    client.post(f"/wiki/inbox/{item.pk}/away/")
    client.post(f"/wiki/inbox/{item.pk}/back/")
    client.post(f"/wiki/inbox/{item.pk}/file/", {"session": session.pk})

    item.refresh_from_db()
    assert (item.state, Transcript.objects.count()) == (InboxState.FILED, 1)


def test_name_of_a_file_is_shown_as_text(alice: User, session: Session, client_of: SignIn) -> None:
    InboxItem.objects.create(
        source=InboxSource.MAIL, key="x", filename="<img onerror=x>", received_at=timezone.now(), session=session
    )

    assert "<img onerror" not in page(client_of(alice))


def test_queue_leads_to_what_waits(session: Session, alice: User, bob: User, client_of: SignIn) -> None:
    item = item_of(session)
    words = "1 thing came by itself and waits"

    assert words in client_of(alice).get("/wiki/owed/").content.decode()
    assert words not in client_of(bob).get("/wiki/owed/").content.decode()
    put_away(item, by=alice, now=datetime.now(tz=UTC))
    assert words not in client_of(alice).get("/wiki/owed/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_number_of_questions_for_more_items(
    number: int, session: Session, alice: User, client_of: SignIn, django_assert_num_queries: Any
) -> None:
    for each in range(number):
        other = held_session(alice, ritual=session.ritual, starts_at=session.starts_at - timedelta(days=each + 1))
        item_of(other, f"{each}.vtt", sent_by=UserFactory(), source=InboxSource.MAIL, sure=True)
    client = client_of(alice)
    page(client)

    with django_assert_num_queries(5):
        page(client)
