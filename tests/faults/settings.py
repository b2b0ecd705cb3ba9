"""The product's settings with the outbox's patience divided by 20, and one kind of message of its own."""

from datetime import timedelta

from peerlearn.settings.base import *  # noqa: F403
from peerlearn.settings.base import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.notices"]
OUTBOX = {
    "lease": timedelta(seconds=3),
    "reserve": timedelta(seconds=0.75),
    "first_pause": timedelta(seconds=3),
    "longest_pause": timedelta(seconds=90),
    "sweep_budget": timedelta(seconds=1.5),
}
