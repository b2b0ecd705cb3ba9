"""Uploaded recordings and files, to those who may see their article; a player may ask for any single range of bytes.

An image is shown, any other file beside an article is only saved: a browser must not run what colleagues upload.
"""

import re
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from knowledge.models import Article, Attachment, Recording
from knowledge.selectors.recordings import heard
from knowledge.validators import IMAGES, SUFFIXES
from peerlearn.people.http import SignedInRequest

CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


@require_safe
@login_required
def media(request: SignedInRequest, name: str) -> HttpResponseBase:
    visible = Article.objects.visible_to(request.user)
    if name.startswith("attachments/"):
        mine = Q(article=None, added_by=request.user)
        return _file(get_object_or_404(Attachment, Q(article__in=visible) | mine, file=name))
    recording = get_object_or_404(heard().exclude(file="").filter(article__in=visible), file=name)
    if recording.content_type not in SUFFIXES:
        raise Http404
    try:
        size = recording.file.size
    except FileNotFoundError:
        raise Http404 from None
    return _answer(recording, size, _range(request.headers.get("Range", "")))


def _file(attachment: Attachment) -> HttpResponseBase:
    shown = attachment.content_type in IMAGES
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    kind = attachment.content_type if shown else "application/octet-stream"
    response = FileResponse(file, as_attachment=not shown, filename=attachment.filename, content_type=kind)
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _range(asked: str) -> tuple[str, str] | None:
    """The one range that was asked for as it was written; None for everything, and for what is no such range."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found.groups() == ("", ""):
        return None
    start, end = found.groups()
    return None if start and end and int(end) < int(start) else (start, end)


def _answer(recording: Recording, size: int, asked: tuple[str, str] | None) -> HttpResponseBase:
    first, last = _span(*asked, size) if asked else (0, size - 1)
    if asked and first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(
        _chunks(recording.file, first, last - first + 1),
        status=206 if asked else 200,
        content_type=recording.content_type,
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last - first + 1)
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Disposition"] = "inline"
    if asked:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _span(start: str, end: str, size: int) -> tuple[int, int]:
    """First and last byte to send, the first behind the last when there is none; without a start the last bytes."""
    if not start:
        return max(size - int(end), 0), size - 1
    return int(start), min(int(end), size - 1) if end else size - 1


def _chunks(file: File, first: int, length: int) -> Iterator[bytes]:
    """Opens the file when the first bytes are asked for: an answer without a body leaves none open."""
    with file.open("rb"):
        file.seek(first)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
