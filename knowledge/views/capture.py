"""Capturing a session on one page, right after its end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowledge.forms.capture import CaptureForm
from knowledge.models import Article
from knowledge.selectors.checklist import capture_checklist
from knowledge.services import capture as captures
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from peerlearn.people.models import User
from rituals.enums import SessionStatus
from rituals.models import Session


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def capture(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(request.user), pk=pk)
    require(request, "knowledge.capture_session", session)
    if session.status != SessionStatus.HELD:
        messages.info(request, _("There is something to capture once the session was held."))
        return redirect(session)
    article = captures.open_article(session)
    if request.method != "POST":
        return _page(request, session, article, CaptureForm(article=article))
    form = CaptureForm(request.POST, request.FILES, article=article)
    if not form.is_valid():
        return _page(request, session, article, form)
    return _save(request, session, article, form)


def _save(request: SignedInRequest, session: Session, article: Article, form: CaptureForm) -> HttpResponse:
    with transaction.atomic():
        _keep(article, form, by=request.user)
        if "publish" in request.POST:
            try:
                captures.publish_capture(article, by=request.user, now=timezone.now())
            except captures.NotSignedOff as refusal:
                messages.warning(request, str(refusal))
                return redirect("knowledge:capture", pk=session.pk)
    missing = capture_checklist(article).missing
    if "publish" not in request.POST:
        messages.success(
            request, _("Kept. Nobody else sees it until you publish.") if not article.published_at else _("Saved.")
        )
        return redirect("knowledge:capture", pk=session.pk)
    if missing:
        messages.info(request, _("Published. Still missing: %(parts)s.") % {"parts": ", ".join(missing)})
        return redirect("knowledge:capture", pk=session.pk)
    messages.success(request, _("Published and complete. Thank you."))
    return redirect(article)


def _keep(article: Article, form: CaptureForm, *, by: User) -> None:
    """Give each part that was filled in to its service."""
    given = form.cleaned_data
    if given["recording_file"]:
        captures.set_recording_file(article, file=given["recording_file"], by=by)
    elif given["recording_url"] != form.initial["recording_url"]:
        _keep_link(article, given["recording_url"], by=by)
    captures.set_notes(article, body=given["notes"], by=by)
    captures.set_topics(article, names=given["topics"])
    text = given["snippet_text"].strip()
    title = given["snippet_title"] or text.split("\n", 1)[0][:200]
    others = [captures.SnippetText(snippet.title, snippet.text) for snippet in article.snippets.all()[1:]]
    captures.set_snippets(article, snippets=[*([captures.SnippetText(title, text)] if text else []), *others])
    if given["transcript_file"]:  # last, so that a long one is not indexed anew for each of the others
        data, filename, read = given["transcript_file"]
        captures.set_transcript(article, data=data, filename=filename, by=by, read=read)


def _keep_link(article: Article, url: str, *, by: User) -> None:
    """The link as the form shows it; one that was emptied is taken away."""
    if url:
        captures.set_recording_link(article, url=url, by=by)
    else:
        captures.remove_recording(article)


def _page(request: SignedInRequest, session: Session, article: Article, form: CaptureForm) -> HttpResponse:
    context = {
        "session": session,
        "article": article,
        "form": form,
        "checklist": capture_checklist(article),
        "recording": getattr(article, "recording", None),
        "transcript": getattr(article, "transcript", None),
    }
    return render(request, "knowledge/capture.html", context, status=422 if form.errors else 200)
