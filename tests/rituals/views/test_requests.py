import pytest

from peerlearn.people.models import Role
from rituals.models import RequestVote, TopicRequest
from rituals.services.requests import answer_requests, ask_to_learn, close_request, note_answer, vote_for
from rituals.services.sessions import record_capture
from tests.factories.people import UserFactory
from tests.factories.rituals import TopicRequestFactory

HTMX = {"HX-Request": "true"}
SESSION_BODY = HTMX | {"HX-Target": "session-body"}


@pytest.fixture
def asked(bob) -> TopicRequest:
    return ask_to_learn("Pivot tables", by=bob)


def voters(request: TopicRequest) -> set:
    return {vote.user for vote in request.votes.select_related("user")}


def page(answer) -> str:
    return answer.content.decode()


def test_list_shows_open_requests_most_wanted_first_and_never_who_asked(client_of, asked, alice, charlie) -> None:
    wanted = ask_to_learn("Let the model argue", by=alice)
    vote_for(wanted, by=charlie)
    close_request(ask_to_learn("Nobody needs this", by=alice), by=alice, now=wanted.created_at)

    html = page(client_of(charlie).get("/requests/"))

    assert html.index("Let the model argue") < html.index("Pivot tables")
    assert "Nobody needs this" not in html
    assert "Alice" not in html
    assert "Bob" not in html


def test_list_of_answered_leads_to_the_session_then_to_the_minute(client_of, asked, talk, alice, monday) -> None:
    answer_requests(talk, requests=[asked], now=monday)
    client = client_of(alice)
    assert "taught on 1 December: Five prompts" in page(client.get("/requests/?answered"))
    assert "Pivot tables" not in page(client.get("/requests/"))

    record_capture(talk, at=monday)
    note_answer(asked, 452)

    html = page(client.get("/requests/?answered"))
    assert "answered at 7:32: Five prompts" in html
    assert f'href="/sessions/{talk.pk}/article/?t=452"' in html


def test_list_hides_answers_in_closed_circles(client_of, asked, members_only, charlie) -> None:
    TopicRequest.objects.update(session=members_only)
    client = client_of(charlie)

    assert "Pivot tables" not in page(client.get("/requests/?answered"))
    assert f"/sessions/{members_only.pk}/" not in page(client.get(asked.get_absolute_url()))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("query", ["", "?answered"])
def test_list_asks_a_constant_number_of_queries(
    client_of, alice, talk, rows: int, query: str, without_panels, django_assert_num_queries
) -> None:
    for row in range(rows):
        TopicRequestFactory(title=f"Number {row}", session=talk if query else None)
    client = client_of(alice)

    with django_assert_num_queries(4):
        html = page(client.get("/requests/" + query))

    assert all(f"Number {row}" in html for row in range(rows))


def test_ask_makes_the_request_and_lands_on_it(client_of, bob) -> None:
    answer = client_of(bob).post("/requests/", {"title": "Pivot tables", "detail": "Weekly report", "topic": "Excel"})

    made = TopicRequest.objects.get()
    assert answer["Location"] == f"/requests/{made.pk}/"
    assert (made.title, made.detail, made.topic.name, made.asked_by) == ("Pivot tables", "Weekly report", "Excel", bob)


def test_ask_without_visible_words_says_what_is_missing(client_of, bob) -> None:
    answer = client_of(bob).post("/requests/", {"title": "\u200b", "topic": "\u200b"})

    assert answer.status_code == 422
    assert "Write something people can read." in page(answer)
    assert not TopicRequest.objects.exists()


def test_similar_requests_show_while_asking(client_of, asked, alice) -> None:
    TopicRequestFactory(title="Client interviews")
    headers = HTMX | {"HX-Target": "similar-requests"}

    html = page(client_of(alice).get("/requests/", {"title": "How does a pivot table work"}, headers=headers))

    assert "<html" not in html
    assert asked.get_absolute_url() in html
    assert "Client interviews" not in html


def test_vote_htmx_answers_the_button_with_its_count(client_of, asked, alice, bob) -> None:
    html = page(client_of(alice).post(f"/requests/{asked.pk}/vote/", headers=HTMX))

    assert "<html" not in html
    assert 'aria-pressed="true"' in html
    assert '<span class="count">2</span>' in html
    assert voters(asked) == {alice, bob}


def test_vote_plain_post_redirects_to_the_request(client_of, asked, alice) -> None:
    assert client_of(alice).post(f"/requests/{asked.pk}/vote/")["Location"] == asked.get_absolute_url()


def test_vote_is_taken_back(client_of, asked, bob) -> None:
    html = page(client_of(bob).post(f"/requests/{asked.pk}/vote/delete/", headers=HTMX))

    assert 'aria-pressed="false"' in html
    assert voters(asked) == set()


def test_vote_for_what_is_answered_says_so(client_of, asked, talk, alice, monday) -> None:
    answer_requests(talk, requests=[asked], now=monday)

    answer = client_of(alice).post(f"/requests/{asked.pk}/vote/")

    assert answer.status_code == 422
    assert "takes no votes any more" in page(answer)


