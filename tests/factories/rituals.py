"""Rituals, their sessions, and who teaches and comes. A session starts on Tuesday 24 November 2026, 14:00 in Berlin."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from django.utils import timezone

from rituals.enums import CheckIn, Reply, TeachingState
from rituals.models import (
    RSVP,
    Attendance,
    Champion,
    ChampionCall,
    CircleRound,
    Facilitation,
    Naming,
    Program,
    Rating,
    Ritual,
    Session,
    SkipDate,
    Talk,
    Teaching,
    TopicRequest,
    TransferAnswer,
)
from tests.factories.people import UserFactory


class ProgramFactory(factory.django.DjangoModelFactory[Program]):
    class Meta:
        model = Program

    name = factory.Sequence(lambda n: f"Program {n}")
    slug = factory.Sequence(lambda n: f"program-{n}")
    starts_on = date(2026, 6, 1)


class RitualFactory(factory.django.DjangoModelFactory[Ritual]):
    """A weekly brown bag, Tuesdays 14:00 in Berlin; its sessions are not made."""

    class Meta:
        model = Ritual

    name = factory.Sequence(lambda n: f"Brown bag {n}")
    slug = factory.Sequence(lambda n: f"brown-bag-{n}")
    rrule = "FREQ=WEEKLY;BYDAY=TU"
    first_date = date(2026, 11, 24)
    start_time = time(14, 0)
    time_zone = "Europe/Berlin"
    duration_minutes = 30


class FacilitationFactory(factory.django.DjangoModelFactory[Facilitation]):
    class Meta:
        model = Facilitation

    ritual = factory.SubFactory(RitualFactory)
    user = factory.SubFactory(UserFactory)


class SkipDateFactory(factory.django.DjangoModelFactory[SkipDate]):
    class Meta:
        model = SkipDate

    ritual = factory.SubFactory(RitualFactory)
    day = date(2026, 12, 22)
    reason = "Company holiday"


class SessionFactory(factory.django.DjangoModelFactory[Session]):
    """`minutes` sets the length."""

    class Meta:
        model = Session

    class Params:
        minutes = 30

    ritual = factory.SubFactory(RitualFactory)
    title = factory.Sequence(lambda n: f"Session {n}")
    starts_at = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(minutes=session.minutes))
    time_zone = "Europe/Berlin"


class TeachingFactory(factory.django.DjangoModelFactory[Teaching]):
    class Meta:
        model = Teaching

    session = factory.SubFactory(SessionFactory)
    user = factory.SubFactory(UserFactory)
    state = TeachingState.ACCEPTED


class RSVPFactory(factory.django.DjangoModelFactory[RSVP]):
    class Meta:
        model = RSVP

    session = factory.SubFactory(SessionFactory)
    user = factory.SubFactory(UserFactory)
    reply = Reply.ACCEPTED
    replied_at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class AttendanceFactory(factory.django.DjangoModelFactory[Attendance]):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory)
    user = factory.SubFactory(UserFactory)
    how = CheckIn.JOIN_LINK


class TopicRequestFactory(factory.django.DjangoModelFactory[TopicRequest]):
    class Meta:
        model = TopicRequest

    title = factory.Sequence(lambda n: f"Request {n}")
    asked_by = factory.SubFactory(UserFactory)


class TalkFactory(factory.django.DjangoModelFactory[Talk]):
    class Meta:
        model = Talk

    session = factory.SubFactory(SessionFactory)
    teacher = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Talk {n}")
    place_in_order = factory.Sequence(lambda n: n % 10 + 1)


class CircleRoundFactory(factory.django.DjangoModelFactory[CircleRound]):
    """Sign-up for two weeks; circles meet every second Thursday at 15:00 in Berlin."""

    class Meta:
        model = CircleRound

    name = factory.Sequence(lambda n: f"Circles {n}")
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))
    rrule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"
    first_date = factory.LazyAttribute(lambda circle_round: circle_round.closes_on + timedelta(days=3))
    start_time = time(15)
    time_zone = "Europe/Berlin"
    duration_minutes = 60


class RatingFactory(factory.django.DjangoModelFactory[Rating]):
    class Meta:
        model = Rating

    session = factory.SubFactory(SessionFactory)
    user = factory.SubFactory(UserFactory)
    stars = 4


class TransferAnswerFactory(factory.django.DjangoModelFactory[TransferAnswer]):
    class Meta:
        model = TransferAnswer

    session = factory.SubFactory(SessionFactory)
    user = factory.SubFactory(UserFactory)
    score = 7


class ChampionCallFactory(factory.django.DjangoModelFactory[ChampionCall]):
    """Open in the week before Monday 23 November 2026, and over on that day."""

    class Meta:
        model = ChampionCall

    subject = "Excel"
    opens_on = date(2026, 11, 16)
    closes_on = date(2026, 11, 22)
    created_by = factory.SubFactory(UserFactory)


class NamingFactory(factory.django.DjangoModelFactory[Naming]):
    class Meta:
        model = Naming

    call = factory.SubFactory(ChampionCallFactory)
    named = factory.SubFactory(UserFactory)
    named_by = factory.SubFactory(UserFactory)


class ChampionFactory(factory.django.DjangoModelFactory[Champion]):
    class Meta:
        model = Champion

    user = factory.SubFactory(UserFactory)
    starts_on = date(2026, 11, 1)
    ends_on = date(2027, 4, 30)
    signed_at = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
