"""Files and pages of another wiki beside an article, and images inside its text.

A file without an article belongs to a text that is still being written; saving that text takes it over. One that is in
no text after a week goes.
"""

import re
import uuid
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction

from knowledge.images import refuse_bad_image
from knowledge.models import Article, Attachment, Draft, LiveNote, OtherPage, Revision
from knowledge.services.stored_files import old_files_without_row
from knowledge.validators import (
    HEADER,
    IMAGES,
    attachment_type,
    image_filename,
    image_type,
    refuse_large_attachment,
    safe_filename,
)
from peerlearn.people.models import User

FOLDER = "attachments"
UNUSED_AFTER = timedelta(days=7)
_PLACE = f"/media/{FOLDER}/"
_OWN = re.compile(rf"/media/({FOLDER}/[\w./-]+)")


@transaction.atomic
def add_attachment(article: Article | None, *, file: File, filename: str, by: User, image: bool = False) -> Attachment:
    """Keep a file under a name of its own. With `image` nothing but an image will do. Raises ValueError."""
    header = file.read(HEADER)
    file.seek(0)
    content_type = image_type(header) if image else attachment_type(header, filename)
    refuse_large_attachment(file.size, content_type)
    if content_type in IMAGES:
        refuse_bad_image(file.read(), content_type)
        file.seek(0)
    name = image_filename(filename, content_type) if content_type in IMAGES else safe_filename(filename)
    attachment = Attachment(article=article, filename=name, content_type=content_type, size=file.size, added_by=by)
    ending = IMAGES.get(content_type) or PurePath(name).suffix.lower()
    attachment.file.save(f"{uuid.uuid4().hex}{ending}", file, save=True)
    return attachment


def keep_image(file: File, *, by: User) -> str:
    """Keep an image for a text that is being written; returns what stands for it there. Raises ValueError."""
    return image_markdown(add_attachment(None, file=file, filename=file.name or "", by=by, image=True))


def remove_attachment(attachment: Attachment) -> None:
    """Take a file away, its bytes once nothing can be rolled back."""
    transaction.on_commit(partial(attachment.file.storage.delete, str(attachment.file.name)))
    attachment.delete()


def claim_images(article: Article, *, by: User) -> int:
    """What `by` uploaded while writing, and the text names, belongs to the article; returns how many files."""
    named = _named_in(article.body)
    mine = Attachment.objects.filter(article=None, added_by=by, file__in=named)
    return mine.update(article=article) if named else 0


def clean_images(*, now: datetime) -> int:
    """Remove what has been here for a week and is in no text, and files without a row; returns how many went.

    A draft and every revision count: what was typed and what can be brought back keep their images.
    """
    before = now - UNUSED_AFTER
    unused = _remove_unused(before)
    kept = set(Attachment.objects.values_list("file", flat=True))
    lost = old_files_without_row(FOLDER, named=kept, before=before)
    for path in lost:
        path.unlink(missing_ok=True)
    return unused + len(lost)


@transaction.atomic
def _remove_unused(before: datetime) -> int:
    """An article that takes its image over meanwhile holds the row; then it is left alone."""
    waiting = Attachment.objects.filter(article=None, created_at__lt=before)
    if not waiting.exists():
        return 0
    unused = list(waiting.exclude(file__in=_named_anywhere()).select_for_update())
    for attachment in unused:
        remove_attachment(attachment)
    return len(unused)


def _named_anywhere() -> set[str]:
    """The files that texts of any kind name: as they are read now, were before, or are being typed."""
    articles, revisions, drafts = (
        model.objects.filter(body__contains=_PLACE).values_list("body", flat=True)
        for model in (Article, Revision, Draft)
    )
    notes = LiveNote.objects.filter(text__contains=_PLACE).values_list("text", flat=True)
    texts = chain(*(each.iterator() for each in (articles, revisions, drafts, notes)))
    return set().union(*(_named_in(text) for text in texts))


def _named_in(text: str) -> set[str]:
    return {name.rstrip(".") for name in _OWN.findall(text)}


def image_markdown(attachment: Attachment) -> str:
    """How a text shows it."""
    alternative = re.sub(r"[\[\]\\]", "", PurePath(attachment.filename).stem)
    return f"![{alternative}](/media/{attachment.file.name})"


def link_page(article: Article, *, url: str, title: str, by: User) -> OtherPage:
    """Show a page of another wiki beside the article; the same page once, by its latest title. It is never fetched."""
    page, _ = OtherPage.objects.update_or_create(
        article=article, url=url, defaults={"title": title}, create_defaults={"title": title, "added_by": by}
    )
    return page


def unlink_page(page: OtherPage) -> None:
    """Show it no more; the page itself stays where it is."""
    page.delete()
