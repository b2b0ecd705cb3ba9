from datetime import datetime

import pytest

from rituals.models import Teaching
from tests.factories.rituals import TeachingFactory

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}


def url(session):
    return f"/sessions/{session.pk}/claim/"


def test_claim_plain_post_takes_the_slot(client_of, alice, slot, monday: datetime) -> None:
    answer = client_of(alice).post(url(slot), {"title": "Five prompts", "topics": "AI, Prompts,"})

    assert answer["Location"] == f"/sessions/{slot.pk}/"
    slot.refresh_from_db()
    assert slot.title == "Five prompts"
    assert sorted(topic.name for topic in slot.topics.all()) == ["AI", "Prompts"]
    assert [t.user for t in slot.teachings.all()] == [alice]


def test_claim_htmx_shows_the_session_with_its_teacher_and_a_toast(client_of, alice, slot, monday: datetime) -> None:
    answer = client_of(alice).post(url(slot), {"title": "Five prompts"}, headers=HTMX)

    html = answer.content.decode()
    assert "<html" not in html
    assert "Alice Teacher" in html
    assert "Take the slot" not in html
    assert answer["HX-Trigger"] == '{"toast": {"value": "The slot is yours. Thank you for teaching."}}'


def test_claim_without_a_visible_title_says_what_is_missing(client_of, alice, slot, monday: datetime) -> None:
    answer = client_of(alice).post(url(slot), {"title": "\u200b \u200b"})

    assert answer.status_code == 422
    assert "Write something people can read." in answer.content.decode()
    assert Teaching.objects.count() == 0


def test_claim_of_a_taken_slot_says_who_was_first(client_of, alice, bob, slot, monday: datetime) -> None:
    TeachingFactory(session=slot, user=alice)

    answer = client_of(bob).post(url(slot), {"title": "Mine"})

    assert answer.status_code == 422
    assert "Alice Teacher has just taken this slot." in answer.content.decode()
    assert [t.user for t in Teaching.objects.all()] == [alice]


def test_claim_of_an_outsider_finds_nothing(client_of, charlie, members_only, monday: datetime) -> None:
    assert client_of(charlie).post(url(members_only), {"title": "Mine"}).status_code == 404
    assert Teaching.objects.count() == 0


def test_claim_by_get_is_refused(client_of, alice, slot) -> None:
    assert client_of(alice).get(url(slot)).status_code == 405


def test_claim_with_topics_that_fold_to_very_long_words_keeps_them(client_of, alice, slot, monday: datetime) -> None:
    ligature = "\ufdfa"  # eighteen letters once it is taken apart

    answer = client_of(alice).post(url(slot), {"title": "Five prompts", "topics": ligature * 100})

    assert answer.status_code == 302
    assert [topic.name for topic in slot.topics.all()] == [ligature * 100]


def test_claim_with_topics_nobody_can_see_leaves_them_out(client_of, alice, slot, monday: datetime) -> None:
    client_of(alice).post(url(slot), {"title": "Five prompts", "topics": "\u200b, \u2060,AI"})

    assert [topic.name for topic in slot.topics.all()] == ["AI"]


def test_claim_with_too_long_a_topic_says_the_limit(client_of, alice, slot, monday: datetime) -> None:
    answer = client_of(alice).post(url(slot), {"title": "Five prompts", "topics": "a" * 101})

    assert answer.status_code == 422
    assert "A topic may have at most 100 characters." in answer.content.decode()


@pytest.mark.parametrize("kind", ["working_out_loud", "coaching_circle"])
def test_claim_of_a_date_without_a_slot_is_refused(client_of, bob, slot, monday: datetime, kind: str) -> None:
    slot.kind = kind
    slot.save()

    answer = client_of(bob).post(url(slot), {"title": "Mine now"})

    assert answer.status_code == 422
    assert "Nobody teaches alone on this date." in answer.content.decode()
    assert Teaching.objects.count() == 0
