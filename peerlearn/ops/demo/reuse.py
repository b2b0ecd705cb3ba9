"""How the demo company uses again what was captured: it opens articles, says that they helped, and thanks.

The reference case fixes two figures: with those who only opened a capture, 1,020 people were reached in the 28 days
before the start day; 24 of the 30 teachers were thanked in 60 days.
"""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle

from knowledge.models import Article, Copied, Helped, Opening, Snippet
from peerlearn.core.windows import local_day
from peerlearn.ops.demo.directory import Directory
from peerlearn.ops.demo.forums import Forum
from peerlearn.ops.demo.reference import REACHED_IN_WINDOW, THANKED_TEACHERS, THANKED_WITHIN, sign_in
from peerlearn.ops.demo.thanks_bank import lines
from peerlearn.ops.demo.timeline import Timeline, moment_between
from peerlearn.people.models import User
from recognition.enums import Openness
from recognition.models import Kudos

OPENINGS_BEFORE = 3
"""Openings of each older capture in the weeks after it was published."""
OPENED_WITHIN = 60
SHARE_OF_LEARNERS_WHO_OPEN = 0.4
OPENINGS_A_DAY = 52
SETTLED_BEFORE = timedelta(days=4)
"""Readers of the window open what was captured before this: so there is a working day on which they can."""
EARLIER_THANKS = 150
THANKED_AFTER = timedelta(days=9)
HELPED_AFTER = timedelta(days=20)
PRIVATE_ONE_IN = 8
SHARE_WHO_OPEN_ARCHIVE = 0.2
SHARE_WHO_COPY = 0.3
THANKED_SHARE = 0.35
"""Share of new captures that are thanked for in a line."""


@dataclass(frozen=True)
class Heard:
    """A captured session: its article, the place of its teacher, and the places of those who came."""

    forum: Forum
    article: Article
    teacher: int
    learners: Sequence[int]

    @property
    def captured_at(self) -> datetime:
        if self.article.published_at is None:
            raise ValueError(f"{self.article} was not published")
        return self.article.published_at


@dataclass(frozen=True)
class Thanks:
    """One person thanks the teacher of one article."""

    article: Article
    giver: User
    receiver: User
    text: str
    at: datetime


def open_before_window(timeline: Timeline, directory: Directory, heard: Sequence[Heard]) -> list[Opening]:
    """Openings up to the day before the last 28 days begin, by anybody."""
    chance = timeline.chance("opened before")
    found = []
    for session in heard:
        first = local_day(session.captured_at)
        days = min((timeline.window_start - first).days, OPENED_WITHIN)
        for _number in range(OPENINGS_BEFORE if days > 0 else 0):
            place = chance.randrange(len(directory.people))
            if place != session.teacher:
                found.append(_opening(directory, session, place, first + timedelta(days=chance.randrange(days))))
    return found


def open_in_window(
    timeline: Timeline, directory: Directory, heard: Sequence[Heard], *, learners: set[int], scale: int
) -> list[Opening]:
    """Openings in the last 28 days by people who came to no session, and by some of those who did."""
    chance = timeline.chance("opened")
    others = [place for place in range(len(directory.people)) if place not in learners]
    readers = chance.sample(others, REACHED_IN_WINDOW * scale - len(learners))
    again = [place for place in sorted(learners) if chance.random() < SHARE_OF_LEARNERS_WHO_OPEN]
    settled = [session for session in heard if local_day(session.captured_at) < timeline.today - SETTLED_BEFORE]
    return [
        _recent_opening(chance, timeline, directory, settled, place)
        for place in [*readers, *again]
        for _number in range(chance.choice((1, 1, 2, 3)))
    ]


