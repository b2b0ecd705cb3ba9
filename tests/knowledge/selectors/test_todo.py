from datetime import UTC, datetime

from knowledge.enums import InboxSource
from knowledge.models import InboxItem
from knowledge.selectors.browse import new_captures_for
from knowledge.selectors.todo import for_user
from knowledge.services.capture import open_article, set_notes
from peerlearn.people.models import User
from tests.factories.knowledge import capture_of, held_session
from tests.factories.people import UserFactory
from tests.factories.rituals import FacilitationFactory

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_owed_capture_names_what_is_missing_for_teacher_and_facilitator(alice: User, bob: User, dora: User) -> None:
    session = held_session(alice, title="Twenty interviews")
    FacilitationFactory(ritual=session.ritual, user=dora)
    set_notes(open_article(session), body="Number them.", by=alice)

    (todo,) = for_user(alice, now=NOW)

    assert (todo.title, todo.detail) == ("Capture “Twenty interviews”", "Missing: recording or transcript, topic")
    assert (todo.done, todo.total, todo.due_at) == (1, 3, session.capture_due_at)
    assert todo.url == f"/sessions/{session.pk}/capture/"
    assert for_user(dora, now=NOW) == [todo]
    assert for_user(bob, now=NOW) == []


def test_what_came_by_itself_is_told_to_whoever_can_file_it(alice: User, bob: User) -> None:
    session = held_session(alice, captured_at=NOW)
    for number in range(2):
        InboxItem.objects.create(
            source=InboxSource.FOLDER, key=f"file:{number}", filename="a.vtt", received_at=NOW, session=session
        )

    assert [(todo.detail, todo.url) for todo in for_user(alice, now=NOW)] == [
        ("2 things came by themselves and wait", "/wiki/inbox/")
    ]
    assert for_user(bob, now=NOW) == []


def test_new_captures_begin_with_those_of_ones_own_function(alice: User, bob: User, charlie: User) -> None:
    own = capture_of(held_session(alice, title="Own"))
    other = capture_of(held_session(UserFactory(function=charlie.function), title="Other"))

    assert new_captures_for(bob) == [own, other]
    assert new_captures_for(charlie) == [other, own]
