"""The reply link of an invitation: opens without sign-in, and only its button replies."""

import pytest
from django.conf import settings

from rituals.enums import Reply
from rituals.models import RSVP, SeriesReply
from rituals.services.reply_links import reply_url
from tests.factories.rituals import RSVPFactory


def path_of(person, **invited) -> str:
    return reply_url(person, **invited).removeprefix(settings.BASE_URL)


def test_opening_the_link_shows_buttons_and_changes_nothing(client, bob, talk, monday) -> None:
    RSVPFactory(session=talk, user=bob)

    answer = client.get(path_of(bob, session=talk))

    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Five prompts" in html
    assert 'value="accepted" aria-pressed="true"' in html
    assert "no-store" in answer["Cache-Control"]
    assert RSVP.objects.get().reply == Reply.ACCEPTED


def test_button_changes_the_persons_own_reply(client, bob, alice, talk, monday) -> None:
    RSVPFactory(session=talk, user=bob)
    RSVPFactory(session=talk, user=alice)

    answer = client.post(path_of(bob, session=talk), {"reply": "declined"})

    assert "You are not coming." in answer.content.decode()
    assert dict(RSVP.objects.values_list("user__email", "reply")) == {
        "bob@example.com": "declined",
        "alice@example.com": "accepted",
    }


def test_link_of_a_ritual_replies_to_all_dates(client, bob, talk, monday) -> None:
    answer = client.post(path_of(bob, ritual=talk.ritual), {"reply": "accepted"})

    assert "You are coming." in answer.content.decode()
    assert SeriesReply.objects.get().reply == Reply.ACCEPTED
    assert RSVP.objects.get(session=talk).reply == Reply.ACCEPTED


def test_odd_reply_and_a_session_that_has_begun_are_refused(client, bob, talk, monday) -> None:
    path = path_of(bob, session=talk)
    assert client.post(path, {"reply": "waitlisted"}).status_code == 422

    talk.starts_at = monday
    talk.save()
    answer = client.post(path, {"reply": "accepted"})

    assert answer.status_code == 422
    assert "Replies are closed" in answer.content.decode()
    assert not RSVP.objects.exists()


def test_forged_link_and_one_of_somebody_who_left_are_not_found(client, bob, talk, monday) -> None:
    path = path_of(bob, session=talk)
    assert client.get("/sessions/reply/forged/").status_code == 404

    bob.is_active = False
    bob.save()

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("invited", ["session", "ritual"])
def test_link_to_what_only_members_see_now_is_not_found(client, charlie, members_only, monday, invited) -> None:
    subject = members_only if invited == "session" else members_only.ritual

    assert client.get(path_of(charlie, **{invited: subject})).status_code == 404


def test_other_methods_are_refused(client, bob, talk, monday) -> None:
    assert client.put(path_of(bob, session=talk)).status_code == 405
