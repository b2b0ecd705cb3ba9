"""The folder of uploads: what is in it, and putting another one in its place so that it can be taken back."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from peerlearn.ops.backup.archive import PIECE, UPLOADS, Archive, Progress, Refused

ASIDE = ".restore-"


def folder() -> Path:
    return Path(settings.MEDIA_ROOT)


def files() -> list[Path]:
    """Every upload, by its place below the folder; what begins with a dot is nobody's."""
    top = folder()
    found = (path.relative_to(top) for path in top.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.parts))


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of one upload; none when it was deleted meanwhile, with the row that named it."""
    try:
        with (folder() / path).open("rb") as source:
            while piece := source.read(PIECE):
                yield piece
    except FileNotFoundError:
        return


@contextmanager
def unpacked(archive: Archive, progress: Progress) -> Iterator[Callable[[], None]]:
    """Unpack beside the uploads; what is yielded puts them in their place, and is undone when the body fails later."""
    top = folder()
    top.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(top).free < sum(archive.members[name].size for name in archive.names(UPLOADS)):
        raise Refused(f"There is no room for the uploads in {top}.")
    aside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=top))
    fresh, former = aside / "fresh", aside / "former"

    def put_in_place() -> None:
        _move(top, former)
        _move(fresh, top)

    try:
        _unpack(archive, fresh, progress)
        yield put_in_place
    except BaseException:
        if former.exists():
            _move(top, fresh)
            _move(former, top)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _unpack(archive: Archive, target: Path, progress: Progress) -> None:
    target.mkdir()
    for name in archive.names(UPLOADS):
        path = target / name.removeprefix(UPLOADS)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                for piece in archive.pieces(name):
                    file.write(piece)
                    progress(len(piece))
        except OSError as error:
            raise Refused(f"{name!r} cannot be written: {error.strerror or error}.") from error


def _move(source: Path, target: Path) -> None:
    """Everything in one folder into the other; the folder itself may be a mounted disk and stays."""
    target.mkdir(exist_ok=True)
    for path in source.iterdir():
        if not path.name.startswith(ASIDE):
            path.rename(target / path.name)
