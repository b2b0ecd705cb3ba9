"""Files and pages of another wiki beside an article, and images inside its text.

A file without an article belongs to a text that is still being written; saving that text takes it over.
"""

import re
import uuid
from functools import partial
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction

from knowledge.images import refuse_bad_image
from knowledge.models import Article, Attachment, OtherPage
from knowledge.validators import HEADER, IMAGES, attachment_type, image_type, refuse_large_attachment, safe_filename
from peerlearn.people.models import User

_OWN = re.compile(r"/media/(attachments/[\w./-]+)")


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
    name = safe_filename(filename)
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
    named = set(_OWN.findall(article.body))
    mine = Attachment.objects.filter(article=None, added_by=by, file__in=named)
    return mine.update(article=article) if named else 0


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