def open_archive(
    timeline: Timeline, directory: Directory, archive: Sequence[Article], reached: set[int]
) -> list[Opening]:
    """People hired after the archived series had ended open what is left of it; `reached` up to these days."""
    chance = timeline.chance("archive")
    found = []
    for place, person in enumerate(directory.people):
        end = timeline.today if place in reached else timeline.window_start
        for article in archive:
            joined = person.start_date
            if joined and joined > local_day(article.dated_at) and chance.random() < SHARE_WHO_OPEN_ARCHIVE:
                day = joined + timedelta(days=chance.randrange((end - joined).days))
                found.append(Opening(article=article, user=person, day=day))
    return found


def open_on(
    timeline: Timeline, directory: Directory, heard: Sequence[Heard], day: date, people: Sequence[int]
) -> list[Opening]:
    """Openings on one day after the start day."""
    chance = timeline.chance("opened", day)
    published = [session for session in heard if local_day(session.captured_at) < day]
    found = []
    for _number in range(OPENINGS_A_DAY if published and day.weekday() < 5 else 0):
        session, place = _recent(chance, published), chance.choice(people)
        if place != session.teacher:
            found.append(_opening(directory, session, place, day))
    return found


def write_openings(timeline: Timeline, openings: Sequence[Opening]) -> None:
    """Each person, article and day once; some of those who open what can be copied do so."""
    Opening.objects.bulk_create(openings, batch_size=2000, ignore_conflicts=True)
    chance = timeline.chance("copied", len(openings), openings[0].day if openings else "")
    snippets = Snippet.objects.filter(article__in={opening.article_id for opening in openings})
    first = {snippet.article_id: snippet for snippet in snippets.order_by("-order", "-pk")}
    Copied.objects.bulk_create(
        (
            Copied(article=opening.article, snippet=first[opening.article_id], user=opening.user, day=opening.day)
            for opening in openings
            if opening.article_id in first and chance.random() < SHARE_WHO_COPY
        ),
        batch_size=2000,
        ignore_conflicts=True,
    )


def thank_before(timeline: Timeline, directory: Directory, heard: Sequence[Heard]) -> list[Thanks]:
    """Thanks up to the start day: in the last 60 days to 24 of the teachers, each line once; before to all of them."""
    chance = timeline.chance("thanks")
    recent_start = timeline.midnight - THANKED_WITHIN
    recent = [session for session in heard if session.captured_at > recent_start]
    older = [session for session in heard if session.captured_at < recent_start - THANKED_AFTER]
    forums = sorted({session.forum.number for session in heard})
    thanked = sorted([forums[0], forums[4], *chance.sample([*forums[1:4], *forums[5:]], THANKED_TEACHERS - 2)])
    words = chance.sample(lines(), len(lines()))
    found = _thanks_of_employee(timeline, directory, recent, words)
    given = {(thanks.article.pk, thanks.giver.pk) for thanks in found}
    rounds = zip(words[len(found) :], cycle(thanked), strict=False)
    plans = [
        *((line, [session for session in recent if session.forum.number == number]) for line, number in rounds),
        *((line, older) for line in chance.sample(words, EARLIER_THANKS)),
    ]
    for line, sessions in plans:
        thanks = _thanks(chance, directory, chance.choice(sessions), line, before=timeline.midnight)
        if (thanks.article.pk, thanks.giver.pk) not in given:
            given.add((thanks.article.pk, thanks.giver.pk))
            found.append(thanks)
    return found


def thank_for(
    timeline: Timeline, directory: Directory, heard: Sequence[Heard], *, known: Collection[int], before: datetime
) -> list[Thanks]:
    """Thanks for sessions captured after the start day; `known` are the places of those who sign in."""
    found = []
    for session in heard:
        chance = timeline.chance("thanks", session.forum.number, local_day(session.article.dated_at))
        learners = [place for place in session.learners if place not in known]
        if learners and chance.random() < THANKED_SHARE:
            heard_by_others = Heard(session.forum, session.article, session.teacher, learners)
            found.append(_thanks(chance, directory, heard_by_others, chance.choice(lines()), before=before))
    return found


