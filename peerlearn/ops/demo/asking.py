"""What the demo company asks for: topics to learn, colleagues to ask, and circles to join.

The wishes are those of `words/thanks.toml`, the most wanted first: some still wait, some have a date, some were
answered. Champions were named by colleagues of their function before the program began; nobody can see by whom.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from knowledge.models import Passage
from peerlearn.ops.demo.directory import Directory
from peerlearn.ops.demo.forums import Meeting
from peerlearn.ops.demo.thanks_bank import wishes
from peerlearn.ops.demo.timeline import Timeline
from peerlearn.topics.models import Topic
from rituals.models import Champion, ChampionCall, CircleRound, CircleSignUp, Naming, Program, RequestVote, TopicRequest

OPEN_WISHES, PLANNED_WISHES = 7, 3
MOST_VOTES = 23
ASKED_WITHIN = 40
"""Days before the start day in which the wishes were written."""
NAMED_BY = (3, 7)
SIGNED_UP = 14
TERM = timedelta(days=365)


def ask_for_topics(
    timeline: Timeline, directory: Directory, topics: Mapping[str, Topic], meetings: Sequence[Meeting]
) -> None:
    """Write the wishes with their votes, and tie the later ones to sessions about their topic."""
    chance = timeline.chance("wishes")
    for number, wish in enumerate(wishes()):
        at = timeline.midnight - timedelta(days=chance.randrange(2, ASKED_WITHIN), hours=chance.randrange(6, 15))
        voters = chance.sample(directory.people, max(MOST_VOTES - 2 * number - chance.randrange(3), 1))
        request = TopicRequest.objects.create(title=wish.title, topic=topics[wish.topic], asked_by=voters[0])
        TopicRequest.objects.filter(pk=request.pk).update(created_at=at)
        RequestVote.objects.bulk_create(RequestVote(request=request, user=voter) for voter in voters)
        request.votes.update(voted_at=at)
        if number >= OPEN_WISHES:
            _answer(request, meetings, timeline, planned=number < OPEN_WISHES + PLANNED_WISHES)


def name_champions(timeline: Timeline, directory: Directory, program: Program) -> None:
    """The call before the program, whom it named, and the charters they signed."""
    closes_on = timeline.program_start - timedelta(days=7)
    call = ChampionCall.objects.create(
        program=program,
        subject=program.tool,
        opens_on=closes_on - timedelta(days=14),
        closes_on=closes_on,
        created_by=directory.champions[0].manager,
    )
    chance = timeline.chance("namings")
    by_function: dict[int | None, list[int]] = {}
    for person in directory.people:
        by_function.setdefault(person.function_id, []).append(person.pk)
    Naming.objects.bulk_create(
        Naming(call=call, named=champion, named_by_id=named_by)
        for champion in directory.champions
        for named_by in chance.sample(by_function[champion.function_id], chance.randint(*NAMED_BY))
        if named_by != champion.pk
    )
    Champion.objects.bulk_create(
        Champion(
            user=champion,
            program=program,
            starts_on=timeline.program_start,
            ends_on=timeline.program_start + TERM,
            signed_at=timeline.midnight - (timeline.today - closes_on),
        )
        for champion in directory.champions
    )


def call_circles(timeline: Timeline, directory: Directory, program: Program) -> None:
    """A round of coaching circles that people are signing up for."""
    closes_on = timeline.today + timedelta(days=10)
    circle_round = CircleRound.objects.create(
        program=program,
        name="Winning time back",
        purpose="An hour every second week: one person brings a task the assistants should shorten, the others ask.",
        closes_on=closes_on,
        rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        first_date=closes_on + timedelta(days=7),
        start_time=timeline.midnight.replace(hour=15).time(),
        time_zone="Europe/Lisbon",
        duration_minutes=60,
        created_by=directory.champions[1],
    )
    signed = timeline.chance("circles").sample(directory.people, SIGNED_UP)
    CircleSignUp.objects.bulk_create(CircleSignUp(round=circle_round, user=person) for person in signed)


def _answer(request: TopicRequest, meetings: Sequence[Meeting], timeline: Timeline, *, planned: bool) -> None:
    """The next session about the topic, or the latest captured one with the place where its middle begins."""
    about = [meeting.session for meeting in meetings if meeting.text and meeting.text.topic == str(request.topic)]
    if planned:
        coming = [session for session in about if session.starts_at >= timeline.midnight]
        request.session = min(coming, key=lambda session: session.starts_at, default=None)
    else:
        captured = [session for session in about if session.captured_at]
        request.session = max(captured, key=lambda session: session.starts_at, default=None)
        request.answered_at_second = _middle_of(request)
    request.save(update_fields=["session", "answered_at_second", "updated_at"])


def _middle_of(request: TopicRequest) -> int | None:
    passages = Passage.objects.shown().filter(article__session=request.session).order_by("number")
    starts = [start for start in passages.values_list("starts", flat=True) if start is not None]
    return int(starts[len(starts) // 2]) if starts else None
