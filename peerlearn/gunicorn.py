"""How gunicorn serves the product, the same under `make run` and in a container.

    python -m gunicorn -c python:peerlearn.gunicorn peerlearn.wsgi:application

Threads, not an event loop: pages wait for PostgreSQL, and live parts poll every ten seconds.
"""

import os

os.environ.setdefault("STATEMENT_TIMEOUT_MS", "15000")

from peerlearn import env  # the limit above must stand before the settings are read

env.read()  # a missing secret ends the master with one line, before any worker starts

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
max_requests = 2000
max_requests_jitter = 200
graceful_timeout = 10
control_socket_disable = True
# gunicorn tells a living worker by a file it touches; on a busy disk that could take too long.
MEMORY = "/dev/shm"  # noqa: S108 - only a place for that file
worker_tmp_dir = MEMORY if os.access(MEMORY, os.W_OK) else None
