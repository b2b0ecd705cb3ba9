"""The history of a text: who changed what, back to an earlier one, and hiding what should not be read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.differences import differences
from knowledge.models import Article, Revision
from knowledge.selectors.history import former_of, history_of, may_read, newest_revision
from knowledge.services.revisions import StillShown, hide_revision, restore_revision
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def history(request: SignedInRequest, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.visible_to(request.user), slug=slug)
    revisions = history_of(article)
    return render(request, "knowledge/history.html", {"article": article, "revisions": revisions})


@require_safe
@login_required
def text(request: SignedInRequest, slug: str) -> HttpResponse:
    """The text as it is written, to be saved by the browser."""
    article = get_object_or_404(Article.objects.visible_to(request.user), slug=slug)
    headers = {"Content-Disposition": content_disposition_header(True, f"{article.slug}.md") or ""}
    return HttpResponse(article.body, content_type="application/octet-stream", headers=headers)


@require_safe
@login_required
def revision(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What one revision changed."""
    shown = _fetch(request, slug, pk)
    former = former_of(shown)
    readable = former is None or may_read(request.user, former)
    newest = newest_revision(shown.article)
    before = former if former and readable else None
    context = {
        "article": shown.article,
        "revision": shown,
        "former": former,
        "new_title": before is not None and before.title != shown.title,
        "lines": differences(before.body if before else "", shown.body) if readable else (),
        "readable": readable,
        "is_newest": newest is not None and newest.pk == shown.pk,
        "may_hide": request.user.has_perm("knowledge.hide_revision", shown.article),
    }
    return render(request, "knowledge/revision.html", context)


@require_POST
@login_required
def restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    old = _fetch(request, slug, pk)
    require(request, "knowledge.edit_text", old.article)
    day = date_format(timezone.localtime(old.created_at), "j F Y, H:i")
    reason = _("Back to the text of %(day)s") % {"day": day}
    restore_revision(old, by=request.user, reason=reason, now=timezone.now())
    messages.success(request, _("It reads as it did then. What was there before stays in the history."))
    return redirect("knowledge:history", slug=slug)


@require_POST
@login_required
def hide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    old = _fetch(request, slug, pk)
    require(request, "knowledge.hide_revision", old.article)
    try:
        hide_revision(old, by=request.user, now=timezone.now())
        messages.success(request, _("Nobody reads that text any more."))
    except StillShown:
        messages.error(request, _("This is the text that everybody reads. Change it first, then hide this one."))
    return redirect("knowledge:history", slug=slug)


def _fetch(request: SignedInRequest, slug: str, pk: int) -> Revision:
    visible = Article.objects.visible_to(request.user)
    revisions = Revision.objects.select_related("author", "article__session", "article__author")
    found = get_object_or_404(revisions, article__in=visible, article__slug=slug, pk=pk)
    if not may_read(request.user, found):
        raise Http404
    return found
