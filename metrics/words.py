"""The figures as sentences: the headline is the finding, every share stands beside its count."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.selectors.dashboard import Dashboard, Point
from metrics.velocity import Facts, Move, Step
from peerlearn.core.numbers import number, percent

LITTLE_REACH = 0.2


def finding(shown: Dashboard) -> str:
    """What holds the program back, or what would move it most."""
    if not shown.headline.sessions and shown.month.sessions:
        return _("The first regular session was held; velocity begins with four weeks of them")
    if shown.headline.velocity is None:
        return _first_value(shown)
    return _FINDINGS[shown.steps[0].move]() if shown.steps else _("Nothing stands in the way")


def velocity_text(shown: Dashboard) -> str:
    """The headline figure, or when it will have its first value."""
    value = shown.headline.velocity
    if value is None and shown.first_value_on:
        return _("–, first value on %(day)s") % {"day": date_format(shown.first_value_on, "j F")}
    return number(value)


def change(now: float | None, before: float | None) -> str:
    """How a count differs from the one 28 days before."""
    if now is None or before is None:
        return ""
    difference = round(now) - round(before)
    if difference == 0:
        return _("as many as 28 days before")
    if difference > 0:
        return _("%(number)s more than 28 days before") % {"number": number(difference)}
    return _("%(number)s fewer than 28 days before") % {"number": number(-difference)}


def velocity_change(now: float | None, before: float | None) -> str:
    """How velocity differs from the one 28 days before; from nothing there is no percentage."""
    if now is None or not before:
        return ""
    difference = now / before - 1
    if abs(difference) < 0.005:
        return _("As 28 days before")
    if difference > 0:
        return _("Up %(rate)s on 28 days before") % {"rate": percent(difference)}
    return _("Down %(rate)s on 28 days before") % {"rate": percent(-difference)}


def trend_finding(points: Sequence[Point]) -> str:
    """What the curve shows: where it began, and where it stands."""
    known = [point for point in points if point.velocity is not None]
    if len(known) < 2:
        return _("A curve needs two weeks of figures")
    first, last = known[0], known[-1]
    sentence = _("From %(first)s on %(day)s to %(last)s now")
    return sentence % {
        "first": number(first.velocity),
        "day": date_format(first.day, "j F"),
        "last": number(last.velocity),
    }


def capture_count(facts: Facts) -> str:
    """The counts behind the capture rate: "90 of 90 due, 30 more within their 7 days"."""
    due = _("%(captured)s of %(due)s due") % {"captured": number(facts.captured), "due": number(facts.due)}
    if not facts.pending:
        return due
    return _("%(due)s, %(pending)s more within their 7 days") % {"due": due, "pending": number(facts.pending)}


def month_so_far(facts: Facts) -> str:
    """The running month in one line: "1 teacher, 1 ritual, 1 within its 7 days"."""
    teachers = ngettext("%(shown)s teacher", "%(shown)s teachers", facts.active_teachers)
    rituals = ngettext("%(shown)s ritual", "%(shown)s rituals", facts.sessions)
    pending = ngettext("%(shown)s within its 7 days", "%(shown)s within their 7 days", facts.pending)
    parts = [
        teachers % {"shown": number(facts.active_teachers)},
        rituals % {"shown": number(facts.sessions)},
        pending % {"shown": number(facts.pending)},
    ]
    if facts.due:
        kept = _("%(captured)s of %(due)s captured") % {"captured": number(facts.captured), "due": number(facts.due)}
        parts.insert(2, kept)
    return ", ".join(parts)


def step_text(step: Step, facts: Facts) -> str:
    """A step in the words of the person who would take it."""
    if step.move == Move.CAPTURES:
        text = ngettext("Capture the one that is overdue", "Capture all %(shown)s that are overdue", facts.missing)
        return text % {"shown": number(facts.missing)}
    return _STEPS[step.move]()


def little_reach(facts: Facts) -> str:
    """Below a fifth of the people, the sentence that names which of rituals and capture is missing; else nothing."""
    if facts.reach is None or facts.reach >= LITTLE_REACH:
        return ""
    reached = {"reach": percent(facts.reach)}
    if not facts.sessions:
        return _("Only %(reach)s are reached. Regular sessions are missing.") % reached
    if facts.due and facts.captured < facts.due:
        return _("Only %(reach)s are reached. What is taught is not kept for others.") % reached
    return _("Only %(reach)s are reached. More regular sessions would reach more.") % reached


def _first_value(shown: Dashboard) -> str:
    if shown.first_value_on is None:
        return _("Nothing that was taught is to be kept")
    return _("The first value comes on %(day)s") % {"day": date_format(shown.first_value_on, "j F")}


_FINDINGS = {
    Move.CAPTURES: lambda: _("Capture holds us back, not the will to teach"),
    Move.TEACHER: lambda: _("One more teacher would move us most"),
    Move.RITUAL: lambda: _("One more weekly ritual would move us most"),
    Move.FIRST_RITUAL: lambda: _("It begins with a first weekly ritual"),
}
_STEPS = {
    Move.TEACHER: lambda: _("One more teacher"),
    Move.RITUAL: lambda: _("One more weekly ritual"),
    Move.FIRST_RITUAL: lambda: _("A first weekly ritual with a teacher, captured"),
}
