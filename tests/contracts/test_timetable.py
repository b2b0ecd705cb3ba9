"""Every entry of the timetable names a task that exists."""

from peerlearn.beat import TIMETABLE
from peerlearn.celery import app


def test_timetable_names_only_tasks_that_exist():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in TIMETABLE.values()} - set(app.tasks) == set()
