"""Tests run on real PostgreSQL and Redis: the embedded servers, unless DATABASE_URL and REDIS_URL name others."""

import os

os.environ.setdefault("PEERLEARN_DURABLE", "0")
from peerlearn.embedded.environment import complete

complete(os.environ)
