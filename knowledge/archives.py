"""Reading a zip that somebody hands in, without trusting a word of what it says about itself.

Nothing is unpacked to disk: members are read one after the other into memory, each and all together up to a limit that
is counted while reading. An archive with anything odd in it is refused whole.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

MOST_ENTRIES = 5_000
LARGEST_ENTRY = 25 * 1024**2  # bytes, unpacked
LARGEST_TOTAL = 300 * 1024**2
DENSEST = 200  # times a member may grow, once it is larger than a megabyte
_DRIVE = re.compile(r"[A-Za-z]:")
ARCHIVES = (".zip", ".tar", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tgz")


class ArchiveRefused(ValueError):
    """Why an archive is not read; the message begins with "Archive refused"."""

    def __init__(self, reason: str) -> None:
        super().__init__(_("Archive refused: %(reason)s") % {"reason": reason})


@dataclass(frozen=True)
class Member:
    """A file of an archive: its path within, without a leading slash, and its bytes."""

    path: PurePosixPath
    data: bytes


def members_of(file: IO[bytes]) -> Iterator[Member]:
    """The files of a zip one after the other. Raises ArchiveRefused before the first for whatever its list tells."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in _looked_at(archive.infolist()) if not entry.is_dir()]
            total = 0
            for entry in entries:
                data = _read(archive, entry)
                total += len(data)
                if total > LARGEST_TOTAL:
                    raise _too_much()
                yield Member(PurePosixPath(entry.filename), data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, OSError) as error:
        raise ArchiveRefused(_("it is no zip, or it is damaged.")) from error


def _looked_at(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    if len(entries) > MOST_ENTRIES:
        words = {"number": len(entries), "limit": MOST_ENTRIES}
        raise ArchiveRefused(_("%(number)d entries; the limit is %(limit)d.") % words)
    names = set()
    for entry in entries:
        _refuse_odd(entry)
        if entry.filename in names:
            raise ArchiveRefused(_("“%(name)s” is in it twice.") % {"name": _shown(entry)})
        names.add(entry.filename)
    if sum(entry.file_size for entry in entries) > LARGEST_TOTAL:
        raise _too_much()
    return entries


def _refuse_odd(entry: zipfile.ZipInfo) -> None:
    name = {"name": _shown(entry)}
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.orig_filename or _DRIVE.match(entry.filename):
        raise ArchiveRefused(_("“%(name)s” leads out of it.") % name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ArchiveRefused(_("“%(name)s” is a link to elsewhere.") % name)
    if entry.flag_bits & 0x1:
        raise ArchiveRefused(_("“%(name)s” is locked with a password.") % name)
    if path.suffix.lower() in ARCHIVES:
        raise ArchiveRefused(_("“%(name)s” is an archive itself.") % name)
    if entry.file_size > LARGEST_ENTRY:
        raise _too_large(entry)
    if entry.file_size > 1024**2 and entry.file_size > DENSEST * max(entry.compress_size, 1):
        raise ArchiveRefused(_("“%(name)s” grows beyond all measure.") % name)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Its bytes, however many it says there are."""
    with archive.open(entry) as member:
        data = member.read(LARGEST_ENTRY + 1)
    if len(data) > LARGEST_ENTRY:
        raise _too_large(entry)
    return data


def _too_large(entry: zipfile.ZipInfo) -> ArchiveRefused:
    words = {"name": _shown(entry), "limit": LARGEST_ENTRY // 1024**2}
    return ArchiveRefused(_("“%(name)s” is larger than %(limit)d MB.") % words)


def _too_much() -> ArchiveRefused:
    return ArchiveRefused(_("it unpacks to more than %(limit)d MB.") % {"limit": LARGEST_TOTAL // 1024**2})


def _shown(entry: zipfile.ZipInfo) -> str:
    """Its name as it can be shown: printable, and not too long."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in entry.orig_filename)[:100]