@pytest.mark.parametrize("action", ["vote/", "vote/delete/", "merge/", "close/"])
def test_actions_by_get_are_refused(client_of, asked, alice, action: str) -> None:
    assert client_of(alice).get(f"/requests/{asked.pk}/{action}").status_code == 405


@pytest.mark.parametrize("action", ["", "vote/", "merge/", "close/", "teach/"])
def test_request_that_does_not_exist_is_not_found(client_of, alice, action: str) -> None:
    client = client_of(alice)

    assert (client.post if action else client.get)(f"/requests/99/{action}").status_code == 404


def test_merge_leads_from_the_old_address_to_the_new_one(client_of, asked, alice) -> None:
    twin = ask_to_learn("How do pivot tables work?", by=alice)
    client = client_of(alice)

    answer = client.post(f"/requests/{twin.pk}/merge/", {"into": asked.pk})

    assert answer["Location"] == asked.get_absolute_url()
    assert client.get(twin.get_absolute_url())["Location"] == asked.get_absolute_url()


def test_merge_without_a_choice_says_so(client_of, asked, bob) -> None:
    answer = client_of(bob).post(f"/requests/{asked.pk}/merge/", {"into": asked.pk})

    assert answer.status_code == 422
    assert not TopicRequest.objects.filter(merged_into__isnull=False).exists()


def settled_by(person, asked, client_of) -> tuple[int, int, bool]:
    """What merging and closing answer, and whether the page offers them."""
    client, other = client_of(person), TopicRequestFactory()
    offers = "Make them one" in page(client.get(asked.get_absolute_url()))
    merged = client.post(f"/requests/{other.pk}/merge/", {"into": asked.pk}).status_code
    return merged, client.post(f"/requests/{asked.pk}/close/").status_code, offers


def test_settling_is_for_facilitators_and_whoever_leads_learning(client_of, asked, dora, ritual, admin) -> None:
    for person in (dora, admin, UserFactory(roles=[Role.LD_LEAD])):
        TopicRequest.objects.update(closed_at=None, closed_by=None)
        assert settled_by(person, asked, client_of) == (302, 302, True)


def test_settling_is_refused_to_others_but_of_the_own_request(client_of, asked, alice, bob) -> None:
    assert settled_by(alice, asked, client_of) == (403, 403, False)
    assert settled_by(bob, asked, client_of) == (403, 302, True)
    asked.refresh_from_db()
    assert asked.closed_by == bob


def test_teach_takes_the_chosen_slot_for_the_request(client_of, asked, slot, alice, monday) -> None:
    client = client_of(alice)
    html = page(client.get(f"/requests/{asked.pk}/teach/"))
    assert "Tuesday 24 November, 14:00, AI brown bag" in html
    assert 'value="Pivot tables"' in html

    answer = client.post(f"/requests/{asked.pk}/teach/", {"slot": slot.pk, "title": "Pivot tables"})

    assert answer["Location"] == slot.get_absolute_url()
    asked.refresh_from_db()
    assert asked.session == slot
    assert [teaching.user for teaching in slot.teachings.select_related("user")] == [alice]


def test_teach_in_a_slot_that_is_not_free_is_refused(client_of, asked, talk, bob, monday) -> None:
    answer = client_of(bob).post(f"/requests/{asked.pk}/teach/", {"slot": talk.pk, "title": "Pivot tables"})

    assert answer.status_code == 422 or "No slot is free" in page(answer)
    asked.refresh_from_db()
    assert asked.is_open


def test_session_answers_what_its_teacher_chose(client_of, asked, talk, alice, monday) -> None:
    client = client_of(alice)
    assert "Pivot tables" in page(client.get(talk.get_absolute_url()))

    html = page(client.post(f"/sessions/{talk.pk}/requests/", {"requests": [asked.pk]}, headers=SESSION_BODY))

    assert "<html" not in html
    asked.refresh_from_db()
    assert asked.session == talk
    assert client.post(f"/sessions/{talk.pk}/requests/")["Location"] == talk.get_absolute_url()
    asked.refresh_from_db()
    assert asked.is_open


def test_session_shows_everybody_what_it_answers(client_of, asked, talk, charlie, monday) -> None:
    client = client_of(charlie)
    assert "Pivot tables" not in page(client.get(talk.get_absolute_url()))

    answer_requests(talk, requests=[asked], now=monday)

    html = page(client.get(talk.get_absolute_url()))
    assert "Pivot tables" in html
    assert "It answers these" not in html


def test_session_answers_are_not_for_others_to_choose(client_of, asked, talk, bob, charlie, members_only) -> None:
    assert client_of(bob).post(f"/sessions/{talk.pk}/requests/", {"requests": [asked.pk]}).status_code == 403
    assert client_of(charlie).post(f"/sessions/{members_only.pk}/requests/").status_code == 404
    assert client_of(bob).get(f"/sessions/{talk.pk}/requests/").status_code == 405
    assert asked.votes.count() == RequestVote.objects.count() == 1


def test_every_page_leads_to_requests_circles_and_champions(client_of, bob, monday) -> None:
    palette = client_of(bob).get("/calendar/").content.decode().partition('id="palette-list"')[2]

    assert [f'href="{address}"' in palette for address in ("/requests/", "/circles/", "/champions/")] == [True] * 3
