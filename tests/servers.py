"""Tests run on real PostgreSQL and Redis: the embedded servers, unless DATABASE_URL and REDIS_URL name others.

A plugin and not part of conftest.py, because Django reads its settings before that file is loaded. For the same reason
it compiles the translations, of which a fresh clone has the sources only.
"""

import os
import subprocess

from peerlearn import run
from peerlearn.embedded.environment import complete

os.environ.setdefault("PEERLEARN_DURABLE", "0")
complete(os.environ)
if run.translations_changed():
    subprocess.run(run.COMPILE_WORDS, check=True)
