"""The facts behind velocity, counted by the database for many windows of many scopes at once.

What counts follows one rule each:
- a session lies in the window in which it started, and counts once it is held; what came after the as-of instant does
  not count;
- teachers are those who accepted; who writes a round of working out loud does not teach by it;
- a capture is due when its time has passed at the window's as-of instant, while what is captured is what is known now;
- reached is who attended, or opened a published capture of any session; teachers reach nobody by their own sessions;
- a learner attended, or watched two minutes of something, copied from it or said that it helped: opening is reach only.

Scopes: the organisation; a program (sessions of its rituals, population of its functions or everybody); a function with
its sub-tree (sessions taught by one of its people, its people as teachers and as population, reached wherever they
learned). Every query counts all windows and scopes in one pass, however many there are. No answer carries a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from knowledge.selectors.reuse import ENOUGH_SECONDS
from metrics.models import Scope, Span
from metrics.velocity import Facts
from peerlearn.core.windows import Window, calendar_month, local_day, local_midnight, trailing


@dataclass(frozen=True)
class Frame:
    """A window, and the instant at which deadlines in it are judged."""

    span: Span
    window: Window
    as_of: datetime

    @property
    def day(self) -> date:
        """What names the frame: the day at whose first instant it ends, or the first day of the month."""
        return local_day(self.window.end if self.span == Span.TRAILING else self.window.start)

    @property
    def first_day(self) -> date:
        return local_day(self.window.start)

    @property
    def last_day(self) -> date:
        """The day whose population counts: the last one in the window that has begun."""
        return local_day(min(self.window.end, self.as_of + timedelta(microseconds=1)) - timedelta(microseconds=1))

    @property
    def ends_at(self) -> datetime:
        """The end of what counts: a window may reach beyond the as-of instant."""
        return min(self.window.end, self.as_of)

    @property
    def day_after(self) -> date:
        """The first day that does not count any more."""
        return local_day(self.ends_at - timedelta(microseconds=1)) + timedelta(days=1)

    @property
    def scale(self) -> float:
        return self.window.per_month if self.span == Span.TRAILING else 1.0


def trailing_frame(now: datetime) -> Frame:
    """The headline: the 28 days up to the last local midnight, deadlines judged at `now`."""
    return Frame(Span.TRAILING, trailing(now), now)


def curve_frame(day: date) -> Frame:
    """A day of the curve: the 28 days up to its first instant, deadlines judged then."""
    midnight = local_midnight(day)
    return Frame(Span.TRAILING, trailing(midnight), midnight)


def month_frame(day: date, now: datetime) -> Frame:
    """The calendar month of `day`, deadlines judged at `now`."""
    return Frame(Span.MONTH, calendar_month(day), now)


def facts_of(frame: Frame, scope: Scope = Scope.ORGANISATION, scope_id: int = 0) -> Facts:
    """The facts of one window in one scope."""
    return count_facts([frame], scope)[frame].get(scope_id, Facts(scale=frame.scale))


def reach_by_function(frame: Frame) -> dict[int | None, tuple[int, int]]:
    """How many people were reached, and of how many, by the function they work in themselves (None: in none)."""
    counts: dict[int, dict[str, int]] = {}
    for query in (_POPULATION, _REACHED):
        for row in _rows(f"WITH RECURSIVE {_FRAMES}, {_OWN_FUNCTION} {query}", [frame]):
            counts.setdefault(row.pop("scope_id"), {}).update(row)
    return {
        function_id or None: (row.get("reached", 0), row["population"])
        for function_id, row in counts.items()
        if "population" in row
    }


def count_facts(frames: Sequence[Frame], scope: Scope = Scope.ORGANISATION) -> dict[Frame, dict[int, Facts]]:
    """For each window, the facts of every scope of this sort by its id (0 for the organisation).

    Five queries, whatever the number of windows and scopes.
    """
    parts: dict[tuple[int, int], dict[str, Any]] = {}
    for query in (_POPULATION, _SESSIONS, _TEACHERS, _REACHED, _LEARNED):
        for row in _rows(_with_scope(query, scope), frames):
            parts.setdefault((row.pop("frame"), row.pop("scope_id")), {}).update(row)
    counted: dict[Frame, dict[int, Facts]] = {frame: {} for frame in frames}
    if scope == Scope.ORGANISATION:
        parts |= {(place, 0): parts.get((place, 0), {}) for place in range(len(frames))}
    for (place, scope_id), row in parts.items():
        frame = frames[place]
        counted[frame][scope_id] = Facts(**row, scale=frame.scale)
    return counted


def _rows(query: str, frames: Iterable[Frame]) -> list[dict[str, Any]]:
    chosen = list(frames)
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            {
                "places": list(range(len(chosen))),
                "starts": [frame.window.start for frame in chosen],
                "ends": [frame.ends_at for frame in chosen],
                "as_ofs": [frame.as_of for frame in chosen],
                "first_days": [frame.first_day for frame in chosen],
                "end_days": [frame.day_after for frame in chosen],
                "last_days": [frame.last_day for frame in chosen],
                "zone": settings.ORG_TIME_ZONE,
            },
        )
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _with_scope(query: str, scope: Scope) -> str:
    own_sessions = _LEARNED_IN if scope == Scope.PROGRAM else ""
    return f"WITH RECURSIVE {_FRAMES}, {_BELOW}, {_SCOPES[scope]} {query.replace('/* learned_in */', own_sessions)}"


_FRAMES = """
frame AS (
    SELECT * FROM unnest(
        %(places)s::int[], %(starts)s::timestamptz[], %(ends)s::timestamptz[], %(as_ofs)s::timestamptz[],
        %(first_days)s::date[], %(end_days)s::date[], %(last_days)s::date[]
    ) AS frame(frame, starts_at, ends_at, as_of, first_day, end_day, last_day)
)"""

# Every function with each function that it is part of, itself included.
_BELOW = """
below(function_id, scope_id) AS (
    SELECT id, id FROM people_function
    UNION
    SELECT child.id, below.scope_id FROM people_function child JOIN below ON child.parent_id = below.function_id
)"""

# Three relations for each sort of scope: which sessions count, who belongs to its people, who counts as its teachers.
_SCOPES = {
    Scope.ORGANISATION: """
        session_of(session_id, scope_id) AS (SELECT id, 0 FROM rituals_session),
        belongs(user_id, scope_id) AS (SELECT id, 0 FROM people_user),
        teacher_of AS (SELECT * FROM belongs)
    """,
    Scope.PROGRAM: """
        session_of(session_id, scope_id) AS (
            SELECT session.id, ritual.program_id
            FROM rituals_session session JOIN rituals_ritual ritual ON ritual.id = session.ritual_id
            WHERE ritual.program_id IS NOT NULL
        ),
        belongs(user_id, scope_id) AS (
            SELECT person.id, chosen.program_id
            FROM rituals_program_functions chosen
            JOIN below ON below.scope_id = chosen.function_id
            JOIN people_user person ON person.function_id = below.function_id
            UNION
            SELECT person.id, program.id
            FROM rituals_program program CROSS JOIN people_user person
            WHERE NOT EXISTS (SELECT 1 FROM rituals_program_functions chosen WHERE chosen.program_id = program.id)
        ),
        teacher_of(user_id, scope_id) AS (
            SELECT person.id, program.id FROM people_user person CROSS JOIN rituals_program program
        )
    """,
    Scope.FUNCTION: """
        belongs(user_id, scope_id) AS (
            SELECT person.id, below.scope_id
            FROM people_user person JOIN below ON below.function_id = person.function_id
        ),
        session_of(session_id, scope_id) AS (
            SELECT DISTINCT teaching.session_id, belongs.scope_id
            FROM rituals_teaching teaching JOIN belongs ON belongs.user_id = teaching.user_id
            WHERE teaching.state = 'accepted'
        ),
        teacher_of AS (SELECT * FROM belongs)
    """,
}

_OWN_FUNCTION = """
belongs(user_id, scope_id) AS (SELECT id, coalesce(function_id, 0) FROM people_user)
"""

# A program reaches by its own sessions only; other people are reached wherever they learned.
_LEARNED_IN = "JOIN session_of ON session_of.session_id = met.session_id AND session_of.scope_id = belongs.scope_id"

_POPULATION = """
SELECT frame.frame, belongs.scope_id, count(*) AS population
FROM frame CROSS JOIN belongs JOIN people_user person ON person.id = belongs.user_id
WHERE (person.start_date IS NULL OR person.start_date <= frame.last_day)
  AND (person.end_date > frame.last_day OR (person.end_date IS NULL AND person.is_active))
