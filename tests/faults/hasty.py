"""The product's Celery application on a clock that ticks 20 times as fast: `celery -A tests.faults.hasty beat`."""

from peerlearn.celery import app

app.conf.beat_schedule = {
    name: entry | {"schedule": entry["schedule"] / 20} if isinstance(entry["schedule"], float) else entry
    for name, entry in app.conf.beat_schedule.items()
}
