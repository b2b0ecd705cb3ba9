"""The Celery application: workers and beat run `celery -A peerlearn worker|beat`.

Nothing is kept in the queue that is not also in the database: a lost task only delays what the next tick finds.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init

from peerlearn.beat import SIGNS_OF_LIFE, TIMETABLE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerlearn.settings.base")

app = Celery("peerlearn")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = TIMETABLE
app.autodiscover_tasks()


@beat_init.connect
def tick_at_once(**_: Any) -> None:
    """A clock waits for a whole interval before its first tick; a fresh start shows its signs of life sooner."""
    for entry in SIGNS_OF_LIFE.values():
        app.send_task(entry["task"], **entry["options"])
