"""Who said they would come to the demo company's sessions, and who came.

The reference case fixes the figures: 7,800 attendances, everybody at least once, 732 people in the 28 days before the
start day.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery

from peerlearn.core.windows import local_day, local_midnight
from peerlearn.ops.demo.directory import Directory, is_sign_in
from peerlearn.ops.demo.forums import Meeting
from peerlearn.ops.demo.reference import ATTENDED_IN_WINDOW, LEARNERS_PER_SESSION, sign_in
from peerlearn.ops.demo.seating import Habits, Table, seat, sizes
from peerlearn.ops.demo.timeline import Timeline, moment_between
from peerlearn.people.models import User
from rituals.enums import CheckIn, Reply
from rituals.models import RSVP, Attendance, Session

FORUMS_OF_EMPLOYEE = (0, 4)
"""The employee who signs in comes to the forums of the two champions who sign in, every second week."""
EMPLOYEE_SINCE_WEEK = 10
REPLIES_AHEAD = timedelta(days=14)
REPLIED_AHEAD = timedelta(days=7)
SHARE_WHO_REPLY = 0.8


def habits_of(timeline: Timeline, directory: Directory) -> Habits:
    return Habits(timeline.chance("habits"), directory.function_numbers)


def choose_window_learners(timeline: Timeline, directory: Directory, scale: int) -> set[int]:
    """The places of the people who came in the 28 days before the start day; all who sign in are among them."""
    known = [place for place, person in enumerate(directory.people) if is_sign_in(person)]
    others = [place for place, person in enumerate(directory.people) if not is_sign_in(person)]
    chosen = timeline.chance("window").sample(others, ATTENDED_IN_WINDOW * scale - len(known))
    return {*known, *chosen}


def seat_past(
    timeline: Timeline,
    directory: Directory,
    meetings: Sequence[Meeting],
    habits: Habits,
    *,
    window: set[int],
    scale: int,
) -> list[Table]:
    """Who came to every past meeting, in the order of the meetings."""
    tables = _tables(timeline, directory, meetings, scale)
    _seat_employee(directory, meetings, tables)
    early = [table for table in tables if table.day < timeline.window_start]
    late = [table for table in tables if table.day >= timeline.window_start]
    chance = timeline.chance("attendance")
    everybody = range(len(directory.people))
    seat(chance, early, habits, allowed=set(everybody), must=[place for place in everybody if place not in window])
    seat(chance, late, habits, allowed=window, must=sorted(window))
    return tables


def seat_days(
    timeline: Timeline, directory: Directory, meetings: Sequence[Meeting], habits: Habits, *, scale: int
) -> list[Table]:
    """Who comes to meetings after the start day. Who signs in comes only where they said so."""
    tables = _tables(timeline, directory, meetings, scale)
    by_session = {meeting.session.pk: table for meeting, table in zip(meetings, tables, strict=True)}
    known = {place for place, person in enumerate(directory.people) if is_sign_in(person)}
    replies = RSVP.objects.filter(session__in=by_session).order_by("pk").values_list("session_id", "user_id", "reply")
    for session_id, user_id, reply in replies:
        place = directory.place_of.get(user_id)
        if reply == Reply.ACCEPTED and place is not None and place != by_session[session_id].teacher:
            by_session[session_id].learners.append(place)
    for table in tables:
        table.size = max(table.size, len(table.learners))
    allowed = set(range(len(directory.people))) - known
    seat(timeline.chance("attendance", *sorted({table.day for table in tables})), tables, habits, allowed=allowed)
    return tables


def write_attendance(directory: Directory, meetings: Sequence[Meeting], tables: Sequence[Table]) -> None:
    """Everybody who came used the join link, at the minute the session began."""
    Attendance.objects.bulk_create(
        [
            Attendance(session=meeting.session, user=directory.people[place], how=CheckIn.JOIN_LINK)
            for meeting, table in zip(meetings, tables, strict=True)
            for place in table.learners
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )
    start = Session.objects.filter(pk=OuterRef("session_id")).values("starts_at")
    sessions = [meeting.session.pk for meeting in meetings]
    Attendance.objects.filter(session__in=sessions, how=CheckIn.JOIN_LINK).update(noted_at=Subquery(start))


def write_past_replies(
    timeline: Timeline, directory: Directory, meetings: Sequence[Meeting], tables: Sequence[Table], habits: Habits
) -> None:
    """Most who came had said so; one or two who had said so did not come, and some had declined."""
    chance = timeline.chance("replies")
    replies: list[RSVP] = []
    for meeting, table in zip(meetings, tables, strict=True):
        came = [place for place in table.learners if chance.random() < SHARE_WHO_REPLY]
        others = _others(chance, habits, table, chance.choice((0, 1, 2, 3)))
        for number, place in enumerate([*came, *others]):
            accepted = number < len(came) + 2
            replies.append(_reply(chance, meeting, directory.people[place], accepted=accepted))
    _write_replies(replies)


def write_coming_replies(
    timeline: Timeline, directory: Directory, meetings: Iterable[Meeting], habits: Habits, *, since: date, scale: int
) -> None:
    """Replies to the sessions from the day `since` to two weeks after the timeline's day."""
    replies: list[RSVP] = []
    first, end = local_midnight(since), timeline.midnight + REPLIES_AHEAD
    for meeting in meetings:
        if not first <= meeting.session.starts_at < end:
            continue
        chance = timeline.chance("coming", meeting.forum.number, meeting.week)
        table = Table(meeting.forum.number, since, 0, directory.place_of.get(meeting.forum.champion.pk, -1))
        for number, place in enumerate(_others(chance, habits, table, chance.randrange(4, 9) * scale)):
            person = directory.people[place]
            if not is_sign_in(person):
                replies.append(_reply(chance, meeting, person, accepted=number > 0, before=timeline.midnight))
    _write_replies(replies)


