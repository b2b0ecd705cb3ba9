"""A queue whose tasks run at once, so that an effect can be seen where it arrives."""

from collections.abc import Iterator

import pytest

from peerlearn.celery import app


@pytest.fixture(autouse=True)
def queue() -> Iterator[None]:
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False
