"""Uploaded recordings, to those who may see their article; a player may ask for any single range of bytes."""

import re
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from knowledge.models import Article, Recording
from knowledge.validators import SUFFIXES
from peerlearn.people.http import SignedInRequest

CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@require_safe
@login_required
def media(request: SignedInRequest, name: str) -> HttpResponseBase:
    visible = Article.objects.visible_to(request.user)
    recording = get_object_or_404(Recording.objects.exclude(file="").filter(article__in=visible), file=name)
    if recording.content_type not in SUFFIXES:
        raise Http404
    try:
        file = recording.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return _answer(file, recording, request.headers.get("Range", ""))


def _answer(file: File, recording: Recording, asked: str) -> HttpResponseBase:
    size = recording.file.size
    span = _span(asked, size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    partial = _RANGE.fullmatch(asked.strip()) is not None
    response = StreamingHttpResponse(
        _chunks(file, first, last - first + 1), status=206 if partial else 200, content_type=recording.content_type
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last - first + 1)
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Disposition"] = "inline"
    if partial:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte to send; everything for no range or one of another form; None when it lies outside."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found.groups() == ("", ""):
        return 0, size - 1
    start, end = found.groups()
    if not start:
        return (max(size - int(end), 0), size - 1) if int(end) else None
    first = int(start)
    last = min(int(end), size - 1) if end else size - 1
    return (first, last) if first <= last else None


def _chunks(file: File, first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
