from datetime import datetime

from peerlearn.topics.services.topics import find_or_create_topics
from rituals.models import Teaching
from tests.factories.rituals import ProgramFactory, SessionFactory, TeachingFactory

URL = "/rituals/ai-brown-bag/proposals/"


def test_propose_takes_the_next_open_slot(client_of, bob, slot, talk, ritual, monday: datetime) -> None:
    SessionFactory(ritual=ritual, title="", starts_at=talk.starts_at)

    answer = client_of(bob).post(URL, {"title": "Filters", "suitability": "tool"})

    assert answer["Location"] == f"/sessions/{slot.pk}/"
    slot.refresh_from_db()
    assert slot.title == "Filters"
    assert [t.user for t in slot.teachings.all()] == [bob]


def test_propose_with_every_slot_taken_says_what_else(client_of, bob, talk, monday: datetime) -> None:
    answer = client_of(bob).post(URL, {"title": "Filters", "suitability": "tool"})

    assert answer.status_code == 422
    assert "Every date on the calendar has a teacher." in answer.content.decode()
    assert Teaching.objects.count() == 1


def test_propose_something_dangerous_explains(client_of, bob, slot, monday: datetime) -> None:
    answer = client_of(bob).post(URL, {"title": "Ladders", "suitability": "safety"})

    assert answer.status_code == 422
    assert "people learn it in formal training" in answer.content.decode()
    assert Teaching.objects.count() == 0


def test_propose_has_a_page_and_refuses_other_methods(client_of, bob, slot, monday: datetime) -> None:
    assert "Propose a talk" in client_of(bob).get(URL).content.decode()
    assert client_of(bob).put(URL).status_code == 405


def test_propose_in_a_closed_ritual_is_not_found(client_of, charlie, members_only, monday: datetime) -> None:
    assert client_of(charlie).post(URL, {"title": "Mine"}).status_code == 404
    assert Teaching.objects.count() == 0


def test_ritual_page_says_what_stays_formal_training(client_of, bob, ritual, slot, monday: datetime) -> None:
    ritual.program = ProgramFactory(formal_parts="Data protection")
    ritual.save()

    html = client_of(bob).get("/rituals/ai-brown-bag/").content.decode()

    assert "What stays formal training" in html
    assert "Data protection" in html


def test_ritual_page_shows_a_topic_that_waits_for_an_expert_as_not_confirmed(
    client_of, bob, lena, talk, monday: datetime
) -> None:
    talk.suitability = "legal"
    talk.save()
    talk.sign_offs.create(reviewer=lena, asked_at=monday)

    html = client_of(bob).get("/rituals/ai-brown-bag/").content.decode()

    assert "Waits for sign-off" in html
    assert "by Lena Lead" in html
    assert "Confirmed" not in html


def test_claim_on_the_board_answers_with_the_line(client_of, alice, slot, monday: datetime) -> None:
    headers = {"HX-Request": "true", "HX-Target": f"slot-{slot.pk}"}

    answer = client_of(alice).post(
        f"/sessions/{slot.pk}/claim/", {"board": "1", "title": "Five prompts", "suitability": "tool"}, headers=headers
    )

    html = answer.content.decode()
    assert f'id="slot-{slot.pk}"' in html
    assert "Confirmed" in html
    assert "<html" not in html


def test_claim_on_the_board_without_a_title_keeps_the_form_open(client_of, alice, slot, monday: datetime) -> None:
    headers = {"HX-Request": "true", "HX-Target": f"slot-{slot.pk}"}

    answer = client_of(alice).post(f"/sessions/{slot.pk}/claim/", {"board": "1"}, headers=headers)

    assert answer.status_code == 422
    assert '<details class="slot-form" open>' in answer.content.decode()


def test_claim_warns_of_another_date_at_the_same_time(client_of, alice, slot, monday: datetime) -> None:
    TeachingFactory(user=alice, session=SessionFactory(title="Lunch talk", starts_at=slot.starts_at))

    client = client_of(alice)
    client.post(f"/sessions/{slot.pk}/claim/", {"title": "Five prompts"})

    assert "Mind: at that time you also have “Lunch talk”." in client.get("/").content.decode()


def test_claim_of_a_dangerous_topic_links_to_its_formal_training(client_of, alice, slot, monday: datetime) -> None:
    topic = find_or_create_topics(["Contracts"])[0]
    topic.formal_training_url = "https://learn.example.com/contracts"
    topic.save()

    answer = client_of(alice).post(
        f"/sessions/{slot.pk}/claim/", {"title": "Clauses", "topics": "Contracts", "suitability": "legal"}
    )

    assert answer.status_code == 422
    assert 'href="https://learn.example.com/contracts"' in answer.content.decode()
    assert Teaching.objects.count() == 0
