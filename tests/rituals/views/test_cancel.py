from datetime import datetime

from rituals.enums import SessionStatus


def test_cancel_by_the_facilitator_raises_the_sequence(client_of, dora, talk, monday: datetime) -> None:
    answer = client_of(dora).post(f"/sessions/{talk.pk}/cancel/")

    assert answer["Location"] == f"/sessions/{talk.pk}/"
    talk.refresh_from_db()
    assert (talk.status, talk.sequence, talk.cancelled_by) == (SessionStatus.CANCELLED, 1, dora)


def test_cancel_by_a_colleague_is_forbidden(client_of, bob, talk, monday: datetime) -> None:
    assert client_of(bob).post(f"/sessions/{talk.pk}/cancel/").status_code == 403
    talk.refresh_from_db()
    assert talk.status == SessionStatus.SCHEDULED


def test_cancel_of_a_session_not_visible_finds_nothing(client_of, charlie, members_only, monday: datetime) -> None:
    assert client_of(charlie).post(f"/sessions/{members_only.pk}/cancel/").status_code == 404


def test_cancel_by_get_is_refused(client_of, dora, talk) -> None:
    assert client_of(dora).get(f"/sessions/{talk.pk}/cancel/").status_code == 405
