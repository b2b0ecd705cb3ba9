"""Tests run on real PostgreSQL and Redis: the embedded servers, unless DATABASE_URL and REDIS_URL name others.

A plugin and not part of conftest.py, because Django reads its settings before that file is loaded.
"""

import os

from peerlearn.embedded.environment import complete

os.environ.setdefault("PEERLEARN_DURABLE", "0")
complete(os.environ)