def write_replies_of_employee(timeline: Timeline, directory: Directory, meetings: Iterable[Meeting]) -> None:
    """The employee who signs in comes to the next talk of one forum and perhaps to that of another."""
    employee = directory.people[_employee(directory)]
    tomorrow = timeline.midnight + timedelta(days=1)
    for forum, reply in zip(FORUMS_OF_EMPLOYEE, (Reply.ACCEPTED, Reply.TENTATIVE), strict=True):
        coming = [
            meeting.session
            for meeting in meetings
            if meeting.forum.number == forum and meeting.text and meeting.session.starts_at >= tomorrow
        ]
        replied_at = timeline.midnight - timedelta(hours=8)
        RSVP.objects.update_or_create(
            session=min(coming, key=lambda session: session.starts_at),
            user=employee,
            defaults={"reply": reply, "replied_at": replied_at},
        )


def _tables(timeline: Timeline, directory: Directory, meetings: Sequence[Meeting], scale: int) -> list[Table]:
    """An empty table for each meeting; those of one week have their usual number of seats together."""
    weeks: dict[int, list[int]] = {}
    for meeting in meetings:
        weeks.setdefault(meeting.week, []).append(meeting.forum.number)
    size = {
        (week, number): seats
        for week, numbers in weeks.items()
        for number, seats in zip(
            sorted(numbers),
            sizes(timeline.chance("sizes", week), len(numbers), LEARNERS_PER_SESSION * scale),
            strict=True,
        )
    }
    return [
        Table(
            meeting.forum.number,
            local_day(meeting.session.starts_at),
            size[meeting.week, meeting.forum.number],
            directory.place_of.get(meeting.forum.champion.pk, -1),
        )
        for meeting in meetings
    ]


def _seat_employee(directory: Directory, meetings: Sequence[Meeting], tables: Sequence[Table]) -> None:
    employee = _employee(directory)
    for meeting, table in zip(meetings, tables, strict=True):
        turn = (meeting.week + FORUMS_OF_EMPLOYEE.index(table.ritual)) % 2 if table.ritual in FORUMS_OF_EMPLOYEE else 1
        if turn == 0 and meeting.week >= EMPLOYEE_SINCE_WEEK:
            table.learners.append(employee)


def _employee(directory: Directory) -> int:
    return next(place for place, person in enumerate(directory.people) if person.email == sign_in("employee"))


def _others(chance: random.Random, habits: Habits, table: Table, count: int) -> list[int]:
    """Different regulars of the table's ritual who do not sit at it."""
    drawn = dict.fromkeys(chance.choice(habits.regulars[table.ritual]) for _number in range(count))
    return [place for place in drawn if place != table.teacher and place not in table.learners]


def _reply(
    chance: random.Random, meeting: Meeting, person: User, *, accepted: bool, before: datetime | None = None
) -> RSVP:
    end = min(meeting.session.starts_at, before) if before else meeting.session.starts_at
    reply = Reply.ACCEPTED if accepted else Reply.DECLINED
    replied_at = moment_between(chance, end - REPLIED_AHEAD, end)
    return RSVP(session=meeting.session, user=person, reply=reply, replied_at=replied_at)


def _write_replies(replies: Iterable[RSVP]) -> None:
    RSVP.objects.bulk_create(list(replies), batch_size=2000, ignore_conflicts=True)
