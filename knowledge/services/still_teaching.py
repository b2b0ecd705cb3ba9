"""Whoever taught hears once a week how many people learned from it: in the week that is over, and in all."""

from datetime import datetime, timedelta

from knowledge.notices.still_teaching import STILL_TEACHING, week_key
from knowledge.selectors.reuse import weeks_of_teachers
from peerlearn.core.windows import local_day
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User

TOLD_FOR = timedelta(days=7)


def tell_still_teaching(*, now: datetime) -> int:
    """Tell of the last whole week, from Monday to Sunday; returns how many teachers hear of it for the first time."""
    today = local_day(now)
    monday = today - timedelta(days=today.weekday() + 7)
    teachers = User.objects.filter(pk__in=weeks_of_teachers(monday))
    return enqueue(
        Draft(
            kind=STILL_TEACHING,
            recipient=teacher,
            object_key=week_key(teacher.pk, monday),
            due_at=now,
            expires_at=now + TOLD_FOR,
        )
        for teacher in teachers
    )
