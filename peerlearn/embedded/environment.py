"""Fills in what an operator would set: addresses of the embedded servers, a secret made once, the demo's company.

Used by `make run`, `manage.py` and the tests. A production start brings its own DATABASE_URL and REDIS_URL, and
then nothing here happens: there a missing SECRET_KEY still refuses to start.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from .paths import EmbeddedError, places
from .paths import urls as addresses
from .stack import hold

# The demo company's. Its figures are counted in its zone, so every command by hand has to count in the same one.
DEMO_COMPANY = {"ORG_NAME": "Hollis Brandt", "ORG_TIME_ZONE": "Europe/Lisbon"}


def embedded(environ: Mapping[str, str]) -> bool:
    """Whether at least one of the two servers has to come from here."""
    return not (environ.get("DATABASE_URL") and environ.get("REDIS_URL"))


def with_demo(environ: Mapping[str, str]) -> bool:
    """Whether the instance may show the demo company; DEMO=0 keeps it for a company of one's own."""
    return environ.get("DEMO") != "0"


def complete(environ: MutableMapping[str, str], *, start: bool = True) -> None:
    """Set what is missing of the addresses, the secret and the company; `start` also brings the servers up.

    Does nothing when both addresses are set. Ends the process with one line when the servers cannot come up.
    """
    if not embedded(environ):
        return
    try:
        urls = hold() if start else addresses()
    except EmbeddedError as error:
        raise SystemExit(str(error)) from None
    found = {
        "DATABASE_URL": urls.database_url,
        "REDIS_URL": urls.redis_url,
        "LOG_FORMAT": "console",
        "SECRET_KEY": environ.get("SECRET_KEY") or kept_secret(places().var / "secret-key"),
    } | (DEMO_COMPANY if with_demo(environ) else {})
    environ.update({name: value for name, value in found.items() if not environ.get(name)})


def kept_secret(path: Path) -> str:
    """The secret in `path`, readable by its owner only; made on first use and kept."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        # Linked when complete: a start that is killed leaves no half secret, and of two starts one wins.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
