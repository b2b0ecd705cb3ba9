"""The demo company's rituals and their dated meetings: thirty weekly brown bags and the other forms.

The brown bags belong to a program that began 26 weeks before the start day; six meet on each working day, each is
taught by its champion. The other forms have their first date after the start day; `archive` has the series that ended.
"""

import tomllib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.text import slugify

from peerlearn.core.windows import local_midnight
from peerlearn.ops.demo.directory import Directory
from peerlearn.ops.demo.reference import ONE_OPEN_SLOT_IN, RITUALS_PER_FUNCTION, WEEKS, sign_in
from peerlearn.ops.demo.timeline import Timeline
from peerlearn.ops.demo.writing import FOLDER, WrittenSession, bank, compose
from peerlearn.people.models import User
from peerlearn.topics.models import Synonym, Topic, slug_for, topic_key
from rituals.enums import Audience, CapturePolicy, RitualKind, SessionStatus, TeachingState
from rituals.models import Facilitation, Program, Ritual, Session, Teaching
from rituals.recurrence import DAY_CODES, first_fitting_day, parse_rule, session_end
from rituals.services.series import schedule_of
from rituals.services.sessions import SETTLED_AFTER, capture_deadline

PROGRAM_SLUG = "assistants-in-client-work"
BROWN_BAG = "demo:brown-bag-"
STARTS = (time(9, 0), time(10, 30), time(12, 0), time(12, 45), time(14, 0), time(16, 0))
MINUTES = 30
OPEN_AT = 3
"""Which of six consecutive slots is open."""
ASKED_AHEAD = timedelta(days=17)

# Kind, rhythm, local start, minutes, days after the start day, number of the champion who hosts it.
OTHER_FORMS: Mapping[str, tuple[str, time, int, int, int]] = {
    RitualKind.DEMO_DAY: ("FREQ=MONTHLY;BYDAY=1FR", time(15, 0), 60, 5, 4),
    RitualKind.COACHING_CIRCLE: ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", time(17, 0), 60, 3, 4),
    RitualKind.COMMUNITY_OF_PRACTICE: ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", time(17, 0), 45, 8, 13),
    RitualKind.OFFICE_HOURS: ("FREQ=WEEKLY;BYDAY=TH", time(11, 30), 60, 4, 15),
    RitualKind.WORKING_OUT_LOUD: ("FREQ=WEEKLY;BYDAY=MO", time(8, 30), 15, 7, 20),
}
CIRCLE_MEMBERS = 5
SLOT_MINUTES = 20