def write_thanks(timeline: Timeline, thanks: Sequence[Thanks]) -> None:
    """Thanks for articles; one in eight is for the teacher only."""
    chance = timeline.chance("private", len(thanks), thanks[0].at if thanks else "")
    Kudos.objects.bulk_create(
        (
            Kudos(
                giver=line.giver,
                receiver=line.receiver,
                article=line.article,
                text=line.text,
                openness=Openness.PRIVATE if chance.randrange(PRIVATE_ONE_IN) == 0 else Openness.PUBLIC,
                given_at=line.at,
            )
            for line in thanks
        ),
        ignore_conflicts=True,
    )


def write_helped(
    timeline: Timeline,
    directory: Directory,
    heard: Sequence[Heard],
    thanks: Sequence[Thanks],
    *,
    before: datetime,
    known: Collection[int] = (),
) -> None:
    """Who thanks was helped, and so were a few more of those who came."""
    marks = {(line.article.pk, line.giver.pk): line.at for line in thanks}
    for session in heard:
        chance = timeline.chance("helped", session.forum.number, local_day(session.article.dated_at))
        learners = [place for place in session.learners if place not in known]
        for place in chance.sample(learners, min(len(learners), chance.choice((0, 1, 1, 2, 3, 4)))):
            at = _moment_after(chance, session, HELPED_AFTER, before)
            marks.setdefault((session.article.pk, directory.people[place].pk), at)
    rows = [Helped(article_id=article, user_id=user) for article, user in marks]
    Helped.objects.bulk_create(rows, ignore_conflicts=True)
    written = Helped.objects.filter(article__in={article for article, _user in marks})
    changed = []
    for row in written.order_by("pk"):
        if (row.article_id, row.user_id) in marks:
            row.at = marks[row.article_id, row.user_id]
            changed.append(row)
    Helped.objects.bulk_update(changed, ["at"], batch_size=500)


def _opening(directory: Directory, session: Heard, place: int, day: date) -> Opening:
    return Opening(article=session.article, user=directory.people[place], day=day)


def _recent_opening(
    chance: random.Random, timeline: Timeline, directory: Directory, heard: Sequence[Heard], place: int
) -> Opening:
    """One opening on a working day of the window, of anything but one's own session."""
    session = _recent(chance, heard)
    while session.teacher == place:
        session = _recent(chance, heard)
    first = max(timeline.window_start, local_day(session.captured_at))
    days = [first + timedelta(days=number) for number in range((timeline.today - first).days)]
    return _opening(directory, session, place, chance.choice([day for day in days if day.weekday() < 5]))


def _recent(chance: random.Random, heard: Sequence[Heard]) -> Heard:
    """One of the sessions, newer ones more often."""
    return heard[int(len(heard) * chance.random() ** 0.5)]


def _thanks_of_employee(
    timeline: Timeline, directory: Directory, recent: Sequence[Heard], words: Sequence[str]
) -> list[Thanks]:
    """The employee who signs in thanked for the first two sessions of the last 60 days that they came to."""
    employee = next(person for person in directory.people if person.email == sign_in("employee"))
    place = directory.place_of[employee.pk]
    attended = [session for session in recent if place in session.learners][:2]
    return [
        Thanks(session.article, employee, session.forum.champion, line, session.captured_at + timedelta(hours=3))
        for session, line in zip(attended, words, strict=False)
    ]


def _thanks(chance: random.Random, directory: Directory, session: Heard, line: str, *, before: datetime) -> Thanks:
    giver = directory.people[chance.choice(session.learners)]
    at = _moment_after(chance, session, THANKED_AFTER, before)
    return Thanks(session.article, giver, session.forum.champion, line, at)


def _moment_after(chance: random.Random, session: Heard, span: timedelta, before: datetime) -> datetime:
    return moment_between(chance, session.captured_at, min(session.captured_at + span, before))
