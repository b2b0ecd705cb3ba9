"""Files that storage takes over by renaming them: a gigabyte is not copied while a transaction is open."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import File


class Moved(File):
    """A file that storage may move from `path` to its place instead of copying it."""

    def __init__(self, path: Path, *, name: str = "") -> None:
        super().__init__(path.open("rb"), name=name or str(path))
        self._path = path

    def temporary_file_path(self) -> str:
        return str(self._path)


@contextmanager
def second_name(path: Path, *, name: str) -> Iterator[Moved]:
    """A file under one more name in its folder, to be moved away; the bytes stay at `path`, whatever is rolled back."""
    other = path.with_name(f"{uuid.uuid4().hex}.moving")
    try:
        os.link(path, other)
    except OSError:  # some network folders know no second names
        shutil.copyfile(path, other)
    try:
        with Moved(other, name=name) as file:
            yield file
    finally:
        other.unlink(missing_ok=True)
