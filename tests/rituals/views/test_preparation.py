from datetime import datetime, timedelta

from peerlearn.topics.services.topics import find_or_create_topics
from rituals.models import Session
from tests.factories.rituals import SessionFactory, TeachingFactory


def test_preparation_plain_post_keeps_words_and_run_sheet(client_of, alice, talk, monday: datetime) -> None:
    typed = {"title": "Six prompts", "topics": "AI", "suitability": "tool", "run_sheet": "0:00 Begin\n0:30 End"}

    answer = client_of(alice).post(f"/sessions/{talk.pk}/preparation/", typed)

    assert answer["Location"] == f"/sessions/{talk.pk}/"
    talk.refresh_from_db()
    assert (talk.title, talk.run_sheet) == ("Six prompts", "0:00 Begin\r\n0:30 End".replace("\r", ""))
    assert [topic.name for topic in talk.topics.all()] == ["AI"]


def test_preparation_of_a_locked_topic_links_to_the_formal_training(client_of, alice, talk, monday: datetime) -> None:
    topic = find_or_create_topics(["Contracts"])[0]
    topic.formal_training_url, topic.formal_only_since = "https://learn.example.com/contracts", monday
    topic.save()

    answer = client_of(alice).post(
        f"/sessions/{talk.pk}/preparation/", {"title": "Clauses", "topics": "contracts", "suitability": "tool"}
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "“Contracts” is taught in formal training only" in html
    assert 'href="https://learn.example.com/contracts"' in html


def test_preparation_of_a_colleague_is_refused_and_put_too(client_of, bob, talk, monday: datetime) -> None:
    assert client_of(bob).get(f"/sessions/{talk.pk}/preparation/").status_code == 403
    assert client_of(bob).put(f"/sessions/{talk.pk}/preparation/").status_code == 405


def test_run_sheet_is_for_those_who_run_the_session(client_of, alice, bob, talk, monday: datetime) -> None:
    Session.objects.update(run_sheet="0:00 Begin")

    assert "0:00 Begin" in client_of(alice).get(f"/sessions/{talk.pk}/run-sheet/").content.decode()
    assert client_of(bob).get(f"/sessions/{talk.pk}/run-sheet/").status_code == 403
    assert client_of(alice).post(f"/sessions/{talk.pk}/run-sheet/").status_code == 405


def captured(teacher, now: datetime) -> Session:
    session = SessionFactory(
        title="Filters", status="held", starts_at=now - timedelta(days=9), captured_at=now - timedelta(days=8)
    )
    TeachingFactory(session=session, user=teacher)
    return session


def test_encore_takes_a_free_slot_and_names_both(client_of, alice, bob, slot, monday: datetime) -> None:
    original = captured(alice, monday)

    assert "Run this for my team" in client_of(bob).get(f"/sessions/{original.pk}/").content.decode()
    answer = client_of(bob).post(f"/sessions/{original.pk}/encore/", {"slot": slot.pk})

    html = client_of(bob).get(answer["Location"]).content.decode()
    assert answer["Location"] == f"/sessions/{slot.pk}/"
    assert "Given first as" in html
    assert "Alice Teacher" in html
    assert "Again on" in client_of(bob).get(f"/sessions/{original.pk}/").content.decode()


def test_encore_of_what_was_not_captured_is_refused(client_of, bob, talk, slot, monday: datetime) -> None:
    answer = client_of(bob).post(f"/sessions/{talk.pk}/encore/", {"slot": slot.pk})

    assert answer.status_code == 422
    assert "Only what was captured can be given again." in answer.content.decode()
    assert not slot.teachings.exists()


def test_encore_without_a_choice_says_so(client_of, alice, bob, slot, monday: datetime) -> None:
    original = captured(alice, monday)

    assert client_of(bob).get(f"/sessions/{original.pk}/encore/").status_code == 200
    assert client_of(bob).post(f"/sessions/{original.pk}/encore/", {}).status_code == 422
    assert client_of(bob).put(f"/sessions/{original.pk}/encore/").status_code == 405


def test_encore_of_an_invisible_session_is_not_found(client_of, charlie, alice, monday: datetime) -> None:
    original = captured(alice, monday)
    Session.objects.update(audience="members")

    assert client_of(charlie).get(f"/sessions/{original.pk}/encore/").status_code == 404
