from datetime import datetime, timedelta

from rituals.enums import TeachingState
from rituals.models import Teaching
from tests.factories.people import UserFactory
from tests.factories.rituals import SessionFactory, TeachingFactory


def url(session) -> str:
    return f"/sessions/{session.pk}/teachers/"


def row(session) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": f"slot-{session.pk}"}


def test_ask_page_shows_likely_teachers_with_the_reason(client_of, dora, bob, slot, monday: datetime) -> None:
    html = client_of(dora).get(url(slot)).content.decode()

    assert "Who could teach on Tuesday 24 November?" in html
    assert "Bob Colleague" in html
    assert "Has not taught yet" in html


def test_ask_plain_post_asks_by_name_or_address(client_of, dora, alice, bob, slot, monday: datetime) -> None:
    first = client_of(dora).post(url(slot), {"person": "bob colleague", "step": "own_slot", "note": "Please"})
    client_of(dora).post(url(slot), {"person": "ALICE@example.com", "step": "co_teacher"})

    assert first["Location"] == f"/sessions/{slot.pk}/"
    assert {(t.user.name, t.state, t.step, t.note) for t in Teaching.objects.all()} == {
        ("Bob Colleague", "invited", "own_slot", "Please"),
        ("Alice Teacher", "invited", "co_teacher", ""),
    }


def test_ask_on_the_board_answers_with_the_line(client_of, dora, bob, slot, monday: datetime) -> None:
    answer = client_of(dora).post(
        url(slot), {"board": "1", "person": "bob@example.com", "step": "own_slot"}, headers=row(slot)
    )

    html = answer.content.decode()
    assert html.lstrip().startswith("<li") or f'<li class="slot is-open" id="slot-{slot.pk}"' in html
    assert "Bob Colleague is asked" in html
    assert answer["HX-Trigger"] == '{"toast": {"value": "Bob Colleague is asked."}}'


def test_ask_on_the_board_without_scripts_returns_to_the_line(client_of, dora, bob, slot, monday: datetime) -> None:
    answer = client_of(dora).post(url(slot), {"board": "1", "person": "bob@example.com", "step": "own_slot"})

    assert answer["Location"] == f"/rituals/ai-brown-bag/#slot-{slot.pk}"


def test_ask_on_the_board_for_nobody_keeps_the_line_open_with_the_reason(
    client_of, dora, slot, monday: datetime
) -> None:
    answer = client_of(dora).post(url(slot), {"board": "1", "person": "Nobody", "step": "own_slot"}, headers=row(slot))

    assert answer.status_code == 422
    assert "Nobody here has this name or address." in answer.content.decode()
    assert Teaching.objects.count() == 0


def test_ask_with_a_name_that_two_have_wants_the_address(client_of, dora, slot, monday: datetime) -> None:
    UserFactory.create_batch(2, name="Kim Lee")

    answer = client_of(dora).post(url(slot), {"person": "Kim Lee", "step": "own_slot"})

    assert answer.status_code == 422
    assert "Several people have this name." in answer.content.decode()


def test_ask_for_a_date_the_person_teaches_says_so(client_of, dora, talk, monday: datetime) -> None:
    answer = client_of(dora).post(url(talk), {"person": "alice@example.com", "step": "own_slot"})

    assert answer.status_code == 422
    assert "Alice Teacher teaches on this date already." in answer.content.decode()


def test_ask_of_a_colleague_is_refused_and_of_an_outsider_not_found(
    client_of, bob, charlie, slot, monday: datetime
) -> None:
    typed = {"person": "bob@example.com", "step": "own_slot"}
    assert client_of(bob).post(url(slot), typed).status_code == 403

    slot.audience = "members"
    slot.save()
    assert client_of(charlie).post(url(slot), typed).status_code == 404
    assert Teaching.objects.count() == 0


def test_ask_by_put_is_refused(client_of, dora, slot) -> None:
    assert client_of(dora).put(url(slot)).status_code == 405


def test_question_and_no_are_seen_by_the_two_people_only(client_of, dora, bob, lena, slot, monday: datetime) -> None:
    TeachingFactory(session=slot, user=bob, state=TeachingState.INVITED, asked_by=dora, note="Your filter trick?")

    pages = {
        name: client_of(person).get(f"/sessions/{slot.pk}/").content.decode()
        + client_of(person).get("/rituals/ai-brown-bag/").content.decode()
        for name, person in (("dora", dora), ("bob", bob), ("lena", lena))
    }

    assert "Your filter trick?" in pages["bob"]
    assert "Would you teach here?" in pages["bob"]
    assert "Bob Colleague is asked" in pages["dora"]
    assert "Bob Colleague" not in pages["lena"]


def test_question_to_a_newcomer_shows_the_five_rungs_and_the_questions(
    client_of, dora, bob, slot, monday: datetime
) -> None:
    TeachingFactory(session=slot, user=bob, state=TeachingState.INVITED, asked_by=dora)
    SessionFactory(kind="demo_day", starts_at=monday + timedelta(days=3))

    html = client_of(bob).get(f"/sessions/{slot.pk}/").content.decode()

    rungs = [
        "Write a short share",
        "Be interviewed",
        "Five minutes at a demo day",
        "With a co-teacher",
        "An own slot",
    ]
    assert [html.index(rung) for rung in rungs] == sorted(html.index(rung) for rung in rungs)
    assert "What was hard or slow before?" in html
    assert "The next one is on November 26" in html or "The next one is on 26 November" in html


def test_question_to_somebody_who_taught_shows_no_ladder(client_of, dora, bob, slot, monday: datetime) -> None:
    TeachingFactory(session__status="held", session__starts_at=monday - timedelta(days=9), user=bob)
    TeachingFactory(session=slot, user=bob, state=TeachingState.INVITED, asked_by=dora)

    assert "Write a short share" not in client_of(bob).get(f"/sessions/{slot.pk}/").content.decode()


def test_colleagues_are_offered_while_typing(client_of, dora, bob, alice) -> None:
    html = client_of(dora).get("/colleagues/?person=bo").content.decode()

    assert '<option value="bob@example.com">Bob Colleague, Strategy</option>' in html
    assert "alice" not in html
    assert client_of(dora).post("/colleagues/").status_code == 405
