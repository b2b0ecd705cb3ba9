"""Large recordings in pieces, so that a cut connection or a reload costs the last piece and not the file.

What counts as here is what both the row and the file know: after a crash in between the file is cut back, or the row
follows a file that is shorter. The last piece makes the recording, in the same transaction and by moving the file. A
finished upload stays known until the next cleaning, so that an answer that was lost can be asked for again.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F

from knowledge.enums import Origin
from knowledge.file_kinds import refuse_other_recordings
from knowledge.models import Article, Recording, Upload
from knowledge.selectors.uploads import FOLDER, bytes_here, path_of
from knowledge.services.capture import set_recording_file
from knowledge.services.moving import Moved
from knowledge.services.policy import refuse_unrecorded
from knowledge.services.stored_files import old_files, old_files_without_row
from knowledge.validators import HEADER, media_type, refuse_large_recording, safe_filename
from peerlearn.people.models import User

LARGEST_PIECE = 8 * 1024 * 1024  # bytes, held in memory while they are written
FORGOTTEN_AFTER = timedelta(hours=24)
MOST_OPEN = 5  # uploads of one person that are not finished
RECORDINGS = "recordings"


class WrongOffset(Exception):
    """The piece does not begin where the last one ended; `received` is where."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


@transaction.atomic
def begin_upload(article: Article, *, by: User, filename: str, size: int, origin: Origin = Origin.UPLOADED) -> Upload:
    """A recording of `size` bytes is on its way. Raises ValueError for what will not be taken, before it is sent.

    A person has a few at a time; the oldest one that is not finished makes room.
    """
    refuse_unrecorded(article)
    name = safe_filename(filename)
    refuse_other_recordings(name)
    refuse_large_recording(size)
    if size < HEADER:
        media_type(b"")
    for forgotten in Upload.objects.filter(user=by, received__lt=F("size")).order_by("-updated_at")[MOST_OPEN - 1 :]:
        give_up_upload(forgotten)
    return Upload.objects.create(article=article, user=by, filename=name, size=size, origin=origin)


@transaction.atomic
def receive_piece(upload: Upload, *, offset: int, piece: bytes) -> Upload:
    """Add `piece` at `offset`; the last one makes the recording. A finished upload is left as it is.

    Raises WrongOffset, and ValueError for a beginning that is no recording's or a session that is not recorded.
    """
    locked = Upload.objects.select_for_update(of=("self",)).select_related("article__session", "user")
    upload = locked.get(pk=upload.pk)
    if upload.received == upload.size:
        return upload
    path, here = path_of(upload), bytes_here(upload)
    if offset != here or offset + len(piece) > upload.size:
        raise WrongOffset(here)
    if here == 0:
        media_type(piece[:HEADER])
    _write(path, here, piece)
    upload.received = here + len(piece)
    upload.save(update_fields=["received", "updated_at"])
    if upload.received == upload.size:
        refuse_unrecorded(upload.article)
        with Moved(path) as file:
            set_recording_file(upload.article, file=file, by=upload.user, origin=Origin(upload.origin))
    return upload


@transaction.atomic
def give_up_upload(upload: Upload) -> None:
    """It will not be finished: row and bytes go. One that was finished leaves its recording alone."""
    path = path_of(upload)
    upload.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def clean_uploads(*, now: datetime) -> int:
    """Remove what nobody has added to for a day, and files without a row; returns how many went."""
    before = now - FORGOTTEN_AFTER
    old = list(Upload.objects.filter(updated_at__lt=before))
    for upload in old:
        give_up_upload(upload)
    known = {str(upload.pk) for upload in Upload.objects.all()}
    pieces = [path for path in old_files(FOLDER, before=before) if path.stem not in known]
    recorded = set(Recording.objects.exclude(file="").values_list("file", flat=True))
    orphans = old_files_without_row(RECORDINGS, named=recorded, before=before)
    for path in [*pieces, *orphans]:
        path.unlink(missing_ok=True)
    return len(old) + len(pieces) + len(orphans)


def _write(path: Path, offset: int, piece: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if path.exists() else "wb") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(piece)
