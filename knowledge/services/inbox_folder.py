"""The watched folder: whatever puts the recordings of meetings there, each file finds its session.

A file is taken when nobody has written to it for two minutes, and then moved to the folder "done", never deleted. Files
of other kinds, hidden ones, those on their way (`.part`) and links to elsewhere are left alone.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.core.files.base import File

from knowledge.enums import InboxSource
from knowledge.file_kinds import ACCEPTED
from knowledge.selectors.inbox import match_of
from knowledge.services.inbox import Arrival, take_in

log = structlog.get_logger(__name__)
QUIET = timedelta(minutes=2)
DONE = "done"
MOST_AT_ONCE = 50
_ENDINGS = tuple(ACCEPTED.split(","))


def read_folder(folder: Path, *, now: datetime) -> int:
    """Take in what lies there and is whole; returns how many files. One that cannot be taken stays and is logged."""
    taken = 0
    for path in list(_whole_files(folder, now))[:MOST_AT_ONCE]:
        try:
            _take(folder, path, now)
            taken += 1
        except Exception as problem:  # one file that cannot be taken must not keep the others waiting
            log.warning("inbox_file_not_taken", file=str(path.relative_to(folder)), error=type(problem).__name__)
    return taken


def _whole_files(folder: Path, now: datetime) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not (here == folder and name == DONE)
        )
        for path in (here / name for name in sorted(names)):
            if path.name.lower().endswith(_ENDINGS) and not path.name.startswith(".") and _is_whole(path, now):
                yield path


def _is_whole(path: Path, now: datetime) -> bool:
    """Whether it is a file of its own that nobody has written to, or renamed, for a while."""
    if path.is_symlink() or not path.is_file():
        return False
    found = path.stat()
    return max(found.st_mtime, found.st_ctime) <= (now - QUIET).timestamp()


def _take(folder: Path, path: Path, now: datetime) -> None:
    """Some tools name the meeting in the folder of its files, so that speaks for a session too."""
    inside = path.relative_to(folder)
    at = min(datetime.fromtimestamp(path.stat().st_mtime, tz=now.tzinfo), now)
    with path.open("rb") as stored:
        arrival = Arrival(source=InboxSource.FOLDER, name=path.name, at=at, file=File(stored, name=path.name))
        take_in(arrival, match_of(" ".join(inside.parts), at=at), now=now)
    _move(path, folder / DONE / inside)


def _move(path: Path, place: Path) -> None:
    """To a place of its own, whatever lies there already."""
    place.parent.mkdir(parents=True, exist_ok=True)
    free, number = place, 2
    while free.exists():
        free, number = place.with_stem(f"{place.stem}-{number}"), number + 1
    shutil.move(path, free)
