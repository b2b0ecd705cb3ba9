"""Backing a whole instance up, and restoring it: all of it or nothing.

A backup fixes the moment first, then saves the uploads, then the rows of that moment: whatever a row names was there
before it. A restore verifies the whole archive before it touches anything, and changes rows and uploads together; then
the outbox is held, since what waits in an older backup may have been sent long ago.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from peerlearn.ops.backup import database, uploads
from peerlearn.ops.backup.archive import TABLES, UPLOADS, Archive, Progress, Refused, opened, written
from peerlearn.outbox.services.holds import hold

Bar = Callable[[str, int], AbstractContextManager[Progress]]
"""Shows how far something with a name and a number of bytes is."""


def back_up(path: Path, *, bar: Bar) -> int:
    """Write everything to a new file and return how many tables and uploads it has. Raises Refused."""
    about: dict[str, Any] = {}
    size = sum((uploads.folder() / name).stat().st_size for name in uploads.files())
    with transaction.atomic(durable=True):
        database.hold_moment()
        at, columns = timezone.now(), database.columns()
        about |= {"made_at": at.isoformat(), "postgres": database.release(), "schema": database.schema()}
        about |= {"columns": columns, "counters": database.counters()}
        with bar("Saving", size) as progress, written(path, about, progress) as archive:
            for name in uploads.files():
                archive.add(f"{UPLOADS}{name.as_posix()}", uploads.pieces(name), packed=False)
            for table, names in columns.items():
                archive.add(f"{TABLES}{table}", database.rows(table, names), packed=True)
            return len(archive.members)


def restore(path: Path, *, replace: bool, bar: Bar) -> datetime:
    """Put the instance of that file in the place of this one and return the moment it was saved. Raises Refused.

    An instance with anything in it is left alone unless `replace` is set.
    """
    with opened(path) as archive:
        saved_at = _refuse_strangers(archive)
        if not replace:
            _refuse_to_overwrite()
        with bar("Verifying", archive.size) as progress:
            archive.verify(progress)
        with (
            bar("Restoring", archive.size) as progress,
            uploads.unpacked(archive, progress) as put_uploads_in_place,
            transaction.atomic(durable=True),
        ):
            _fill(archive, progress)
            hold(at=timezone.now(), saved_at=saved_at)
            put_uploads_in_place()  # last: rows and uploads change within one moment
    cache.clear()
    return saved_at


def _fill(archive: Archive, progress: Progress) -> None:
    database.empty_all()
    database.switch_triggers(on=False)
    for table, names in archive.about["columns"].items():
        database.fill(table, names, _counted(archive.pieces(f"{TABLES}{table}"), progress))
    database.set_counters(archive.about["counters"])
    database.check_references()
    database.switch_triggers(on=True)


def _counted(pieces: Iterable[bytes], progress: Progress) -> Iterator[bytes]:
    for piece in pieces:
        progress(len(piece))
        yield piece


def _refuse_strangers(archive: Archive) -> datetime:
    """A backup of another release, or one whose list does not fit these tables."""
    about = archive.about
    if about.get("postgres") != database.release():
        raise Refused(
            f"The backup is of PostgreSQL {about.get('postgres')}, this is {database.release()}: restore there."
        )
    here, there = database.schema(), about.get("schema")
    if there != here:
        raise Refused(f"The backup is of another release: {_difference(here, there)}. Restore with that release.")
    fits = about.get("columns") == database.columns() and _are_counters(about.get("counters"))
    if not fits or sorted(archive.names(TABLES)) != sorted(f"{TABLES}{table}" for table in database.columns()):
        raise Refused("The tables in the archive are not those of this release.")
    try:
        return datetime.fromisoformat(about["made_at"])
    except (KeyError, TypeError, ValueError):
        raise Refused("The archive does not say when it was made.") from None


def _are_counters(found: object) -> bool:
    return (
        isinstance(found, dict) and found.keys() == database.counters().keys() and all(map(_is_counter, found.values()))
    )


def _is_counter(value: object) -> bool:
    return isinstance(value, list) and [type(part) for part in value] == [int, bool] and 0 < value[0] < 2**63


def _refuse_to_overwrite() -> None:
    used = database.tables_in_use()
    if used or uploads.files():
        what = f"the database has rows ({', '.join(used[:3])} …)" if used else "there are uploads"
        raise Refused(f"This instance is not empty: {what}. With --replace everything in it is lost.")


def _difference(here: Sequence[str], there: object) -> str:
    saved = set(there) if isinstance(there, list) else set()
    only = sorted(set(here) - saved)[:1] or sorted(saved - set(here), key=str)[:1]
    return f"{only[0]} is only {'here' if only[0] in here else 'in the backup'}" if only else "its list is empty"
