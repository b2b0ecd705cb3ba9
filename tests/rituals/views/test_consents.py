import re
from datetime import datetime, timedelta

import pytest

from rituals.models import RecordingConsent, Session, Teaching
from tests.factories.rituals import SessionFactory

HTMX = {"HX-Request": "true", "HX-Target": "session-body"}
CLAIM = {"title": "Five prompts", "recording": "members", "keep_months": "6"}


@pytest.fixture
def own(talk) -> Teaching:
    return talk.teachings.get()


def url(teaching: Teaching, what: str = "") -> str:
    return f"/teachings/{teaching.pk}/recording/{what}"


def said() -> list[tuple]:
    return [(one.allowed, one.members_only, one.keep_months) for one in RecordingConsent.objects.all()]


def test_claim_keeps_the_line_about_the_recording(client_of, alice, slot, monday: datetime) -> None:
    client_of(alice).post(f"/sessions/{slot.pk}/claim/", CLAIM)

    assert said() == [(True, True, 6)]


def test_claim_form_has_recording_filled_in(client_of, alice, slot, monday: datetime) -> None:
    html = client_of(alice).get(f"/sessions/{slot.pk}/").content.decode()

    assert '<option value="yes" selected>Yes, for everybody who may come</option>' in html
    assert "May it be recorded?" in html


def test_claim_of_a_date_that_is_not_recorded_asks_nothing(client_of, alice, slot, monday: datetime) -> None:
    Session.objects.update(capture_policy="notes_only")

    page = client_of(alice).get(f"/sessions/{slot.pk}/").content.decode()
    board = client_of(alice).get(slot.ritual.get_absolute_url()).content.decode()

    assert "May it be recorded?" not in page + board.split('id="held-head"')[0]


def test_yes_to_a_question_keeps_a_refusal(client_of, bob, dora, slot, monday: datetime) -> None:
    asked = Teaching.objects.create(session=slot, user=bob, asked_by=dora)

    client_of(bob).post(f"/teachings/{asked.pk}/answer/", {"step": "own_slot", "title": "Filters", "recording": "no"})

    assert said() == [(False, False, None)]
    assert "<dd>No</dd>" in client_of(bob).get(f"/sessions/{slot.pk}/").content.decode()


def test_proposal_keeps_the_line_about_the_recording(client_of, alice, slot, ritual, monday: datetime) -> None:
    client_of(alice).post(f"/rituals/{ritual.slug}/proposals/", {"title": "Prompts", "recording": "no"})

    assert said() == [(False, False, None)]


def test_recording_plain_post_changes_what_is_allowed(client_of, alice, own, monday: datetime) -> None:
    answer = client_of(alice).post(url(own), {"recording": "yes", "keep_months": "12"})

    assert answer["Location"] == f"/sessions/{own.session_id}/"
    assert said() == [(True, False, 12)]


def test_recording_htmx_shows_the_session_with_the_new_terms(client_of, alice, own, monday: datetime) -> None:
    answer = client_of(alice).post(url(own), {"recording": "yes", "keep_months": "12"}, headers=HTMX)

    html = answer.content.decode()
    assert "<html" not in html
    assert "It is kept for 12 months." in html
    assert "Yes, kept for 12 months" in html
    assert answer["HX-Trigger"] == '{"toast": {"value": "Saved. The session follows what you said."}}'


def test_recording_without_an_answer_says_what_is_missing(client_of, alice, own, monday: datetime) -> None:
    answer = client_of(alice).post(url(own), {"recording": ""})

    assert answer.status_code == 422
    assert "Choose one of the answers about the recording." in answer.content.decode()
    assert said() == []


def test_withdraw_takes_the_recording_away(client_of, alice, own, monday: datetime) -> None:
    answer = client_of(alice).post(url(own, "withdraw/"), headers=HTMX)

    assert "You withdrew your consent." in answer.content.decode()
    assert Session.objects.get(pk=own.session_id).capture_policy == "notes_only"


def test_withdrawal_is_brought_back_with_what_was_said_before(client_of, alice, own, monday: datetime) -> None:
    Session.objects.update(starts_at=monday - timedelta(days=1), status="held")
    client_of(alice).post(url(own), {"recording": "members", "keep_months": "12"})
    html = client_of(alice).post(url(own, "withdraw/"), headers=HTMX).content.decode()

    assert "You can take that back until" in html
    assert "23 December 2026" in html
    before = dict(re.findall(r'<input type="hidden" name="(recording|keep_months)" value="(\w*)">', html))
    client_of(alice).post(url(own), before)

    assert said() == [(True, True, 12)]
    assert RecordingConsent.objects.get().withdrawn_at is None
    assert "Bring it back" not in client_of(alice).get(f"/sessions/{own.session_id}/").content.decode()


def test_what_is_deleted_is_not_offered_again(client_of, alice, own, monday: datetime) -> None:
    Session.objects.update(starts_at=monday - timedelta(days=60), status="held")
    RecordingConsent.objects.create(
        teaching=own, allowed=True, answered_at=monday, withdrawn_at=monday - timedelta(days=30)
    )

    html = client_of(alice).get(f"/sessions/{own.session_id}/").content.decode()

    assert "recording and transcript are deleted." in html
    assert "Bring it back" not in html


@pytest.mark.parametrize("what", ["", "withdraw/"])
def test_recording_of_somebody_else_is_not_found(client_of, bob, dora, own, monday: datetime, what: str) -> None:
    for person in (bob, dora):
        assert client_of(person).post(url(own, what), {"recording": "no"}).status_code == 404
    assert client_of(bob).get(url(own, what)).status_code == 405
    assert said() == []


def test_encore_keeps_the_line_about_the_recording(client_of, alice, slot, talk, monday: datetime) -> None:
    captured = SessionFactory(ritual=slot.ritual, status="held", captured_at=monday, starts_at=monday)

    client_of(alice).post(f"/sessions/{captured.pk}/encore/", {"slot": slot.pk, "recording": "yes"})

    assert said() == [(True, False, None)]
