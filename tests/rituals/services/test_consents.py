from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from peerlearn.people.models import User
from rituals.enums import CapturePolicy, TeachingState
from rituals.models import RecordingConsent, Session, Teaching
from rituals.selectors.consents import Recording, recording_of
from rituals.services.consents import RecordingTerms, give_consent, withdraw_consent
from rituals.services.moves import change_session
from rituals.services.slots import claim_slot, give_slot_back
from rituals.services.swaps import accept_swap, ask_for_swap
from rituals.services.teacher_invitations import accept_invitation
from rituals.signals import recording_consent_changed
from tests.factories.rituals import RitualFactory, SessionFactory, TeachingFactory

YES = RecordingTerms(allowed=True)
NO = RecordingTerms(allowed=False)


@pytest.fixture
def teaching(alice: User, monday: datetime) -> Teaching:
    return TeachingFactory(user=alice)


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """The sessions about whose consents somebody was told."""
    sessions: list[int] = []

    def listen(session_id: int, **_: object) -> None:
        sessions.append(session_id)

    recording_consent_changed.connect(listen)
    yield sessions
    recording_consent_changed.disconnect(listen)


def policy(teaching: Teaching) -> str:
    return Session.objects.get(pk=teaching.session_id).capture_policy


def test_give_consent_keeps_the_terms_and_tells_once(
    teaching: Teaching, heard, monday: datetime, django_capture_on_commit_callbacks
) -> None:
    terms = RecordingTerms(allowed=True, members_only=True, keep_months=6)

    with django_capture_on_commit_callbacks(execute=True):
        give_consent(teaching, terms, now=monday)
        give_consent(teaching, terms, now=monday + timedelta(hours=1))

    consent = RecordingConsent.objects.get()
    assert (consent.allowed, consent.members_only, consent.keep_months) == (True, True, 6)
    assert consent.answered_at == monday
    assert heard == [teaching.session_id]
    assert recording_of(teaching.session) == Recording(allowed=True, members_only=True, keep_months=6)


def test_refusal_makes_the_session_owe_notes_only_until_it_is_taken_back(teaching: Teaching, monday: datetime) -> None:
    give_consent(teaching, NO, now=monday)
    assert policy(teaching) == CapturePolicy.NOTES_ONLY

    give_consent(teaching, YES, now=monday)

    assert policy(teaching) == CapturePolicy.STANDARD


def test_refusal_of_one_of_two_teachers_counts(teaching: Teaching, bob: User, monday: datetime) -> None:
    other = TeachingFactory(session=teaching.session, user=bob)
    give_consent(teaching, RecordingTerms(allowed=True, keep_months=12), now=monday)

    give_consent(other, NO, now=monday)

    assert policy(teaching) == CapturePolicy.NOTES_ONLY
    session = Session.objects.get(pk=teaching.session_id)
    assert recording_of(session) == Recording(allowed=False, members_only=False, keep_months=12)


def test_withdraw_consent_after_the_session_leaves_notes_and_tells_once(
    teaching: Teaching, heard, monday: datetime, django_capture_on_commit_callbacks
) -> None:
    give_consent(teaching, YES, now=monday)
    Session.objects.update(status="held")
    later = monday + timedelta(days=9)

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_consent(teaching, now=later)
        withdraw_consent(teaching, now=later + timedelta(days=1))

    assert RecordingConsent.objects.get().withdrawn_at == later
    assert policy(teaching) == CapturePolicy.NOTES_ONLY
    assert heard == [teaching.session_id]


def test_withdraw_consent_of_who_was_never_asked_is_kept(teaching: Teaching, monday: datetime) -> None:
    withdraw_consent(teaching, now=monday)

    assert RecordingConsent.objects.get().withdrawn_at == monday
    assert recording_of(Session.objects.get()).allowed is False


def test_slot_given_back_takes_the_refusal_along(teaching: Teaching, monday: datetime) -> None:
    give_consent(teaching, NO, now=monday)

    give_slot_back(teaching, now=monday)

    assert policy(teaching) == CapturePolicy.STANDARD


def test_swap_takes_the_refusal_to_the_other_date(teaching: Teaching, bob: User, monday: datetime) -> None:
    ritual = teaching.session.ritual
    later = SessionFactory(ritual=ritual, starts_at=teaching.session.starts_at + timedelta(days=7))
    wanted = TeachingFactory(session=later, user=bob)
    give_consent(teaching, NO, now=monday)

    accept_swap(ask_for_swap(teaching, wanted=wanted, now=monday), now=monday)

    policies = dict(Session.objects.values_list("pk", "capture_policy"))
    assert policies == {teaching.session_id: CapturePolicy.STANDARD, later.pk: CapturePolicy.NOTES_ONLY}


def test_nobody_can_record_by_hand_what_a_teacher_refused(teaching: Teaching, dora: User, monday: datetime) -> None:
    give_consent(teaching, NO, now=monday)
    session = Session.objects.get()

    change_session(
        session,
        by=dora,
        now=monday,
        title="New words",
        abstract="",
        topics=[],
        starts_at=session.starts_at,
        duration_minutes=30,
        place="",
        meeting_url="",
        capacity=None,
        capture_policy=CapturePolicy.STANDARD,
    )

    assert policy(teaching) == CapturePolicy.NOTES_ONLY


def test_what_was_set_by_hand_is_not_loosened(teaching: Teaching, monday: datetime) -> None:
    Session.objects.update(capture_policy=CapturePolicy.NOTES_ONLY, edited_at=monday)

    give_consent(teaching, YES, now=monday)

    assert policy(teaching) == CapturePolicy.NOTES_ONLY


def test_ritual_without_recordings_asks_for_none(alice: User, monday: datetime) -> None:
    ritual = RitualFactory(capture_policy=CapturePolicy.NOTES_ONLY)
    teaching = TeachingFactory(
        user=alice, session=SessionFactory(ritual=ritual, capture_policy=CapturePolicy.NOTES_ONLY)
    )

    give_consent(teaching, YES, now=monday)

    assert policy(teaching) == CapturePolicy.NOTES_ONLY


def test_claim_and_yes_keep_what_was_said_about_the_recording(alice: User, bob: User, monday: datetime) -> None:
    claimed, asked = SessionFactory(title=""), SessionFactory(title="")
    claim_slot(claimed, by=alice, title="Prompts", recording=NO, now=monday)
    question = TeachingFactory(session=asked, user=bob, state=TeachingState.INVITED)
    accept_invitation(question, title="Filters", recording=RecordingTerms(allowed=True, keep_months=3), now=monday)

    kept = {consent.teaching.user: (consent.allowed, consent.keep_months) for consent in RecordingConsent.objects.all()}
    assert kept == {alice: (False, None), bob: (True, 3)}
