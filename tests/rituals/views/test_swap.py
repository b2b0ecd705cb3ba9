from datetime import datetime

import pytest

from rituals.models import Session, Swap, Teaching
from rituals.services.swaps import ask_for_swap
from tests.factories.rituals import TeachingFactory

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}


@pytest.fixture
def theirs(slot: Session, bob) -> Teaching:
    return TeachingFactory(session=slot, user=bob)


@pytest.fixture
def offer(talk: Session, theirs: Teaching, monday: datetime) -> Swap:
    return ask_for_swap(talk.teachings.get(), wanted=theirs, now=monday)


def test_swap_page_offers_the_other_dates(client_of, alice, talk, theirs, monday: datetime) -> None:
    html = client_of(alice).get(f"/teachings/{talk.teachings.get().pk}/swap/").content.decode()

    assert "Tuesday 24 November, 14:00: Bob Colleague" in html


def test_swap_plain_post_asks_the_other_teacher(client_of, alice, talk, theirs, monday: datetime) -> None:
    own = talk.teachings.get()

    answer = client_of(alice).post(f"/teachings/{own.pk}/swap/", {"wanted": theirs.pk})

    assert answer["Location"] == f"/sessions/{talk.pk}/"
    assert [(s.offered, s.wanted, s.state) for s in Swap.objects.all()] == [(own, theirs, "asked")]


def test_swap_for_nothing_says_what_is_missing(client_of, alice, talk, theirs, monday: datetime) -> None:
    assert client_of(alice).post(f"/teachings/{talk.teachings.get().pk}/swap/", {}).status_code == 422
    assert Swap.objects.count() == 0


def test_swap_of_somebody_elses_date_is_not_found(client_of, bob, talk, theirs, monday: datetime) -> None:
    url = f"/teachings/{talk.teachings.get().pk}/swap/"

    assert client_of(bob).post(url, {"wanted": theirs.pk}).status_code == 404
    assert client_of(bob).put(url).status_code == 405


def test_swap_answer_exchanges_the_teachers(client_of, alice, bob, talk, offer, monday: datetime) -> None:
    answer = client_of(bob).post(f"/swaps/{offer.pk}/", headers=HTMX)

    assert answer["HX-Trigger"] == '{"toast": {"value": "Swapped."}}'
    assert [t.user for t in talk.teachings.all()] == [bob]


def test_swap_answer_no_keeps_the_dates(client_of, alice, bob, talk, offer, monday: datetime) -> None:
    answer = client_of(bob).post(f"/swaps/{offer.pk}/", {"decline": "1"})

    assert answer.status_code == 302
    offer.refresh_from_db()
    assert offer.state == "declined"
    assert [t.user for t in talk.teachings.all()] == [alice]


def test_swap_answer_of_whoever_offered_is_not_found(client_of, alice, talk, offer, monday: datetime) -> None:
    assert client_of(alice).post(f"/swaps/{offer.pk}/").status_code == 404
    assert client_of(alice).get(f"/swaps/{offer.pk}/").status_code == 405
    assert [t.user for t in talk.teachings.all()] == [alice]


def test_swap_is_offered_on_the_session_page_of_the_other(client_of, bob, offer, monday: datetime) -> None:
    html = client_of(bob).get(f"/sessions/{offer.wanted.session_id}/").content.decode()

    assert "Alice Teacher offers" in html
    assert "Keep my date" in html
