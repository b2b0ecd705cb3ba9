import pytest

from rituals.enums import Reply
from rituals.models import RSVP, Ritual, SeriesReply

RITUAL = "/rituals/ai-brown-bag/rsvp/"
HTMX = {"HX-Request": "true", "HX-Target": "session-body"}
PANEL = {"HX-Request": "true", "HX-Target": "series-reply"}


def from_session(session):
    return f"/sessions/{session.pk}/rsvp/series/"


def test_ritual_rsvp_plain_post_replies_to_every_date(client_of, bob, slot, talk, monday) -> None:
    answer = client_of(bob).post(RITUAL, {"reply": "accepted"})

    assert answer["Location"] == "/rituals/ai-brown-bag/"
    assert {(r.session, r.user, r.reply) for r in RSVP.objects.all()} == {
        (slot, bob, Reply.ACCEPTED),
        (talk, bob, Reply.ACCEPTED),
    }


def test_ritual_rsvp_htmx_answers_the_panel_with_the_way_out(client_of, bob, talk, monday) -> None:
    client = client_of(bob)
    assert "Come to all dates" in client.get("/rituals/ai-brown-bag/").content.decode()

    html = client.post(RITUAL, {"reply": "accepted"}, headers=PANEL).content.decode()

    assert "<html" not in html
    assert "Not to all any more" in html
    assert "Come to all dates" not in html


def test_session_series_rsvp_plain_post_returns_to_the_session(client_of, bob, talk, monday) -> None:
    client = client_of(bob)

    locations = [client.post(from_session(talk), {"reply": reply})["Location"] for reply in ("accepted", "declined")]

    assert locations == [f"/sessions/{talk.pk}/"] * 2
    assert [(r.user, r.reply) for r in SeriesReply.objects.all()] == [(bob, Reply.DECLINED)]
    assert [(r.session, r.reply) for r in RSVP.objects.all()] == [(talk, Reply.DECLINED)]


def test_session_series_rsvp_htmx_answers_the_session(client_of, bob, talk, monday) -> None:
    html = client_of(bob).post(from_session(talk), {"reply": "accepted"}, headers=HTMX).content.decode()

    assert "<html" not in html
    assert 'id="reply-accepted" aria-pressed="true"' in html
    assert "You come to all dates." in html


def test_series_rsvp_that_nobody_offers_is_refused(client_of, bob, talk, monday) -> None:
    client = client_of(bob)

    assert client.post(from_session(talk), {"reply": "waitlisted"}).status_code == 422
    assert client.post(RITUAL, {"reply": "tentative"}, headers=PANEL).status_code == 422
    assert SeriesReply.objects.count() == 0


def test_series_rsvp_is_always_ones_own(client_of, alice, bob, talk, monday) -> None:
    client_of(bob).post(RITUAL, {"reply": "accepted", "user": alice.pk})

    assert [r.user for r in SeriesReply.objects.all()] == [bob]


def test_series_rsvp_of_an_outsider_finds_nothing(client_of, charlie, members_only, monday) -> None:
    client = client_of(charlie)

    assert client.post(RITUAL, {"reply": "accepted"}).status_code == 404
    assert client.post(from_session(members_only), {"reply": "accepted"}).status_code == 404
    assert SeriesReply.objects.count() == 0


def test_session_without_a_ritual_has_no_series(client_of, bob, talk, monday) -> None:
    talk.ritual = None
    talk.save()
    client = client_of(bob)

    assert client.post(from_session(talk), {"reply": "accepted"}).status_code == 404
    assert "Come to all dates" not in client.get(f"/sessions/{talk.pk}/").content.decode()


@pytest.mark.parametrize("address", [RITUAL, "session"])
def test_series_rsvp_by_get_is_refused(client_of, bob, talk, address) -> None:
    address = from_session(talk) if address == "session" else address

    assert client_of(bob).get(address).status_code == 405


def test_community_is_joined_at_the_top_of_its_page_instead(client_of, bob, ritual, talk, monday) -> None:
    Ritual.objects.update(kind="community_of_practice")
    client = client_of(bob)

    stranger = client.get("/rituals/ai-brown-bag/").content.decode()
    client.post("/rituals/ai-brown-bag/membership/")
    member = client.get("/rituals/ai-brown-bag/").content.decode()

    assert "Come to all dates" not in stranger + member
    assert ("Join the community" in stranger, "Join the community" in member) == (True, False)
    assert stranger.index("Join the community") < stranger.index("Next eight weeks")
    assert "You are a member" in member
    assert "Leave the community" in member