GROUP BY 1, 2"""

_SESSIONS = """
SELECT frame.frame, session_of.scope_id,
       count(*) FILTER (WHERE ritual.rrule <> '') AS sessions,
       count(*) FILTER (WHERE session.capture_due_at <= frame.as_of) AS due,
       count(*) FILTER (WHERE session.capture_due_at <= frame.as_of AND session.captured_at IS NOT NULL) AS captured,
       count(*) FILTER (WHERE session.capture_due_at > frame.as_of) AS pending,
       min(session.capture_due_at) FILTER (WHERE session.capture_due_at > frame.as_of) AS first_due_at
FROM frame
JOIN (
    SELECT id, ritual_id, starts_at, captured_at,
           CASE WHEN capture_policy <> 'none' THEN capture_due_at END AS capture_due_at
    FROM rituals_session WHERE status = 'held'
) session ON session.starts_at >= frame.starts_at AND session.starts_at < frame.ends_at
JOIN session_of ON session_of.session_id = session.id
LEFT JOIN rituals_ritual ritual ON ritual.id = session.ritual_id
GROUP BY 1, 2"""

_TEACHERS = """
SELECT frame.frame, session_of.scope_id, count(DISTINCT teaching.user_id) AS active_teachers
FROM frame
JOIN rituals_session session ON session.starts_at >= frame.starts_at AND session.starts_at < frame.ends_at
JOIN session_of ON session_of.session_id = session.id
JOIN rituals_teaching teaching ON teaching.session_id = session.id AND teaching.state = 'accepted'
JOIN teacher_of ON teacher_of.user_id = teaching.user_id AND teacher_of.scope_id = session_of.scope_id
WHERE session.status = 'held' AND session.kind <> 'working_out_loud'
GROUP BY 1, 2"""

# What people met in a window: who, of which session if of one.
_ATTENDED = """
    SELECT frame.frame, frame.last_day, attendance.user_id, attendance.session_id
    FROM frame
    JOIN rituals_session session ON session.starts_at >= frame.starts_at AND session.starts_at < frame.ends_at
    JOIN rituals_attendance attendance ON attendance.session_id = session.id
    WHERE session.status = 'held'"""

_OPENED = """
    SELECT frame.frame, frame.last_day, opening.user_id, article.session_id
    FROM frame
    JOIN knowledge_opening opening ON opening.day >= frame.first_day AND opening.day < frame.end_day
    JOIN knowledge_article article ON article.id = opening.article_id
    WHERE article.session_id IS NOT NULL AND article.published_at IS NOT NULL"""

_USED = f"""
    SELECT frame.frame, frame.last_day, used.user_id, article.session_id
    FROM frame
    JOIN (
        SELECT article_id, user_id, day FROM knowledge_watched WHERE seconds >= {ENOUGH_SECONDS}
        UNION ALL
        SELECT article_id, user_id, day FROM knowledge_copied
        UNION ALL
        SELECT article_id, user_id, (at AT TIME ZONE %(zone)s)::date FROM knowledge_helped
    ) used ON used.day >= frame.first_day AND used.day < frame.end_day
    JOIN knowledge_article article ON article.id = used.article_id
    WHERE article.published_at IS NOT NULL"""  # noqa: S608 -- a constant


def _people(met: str, name: str) -> str:
    """Different people of the population who met something that they did not teach themselves."""
    return f"""
SELECT met.frame, belongs.scope_id, count(DISTINCT met.user_id) AS {name}
FROM ({met}
) met
JOIN belongs ON belongs.user_id = met.user_id
/* learned_in */
JOIN people_user person ON person.id = met.user_id
WHERE (person.start_date IS NULL OR person.start_date <= met.last_day)
  AND (person.end_date > met.last_day OR (person.end_date IS NULL AND person.is_active))
  AND NOT EXISTS (
    SELECT 1 FROM rituals_teaching teaching
    WHERE teaching.session_id = met.session_id AND teaching.user_id = met.user_id AND teaching.state = 'accepted'
  )
GROUP BY 1, 2"""  # noqa: S608 -- constants


_REACHED = _people(f"{_ATTENDED} UNION {_OPENED}", "reached")
_LEARNED = _people(f"{_ATTENDED} UNION {_USED}", "learners")
