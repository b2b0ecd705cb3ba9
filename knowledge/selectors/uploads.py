"""How much of a recording is here, as long as it is on its way."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.core.files.storage import default_storage

from knowledge.models import Article, Upload
from peerlearn.people.models import User

FOLDER = "uploads"


@dataclass(frozen=True)
class Unfinished:
    """`received` of `size` bytes need not be sent again."""

    pk: UUID
    filename: str
    received: int
    size: int


def unfinished_upload(article: Article, user: User) -> Unfinished | None:
    """The newest recording that this person has not sent wholly."""
    for upload in Upload.objects.filter(article=article, user=user).order_by("-created_at"):
        here = bytes_here(upload)
        if here < upload.size:
            return Unfinished(upload.pk, upload.filename, here, upload.size)
    return None


def bytes_here(upload: Upload) -> int:
    """What both the row and the file know; all of it once the recording was made."""
    if upload.received == upload.size:
        return upload.size
    path = path_of(upload)
    return min(upload.received, path.stat().st_size if path.exists() else 0)


def path_of(upload: Upload) -> Path:
    """Where the bytes lie until the last one has come; the sender's name has no part in it."""
    return Path(default_storage.path(f"{FOLDER}/{upload.pk}.part"))
