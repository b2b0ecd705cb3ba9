"""Files below MEDIA_ROOT that nobody wants any more: what was written long ago, and what no row names."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path

from django.core.files.storage import default_storage


def old_files(folder: str, *, before: datetime) -> list[Path]:
    """All files in a folder of the storage and below it that were last written before then."""
    root = Path(default_storage.path(folder))
    return [path for path in root.rglob("*") if path.is_file() and path.stat().st_mtime < before.timestamp()]


def old_files_without_row(folder: str, *, named: AbstractSet[str], before: datetime) -> list[Path]:
    """Those that rows do not name, by their paths in the storage. A row may be younger than its file."""
    root = Path(default_storage.path(""))
    return [path for path in old_files(folder, before=before) if path.relative_to(root).as_posix() not in named]
