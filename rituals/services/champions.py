"""Champions are found by asking colleagues whom they ask, not by appointing.

Everybody names at most three others once, and nobody ever learns who named whom: counts are told only when the call is
over. Who was named may sign the charter for a term, and may begin with an interview of ten minutes. Who was not may
volunteer: the charter is the same.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from peerlearn.core.windows import local_day
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.enums import Audience, FirstStep, RitualKind
from rituals.models import Champion, ChampionCall, Naming, Program, Ritual, Session, Teaching
from rituals.notices.champions import CHAMPION_NAMED, named_key
from rituals.selectors.champions import TABLE_KEY, champions_table, current_champions
from rituals.services.communities import join_community
from rituals.services.refusals import SlotTaken
from rituals.services.series import create_ritual
from rituals.services.teacher_invitations import CannotAsk, accept_invitation, ask_to_teach

MOST_NAMES = 3
TERM_MONTHS = 6
TOLD_WITHIN = timedelta(days=21)
TABLE_STARTS_AT = time(14)
TABLE_MINUTES = 30


class NotAccepted(Exception):
    """The names, or the signature, cannot be taken; the message says why, for the person who tried."""


def open_call(
    by: User, *, subject: str, opens_on: date, closes_on: date, program: Program | None = None
) -> ChampionCall:
    """Ask everybody whom they ask about `subject`, both days included."""
    return ChampionCall.objects.create(
        created_by=by, subject=subject, program=program, opens_on=opens_on, closes_on=closes_on
    )


@transaction.atomic
def name_colleagues(call: ChampionCall, *, named: Collection[User], by: User, now: datetime) -> None:
    """`by` says whom they ask. Raises NotAccepted outside the days of the call, for oneself, too many, or twice."""
    locked = ChampionCall.objects.select_for_update(no_key=True).get(pk=call.pk)
    people = {person.pk: person for person in named}
    if not locked.is_open_on(local_day(now)):
        raise NotAccepted(_("This question is not open any more."))
    if not 1 <= len(people) <= MOST_NAMES:
        raise NotAccepted(_("Name one to three colleagues."))
    if by.pk in people:
        raise NotAccepted(_("Name others, not yourself."))
    if Naming.objects.filter(call=locked, named_by=by).exists():
        raise NotAccepted(_("You have answered already. Everybody answers once."))
    Naming.objects.bulk_create([Naming(call=locked, named=person, named_by=by) for person in people.values()])


def tell_named(*, now: datetime) -> int:
    """Tell everybody who was named in a call that is over how many named them, once; returns how many messages."""
    today = local_day(now)
    over = ChampionCall.objects.closed_on(today).filter(closes_on__gt=today - TOLD_WITHIN)
    drafts = [
        Draft(
            kind=CHAMPION_NAMED,
            recipient=person,
            object_key=named_key(call),
            due_at=now,
            expires_at=now + TOLD_WITHIN,
        )
        for call in over
        for person in User.objects.active().filter(namings__call=call).distinct()
    ]
    return enqueue(drafts)


@transaction.atomic
def sign_charter(call: ChampionCall, *, by: User, now: datetime, months: int = TERM_MONTHS) -> Champion:
    """`by` is a champion from today on. Signing again while the term runs changes nothing.

    Raises NotAccepted unless they were named in this call and it is over.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    today = local_day(now)
    if not call.is_closed_on(today) or not call.namings.filter(named=by).exists():
        raise NotAccepted(_("The charter is for those whom colleagues named, once the question is over."))
    running = Champion.objects.on(today).filter(user=by, program=call.program).first()
    return running or _begin_term(by, call.program, months, now)


@transaction.atomic
def volunteer(*, by: User, now: datetime, months: int = TERM_MONTHS) -> Champion:
    """`by` signs the charter without having been named, for no program: those are for whom colleagues named there.

    While any term of theirs runs, nothing changes.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    running = Champion.objects.on(local_day(now)).filter(user=by).order_by("-ends_on", "pk").first()
    return running or _begin_term(by, None, months, now)


@transaction.atomic
def take_interview(call: ChampionCall, *, slot: Session, by: User, now: datetime) -> Teaching:
    """`by`, whom colleagues named, is interviewed in an open slot by whoever opened the call.

    Raises NotAccepted unless they were named and the call is over, SlotTaken when the slot is not free any more.
    """
    if not call.is_closed_on(local_day(now)) or not call.namings.filter(named=by).exists():
        raise NotAccepted(_("The interview is for those whom colleagues named, once the question is over."))
    # Locked first and looked at then: one query for both would miss who took it while it waited.
    locked = Session.objects.select_for_update().get(pk=slot.pk)
    if not Session.objects.without_teacher().filter(pk=locked.pk).exists():
        raise SlotTaken(_("Somebody has just taken this slot. Choose another one."))
    interviewer = call.created_by
    if interviewer is None or interviewer == by:
        raise NotAccepted(_("Nobody is there to interview you. Take the slot yourself."))
    title = _("%(name)s, asked about %(subject)s") % {"name": by.name, "subject": call.subject}
    try:
        asked = ask_to_teach(slot, person=by, by=interviewer, step=FirstStep.INTERVIEW, now=now)
    except CannotAsk as refusal:
        raise NotAccepted(str(refusal)) from None
    return accept_invitation(asked, step=FirstStep.INTERVIEW, title=title, now=now)


@transaction.atomic
def start_table(by: User, *, now: datetime) -> Ritual:
    """The champions' table: half an hour every second week, whose members are the champions of today.

    Started again it takes in who is missing.
    """
    _one_after_the_other()
    table = champions_table() or _new_table(by, now)
    known = set(table.members.values_list("pk", flat=True))
    for champion in current_champions(local_day(now)).exclude(user__in=known):
        join_community(table, by=champion.user, now=now)
    return table


def months_later(day: date, months: int) -> date:
    """The same day of the month, or its last one where the month is shorter.

    >>> months_later(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _begin_term(user: User, program: Program | None, months: int, now: datetime) -> Champion:
    today = local_day(now)
    champion = Champion.objects.create(
        user=user, program=program, starts_on=today, ends_on=months_later(today, months), signed_at=now
    )
    table = champions_table()
    if table:
        join_community(table, by=user, now=now)
    return champion


def _one_after_the_other() -> None:
    """Two who start the table at once must not make two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rituals.champions_table'))")


def _new_table(by: User, now: datetime) -> Ritual:
    """A former table that meets no more gives its mark away."""
    Ritual.objects.filter(external_id=TABLE_KEY).update(external_id=None)
    table = create_ritual(
        by,
        name=_("Champions' table"),
        kind=RitualKind.COMMUNITY_OF_PRACTICE,
        rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        first_date=local_day(now) + timedelta(days=1),
        start_time=TABLE_STARTS_AT,
        time_zone=settings.ORG_TIME_ZONE,
        duration_minutes=TABLE_MINUTES,
        description=_("What works, what colleagues ask, and who takes the next slot."),
        audience=Audience.MEMBERS,
        now=now,
    )
    table.external_id = TABLE_KEY
    table.save(update_fields=["external_id", "updated_at"])
    return table