@dataclass(frozen=True)
class Forum:
    """One weekly brown bag: its number from 0, its row, its two topics and who teaches it."""

    number: int
    ritual: Ritual
    topics: tuple[str, str]
    champion: User

    def text(self, week: int) -> WrittenSession:
        """What is said in a week of the program: the topics take turns."""
        return compose(self.topics[(week + 1) % 2], week // 2)

    def is_open(self, week: int) -> bool:
        """Whether the slot of a week to come is left for somebody to claim."""
        return (self.number + week) % ONE_OPEN_SLOT_IN == OPEN_AT


@dataclass
class Meeting:
    """One date of a forum, with what is said in it; `text` is None for an open slot."""

    forum: Forum
    week: int
    session: Session
    text: WrittenSession | None


@cache
def ritual_words() -> Mapping[str, Any]:
    """The written names and descriptions of all rituals."""
    return tomllib.loads((FOLDER / "words" / "rituals.toml").read_text(encoding="utf-8"))


def create_topics(directory: Directory) -> dict[str, Topic]:
    """Every topic of the bank with its synonyms, owned by the champion of the forum it is at home in."""
    topics = Topic.objects.bulk_create(Topic(name=name, key=topic_key(name), slug=slug_for(name)) for name in bank())
    by_name = {topic.name: topic for topic in topics}
    Synonym.objects.bulk_create(
        Synonym(topic=by_name[name], word=word, key=topic_key(word))
        for name, written in bank().items()
        for word in written.synonyms
    )
    homes = zip(ritual_words()["brown_bags"], directory.champions, strict=True)
    Topic.owners.through.objects.bulk_create(
        Topic.owners.through(topic=by_name[name], user=champion)
        for words, champion in homes
        for name in words["topics"]
    )
    return by_name


def create_program(timeline: Timeline, directory: Directory) -> Program:
    return Program.objects.create(
        name="AI assistants in client work",
        slug=PROGRAM_SLUG,
        goal="Everybody who works for clients uses the assistants every week, and can say where they fail.",
        tool="AI assistants",
        target_share="0.800",
        target_on=timeline.program_start + timedelta(days=364),
        baseline_share="0.120",
        baseline_on=timeline.program_start - timedelta(days=10),
        formal_parts="What client data may be entered where is taught by information security, once a year.",
        starts_on=timeline.program_start,
        sponsor=directory.people[0],
    )


def create_forums(timeline: Timeline, directory: Directory, program: Program, *, policy: str) -> list[Forum]:
    """The thirty brown bags; the next champion of the same function is the second facilitator of each."""
    words = ritual_words()["brown_bags"]
    rituals = Ritual.objects.bulk_create(
        _brown_bag(timeline, number, written, directory, program, policy) for number, written in enumerate(words)
    )
    seconds = [_second(directory, number) for number in range(len(rituals))]
    Facilitation.objects.bulk_create(
        Facilitation(ritual=ritual, user=user)
        for ritual, champion, second in zip(rituals, directory.champions, seconds, strict=True)
        for user in (champion, second)
    )
    return [
        Forum(number, ritual, tuple(words[number]["topics"]), directory.champions[number])
        for number, ritual in enumerate(rituals)
    ]


def known_forums() -> list[Forum]:
    """The brown bags of the demo company that still meet."""
    words = ritual_words()["brown_bags"]
    found = Ritual.objects.running().filter(external_id__startswith=BROWN_BAG, created_by__is_active=True)
    numbered = ((int(str(ritual.external_id).removeprefix(BROWN_BAG)), ritual) for ritual in found)
    return [
        Forum(number, ritual, tuple(words[number]["topics"]), ritual.created_by)
        for number, ritual in sorted(numbered, key=lambda pair: pair[0])
        if ritual.created_by
    ]


def meetings_of(timeline: Timeline, forum: Forum) -> list[Meeting]:
    """Its meetings from the start of the program to the horizon, not yet saved: held before the start day."""
    schedule = schedule_of(forum.ritual)
    starts = schedule.between(local_midnight(timeline.program_start), local_midnight(timeline.planned_to))
    return [_meeting(timeline, forum, start) for start in starts]


def save_meetings(timeline: Timeline, meetings: Sequence[Meeting], topics: Mapping[str, Topic]) -> None:
    """Write sessions that are not there yet, with their topics and teachers."""
    Session.objects.bulk_create([meeting.session for meeting in meetings], batch_size=500)
    taught = [meeting for meeting in meetings if meeting.text]
    link_topics(taught, topics)
    Teaching.objects.bulk_create(
        [_teaching(meeting, min(meeting.session.starts_at, timeline.midnight) - ASKED_AHEAD) for meeting in taught]
    )


def link_topics(meetings: Iterable[Meeting], topics: Mapping[str, Topic]) -> None:
    """File sessions under the topic of what is said in them."""
    Session.topics.through.objects.bulk_create(
        (
            Session.topics.through(session=meeting.session, topic=topics[meeting.text.topic])
            for meeting in meetings
            if meeting.text and meeting.text.topic in topics
        ),
        ignore_conflicts=True,
    )


def announce(session: Session, text: WrittenSession) -> None:
    """Give a session the title and abstract of what will be said."""
    session.title, session.abstract = text.title, text.abstract


def hold(session: Session) -> None:
    """The session took place."""
    session.status = SessionStatus.HELD
    session.held_at = session.ends_at + SETTLED_AFTER
    session.capture_due_at = capture_deadline(session.ends_at, session.time_zone)


def create_other_forms(timeline: Timeline, directory: Directory, program: Program) -> None:
    """Demo day, circle, community, office hours and working out loud, with their dates to come."""
    for words in ritual_words()["other_forms"]:
        rule, start, minutes, days, host = OTHER_FORMS[words["kind"]]
        champion = directory.champions[host]
        ritual = Ritual.objects.create(
            program=program,
            slug=slugify(words["name"]),
            kind=words["kind"],
            name=words["name"],
            description=words["description"],
            rrule=rule,
            first_date=first_fitting_day(parse_rule(rule), timeline.today + timedelta(days=days)),
            start_time=start,
            time_zone=_zone_of(champion),
            duration_minutes=minutes,
            slot_minutes=SLOT_MINUTES if words["kind"] == RitualKind.OFFICE_HOURS else None,
            meeting_url=_meeting_url(words["name"]),
            audience=Audience.MEMBERS if words["kind"] == RitualKind.COACHING_CIRCLE else Audience.OPEN,
            capture_policy=_policy(words["kind"]),
            external_id=f"demo:{words['kind']}",
            created_by=champion,
        )
        Facilitation.objects.create(ritual=ritual, user=champion)
        if ritual.audience == Audience.MEMBERS:
            ritual.members.set([champion, *_circle(directory)])
        _save_other_dates(timeline, ritual, champion)


def dated(ritual: Ritual, start: datetime, seed: int) -> Session:
    """A session of a ritual, not yet saved, whose calendar identity follows from the ritual and its date."""
    name = f"{seed}/{ritual.slug}/{start.isoformat()}"
    return Session(
        ritual=ritual,
        kind=ritual.kind,
        starts_at=start,
        ends_at=session_end(ritual.kind, start, ritual.duration_minutes, ZoneInfo(ritual.time_zone)),
        recurrence_id=start,
        series_uid=ritual.uid,
        time_zone=ritual.time_zone,
        meeting_url=ritual.meeting_url,
        place=ritual.place,
        audience=ritual.audience,
        capacity=ritual.capacity,
        capture_policy=ritual.capture_policy,
        uid=f"{uuid.uuid5(uuid.NAMESPACE_URL, name)}@peerlearn",
    )


def _brown_bag(
    timeline: Timeline, number: int, words: Mapping[str, Any], directory: Directory, program: Program, policy: str
) -> Ritual:
    function, weekday = divmod(number, RITUALS_PER_FUNCTION)
    champion = directory.champions[number]
    rule = f"FREQ=WEEKLY;BYDAY={DAY_CODES[weekday]}"
    return Ritual(
        program=program,
        name=words["name"],
        slug=slugify(words["name"]),
        kind=RitualKind.BROWN_BAG,
        description=words["description"],
        function=directory.functions[function],
        rrule=rule,
        first_date=first_fitting_day(parse_rule(rule), timeline.program_start),
        start_time=STARTS[(function + weekday) % len(STARTS)],
        time_zone=_zone_of(champion),
        duration_minutes=MINUTES,
        place=f"{champion.location}, kitchen table",
        meeting_url=_meeting_url(words["name"]),
        capture_policy=policy,
        external_id=f"{BROWN_BAG}{number:02}",
        created_by=champion,
    )


def _second(directory: Directory, number: int) -> User:
    function, place = divmod(number, RITUALS_PER_FUNCTION)
    return directory.champions[function * RITUALS_PER_FUNCTION + (place + 1) % RITUALS_PER_FUNCTION]


def _zone_of(person: User) -> str:
    """The person's zone, as long as its working day is one day of the organisation's too."""
    same_day = settings.ORG_TIME_ZONE.startswith("Europe/")
    return person.time_zone if same_day else settings.ORG_TIME_ZONE


def _meeting_url(name: str) -> str:
    return f"https://meet.hollisbrandt.example/{slugify(name)}"


def _meeting(timeline: Timeline, forum: Forum, start: datetime) -> Meeting:
    week = timeline.week_of(start)
    session = dated(forum.ritual, start, timeline.seed)
    if start < timeline.midnight:
        hold(session)
    text = None if week >= WEEKS and forum.is_open(week) else forum.text(week)
    if text:
        announce(session, text)
    return Meeting(forum, week, session, text)


def _teaching(meeting: Meeting, answered_at: datetime) -> Teaching:
    return accepted(meeting.session, meeting.forum.champion, answered_at)


def accepted(session: Session, teacher: User, answered_at: datetime) -> Teaching:
    """A teacher who said yes, not yet saved."""
    return Teaching(session=session, user=teacher, state=TeachingState.ACCEPTED, answered_at=answered_at)


def _policy(kind: str) -> str:
    if kind == RitualKind.DEMO_DAY:
        return CapturePolicy.STANDARD
    written = kind in (RitualKind.COMMUNITY_OF_PRACTICE, RitualKind.WORKING_OUT_LOUD)
    return CapturePolicy.NOTES_ONLY if written else CapturePolicy.NONE


def _circle(directory: Directory) -> list[User]:
    """The employee who signs in, and colleagues of other functions."""
    employee = next(person for person in directory.people if person.email == sign_in("employee"))
    size = len(directory.people) // len(directory.functions)
    others = [directory.people[team * size + size // 4] for team in range(1, CIRCLE_MEMBERS - 1)]
    return [employee, *others]


def _save_other_dates(timeline: Timeline, ritual: Ritual, host: User) -> None:
    """Dates up to the horizon, hosted; a demo day waits for its speakers."""
    starts = schedule_of(ritual).between(timeline.midnight, local_midnight(timeline.planned_to))
    sessions = [dated(ritual, start, timeline.seed) for start in starts]
    hosted = ritual.kind != RitualKind.DEMO_DAY
    for session in sessions:
        session.title = ritual.name if hosted else ""
    Session.objects.bulk_create(sessions)
    if hosted:
        Teaching.objects.bulk_create(accepted(session, host, timeline.midnight - ASKED_AHEAD) for session in sessions)
