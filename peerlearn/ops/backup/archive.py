"""The file of a backup: a zip with one member for each table and each upload, and a manifest with the hash of all.

Nothing in an archive is believed: a restore first reads it from end to end, and only members that the manifest names,
of the size and hash it names, under names that cannot leave their folder, are ever written anywhere.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 256 * 1024 * 1024
PIECE = 1024 * 1024
TABLES, UPLOADS = "tables/", "uploads/"
Progress = Callable[[int], object]


class Refused(Exception):
    """Says in one line why a backup cannot be written or read."""


@dataclass(frozen=True)
class Member:
    size: int
    sha256: str


class Writer:
    """Adds members to an archive and remembers their hashes."""

    def __init__(self, file: zipfile.ZipFile, progress: Progress) -> None:
        self._file = file
        self._progress = progress
        self.members: dict[str, Member] = {}

    def add(self, name: str, pieces: Iterable[bytes | memoryview], *, packed: bool) -> None:
        digest, size = hashlib.sha256(), 0
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._file.open(entry, "w", force_zip64=True) as target:
            for piece in pieces:
                target.write(piece)
                digest.update(piece)
                size += len(piece)
                self._progress(len(piece))
        self.members[name] = Member(size, digest.hexdigest())


@contextmanager
def written(path: Path, about: dict[str, Any], progress: Progress) -> Iterator[Writer]:
    """A new archive at `path`, there under its name only once it is whole. `about` is read when it ends."""
    if path.exists():
        raise Refused(f"{path} is there already; a backup never overwrites a file.")
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as raw:
            with zipfile.ZipFile(raw, "w") as file:
                writer = Writer(file, progress)
                yield writer
                members = {name: [member.size, member.sha256] for name, member in writer.members.items()}
                file.writestr(MANIFEST, json.dumps({"format": FORMAT, **about, "members": members}))
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(path)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)


class Archive:
    """An archive whose manifest was read; `about` is what else stands in it."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.about = _manifest(file)
        self.members = _members(self.about)
        there = [entry.filename for entry in file.infolist()]
        if sorted(there) != sorted([*self.members, MANIFEST]):
            raise Refused("The archive holds other files than its list says; it is damaged or was changed.")

    @property
    def size(self) -> int:
        """Bytes of everything in it, unpacked."""
        return sum(member.size for member in self.members.values())

    def names(self, folder: str) -> list[str]:
        return [name for name in self.members if name.startswith(folder)]

    def verify(self, progress: Progress) -> None:
        """Read all of it. Raises Refused at the first member that is not as the list says."""
        for name in self.members:
            for piece in self.pieces(name):
                progress(len(piece))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, never more than its list says. Raises Refused when they are not those."""
        member, digest, left = self.members[name], hashlib.sha256(), self.members[name].size
        try:
            with self._file.open(name) as source:
                while piece := source.read(min(PIECE, left + 1)):
                    left -= len(piece)
                    if left < 0:
                        break
                    digest.update(piece)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise Refused(f"{name!r} in the archive cannot be read: {error}.") from error
        if left or digest.hexdigest() != member.sha256:
            raise Refused(f"{name!r} in the archive is not what was saved; the file is damaged or was changed.")


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Raises Refused for what is no backup."""
    try:
        with zipfile.ZipFile(path) as file:
            yield Archive(file)
    except zipfile.BadZipFile as error:
        raise Refused(f"{path} is not a backup, or its end is missing: {error}.") from error
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from error


def _manifest(file: zipfile.ZipFile) -> dict[str, Any]:
    try:
        with file.open(MANIFEST) as source:
            text = source.read(LARGEST_MANIFEST + 1)
        about = json.loads(text) if len(text) <= LARGEST_MANIFEST else None
    except (KeyError, ValueError, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise Refused(f"This is not a backup of PeerLearn: it has no readable {MANIFEST}.") from error
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise Refused(f"This is not a backup that this release reads (format {FORMAT}).")
    return about


def _members(about: dict[str, Any]) -> dict[str, Member]:
    try:
        members = {name: Member(*values) for name, values in about["members"].items()}
    except (KeyError, AttributeError, TypeError) as error:
        raise Refused(f"The list in {MANIFEST} cannot be read.") from error
    for name, member in members.items():
        if not isinstance(member.size, int) or member.size < 0 or not isinstance(member.sha256, str):
            raise Refused(f"The list in {MANIFEST} cannot be read.")
        if not _is_safe(name):
            raise Refused(f"Archive refused: {name[:100]!r} is not a name that a backup has.")
    return members


def _is_safe(name: str) -> bool:
    """A table, or an upload somewhere below its folder; nothing that could lead out of it."""
    if name.startswith(TABLES):
        return name.removeprefix(TABLES).replace("_", "").isalnum()
    path = PurePosixPath(name)
    clean = not any(sign in name for sign in "\\\0") and ".." not in path.parts and str(path) == name
    return name.startswith(UPLOADS) and clean and not any(part.startswith(".") for part in path.parts)
