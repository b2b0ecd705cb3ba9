"""Time does not pass by waiting: what is planned for later is brought nearer in the database."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from rituals.models import Session


def bring_nearer(session: Session, by: timedelta) -> None:
    """What was planned for later is planned for sooner: the session, its reply and its reminders."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rituals_session SET starts_at = starts_at - %s, ends_at = ends_at - %s WHERE id = %s",
            [by, by, session.pk],
        )
        cursor.execute("UPDATE rituals_rsvp SET replied_at = replied_at - %s", [by])
        cursor.execute("UPDATE outbox_preference SET updated_at = updated_at - %s", [by])
        cursor.execute(
            "UPDATE outbox_message SET due_at = due_at - %s, expires_at = expires_at - %s, "
            "next_try_at = next_try_at - %s WHERE state = 'pending'",
            [by, by, by],
        )
    session.refresh_from_db()


def wait_until(done: Callable[[], bool]) -> None:
    """Until the worker has done something, for 20 seconds at most."""
    until = time.monotonic() + 20
    while not done():
        assert time.monotonic() < until, "the worker did nothing"
        time.sleep(0.1)
