"""The Celery application: workers and beat run `celery -A peerlearn worker|beat`.

Nothing is kept in the queue that is not also in the database: a lost task only delays what the next tick finds.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerlearn.settings.base")

app = Celery("peerlearn")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
