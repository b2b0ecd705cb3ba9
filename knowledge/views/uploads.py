"""A large recording in pieces: announce it, send pieces by their offset, ask how much is here, give up.

The protocol is written down in docs/uploads.md.
"""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knowledge.forms.uploads import UploadForm
from knowledge.models import Upload
from knowledge.selectors.uploads import bytes_here
from knowledge.services import uploads
from knowledge.validators import LARGEST_RECORDING
from knowledge.views.capture import held_article
from peerlearn.people.http import SignedInRequest

OFFSET = "Upload-Offset"


@require_POST
@login_required
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answers 201 with the address for the pieces, 413 for too many bytes, 422 for what is no recording."""
    article = held_article(request, pk)
    form = UploadForm(request.POST)
    if not form.is_valid():
        return _problem(_("Say the name and the size of the file."), 422)
    try:
        upload = uploads.begin_upload(article, by=request.user, **form.cleaned_data)
    except ValueError as problem:
        return _problem(str(problem), 413 if form.cleaned_data["size"] > LARGEST_RECORDING else 422)
    response = _state(upload, status=201)
    response["Location"] = reverse("knowledge:upload", args=[upload.pk])
    return response


@require_http_methods(["GET", "HEAD", "PATCH", "DELETE"])
@login_required
def upload(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """How much is here; one more piece; or no more of it."""
    found = get_object_or_404(Upload.objects.select_related("article__session"), pk=pk, user=request.user)
    held_article(request, found.article.session_id or 0)
    if request.method == "PATCH":
        return _receive(request, found)
    if request.method == "DELETE":
        uploads.give_up_upload(found)
        return HttpResponse(status=204)
    return _state(found)


def _receive(request: HttpRequest, found: Upload) -> HttpResponse:
    offset = request.headers.get(OFFSET, "")
    if not (offset.isascii() and offset.isdecimal() and len(offset) < 16):
        return _problem(_("Say where the piece begins."), 400)
    try:
        piece = request.read(uploads.LARGEST_PIECE + 1)
    except UnreadablePostError:
        return _problem(_("The connection was cut."), 400)
    if len(piece) > uploads.LARGEST_PIECE:
        return _problem(_("The piece is too large."), 413)
    try:
        return _state(uploads.receive_piece(found, offset=int(offset), piece=piece))
    except uploads.WrongOffset as problem:
        response = _problem(_("That is not where the last piece ended."), 409)
        response[OFFSET] = str(problem.received)
        return response
    except ValueError as problem:
        uploads.give_up_upload(found)
        return _problem(str(problem), 422)
    except OSError:
        return _problem(_("There is no room for it on the server. Give a link instead, or tell an administrator."), 507)


def _state(found: Upload, *, status: int = 200) -> JsonResponse:
    here = bytes_here(found)
    body = {"id": str(found.pk), "filename": found.filename, "size": found.size, "received": here}
    headers = {OFFSET: str(here), "Upload-Length": str(found.size), "Cache-Control": "no-store"}
    return JsonResponse(body, status=status, headers=headers)


def _problem(words: str, status: int) -> JsonResponse:
    return JsonResponse({"problem": words}, status=status)
