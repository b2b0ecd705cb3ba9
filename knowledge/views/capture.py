"""Capturing a session on one page, right after its end; each part of it may come alone."""

from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from knowledge.forms.capture import MOST_FILES, CaptureForm
from knowledge.forms.snippets import SnippetForm, empty_row, rows_of, rows_typed, snippets_from
from knowledge.models import Article
from knowledge.providers import provider_of, usually_deleted_on
from knowledge.selectors.checklist import capture_checklist
from knowledge.selectors.suggestions import suggestions_of
from knowledge.selectors.uploads import unfinished_upload
from knowledge.services import capture as captures
from knowledge.services.dropped_files import keep_dropped, read_dropped
from knowledge.services.policy import set_capture_policy
from knowledge.views.limits import refuse_large_bodies
from peerlearn.core.devices import microphone_allowed
from peerlearn.core.htmx import render, wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from peerlearn.people.models import User
from rituals.enums import CapturePolicy, SessionStatus
from rituals.models import Session

PARTS = {"capture-files", "capture-place"}
CHANGED = "capture-changed"
"""The event that tells a page that parts of the capture came or went, for whatever else on it depends on them."""


# What was told into the microphone is listened to before it is sent.
@csp_update({"media-src": "blob:"})  # type: ignore[arg-type]
@refuse_large_bodies
@microphone_allowed
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def capture(request: SignedInRequest, pk: int) -> HttpResponse:
    session = _session(request, pk)
    if session.status != SessionStatus.HELD:
        messages.info(request, _("There is something to capture once the session was held."))
        return redirect(session)
    article = captures.open_article(session)
    if request.method != "POST":
        form = _asked(request, CaptureForm(article=article))
        return _page(request, article, form, rows_of(article), came="came" in request.GET)
    form = CaptureForm(request.POST, request.FILES, article=article)
    rows = rows_typed(request.POST, another="another" in request.POST)
    sound = all([form.is_valid(), *(row.is_valid() for row in rows)])
    if "another" in request.POST:
        return _page(request, article, form, rows)
    if not sound:
        return _page(request, article, form, rows, status=422)
    return _save(request, article, form, rows)


@refuse_large_bodies
@require_POST
@login_required
def capture_files(request: SignedInRequest, pk: int) -> HttpResponse:
    """Files that were dropped: each is kept or refused by itself, and the answer says which."""
    article = held_article(request, pk)
    kept, problems = _keep_each(article, request)
    if not wants_part(request):
        for words in kept:
            messages.success(request, words)
        for words in problems:
            messages.error(request, words)
        return redirect("knowledge:capture", pk=pk)
    article = captures.open_article(_session(request, pk))
    response = _page(request, article, CaptureForm(article=article), [], kept=kept, problems=problems, came=True)
    return trigger_client_event(response, CHANGED)


@require_POST
@login_required
def capture_policy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Recorded as usual, or not recorded: then notes are all that is asked for."""
    article = held_article(request, pk)
    policy = CapturePolicy.NOTES_ONLY if "notes_only" in request.POST else CapturePolicy.STANDARD
    set_capture_policy(article, policy=policy, by=request.user, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("knowledge:capture", pk=pk)


def held_article(request: SignedInRequest, pk: int) -> Article:
    """The article of a session that was held and that the person may capture."""
    session = _session(request, pk, status=SessionStatus.HELD)
    return captures.open_article(session)


def _session(request: SignedInRequest, pk: int, **narrowed: Any) -> Session:
    session = get_object_or_404(Session.objects.visible_to(request.user), pk=pk, **narrowed)
    require(request, "knowledge.capture_session", session)
    return session


def _asked(request: SignedInRequest, form: CaptureForm) -> CaptureForm:
    """The form with a link that was just typed, and the day on which its provider usually deletes it."""
    url = request.GET.get("recording_url", "")[:1000]
    if url and url != form.initial["recording_url"]:
        recorded_on = form.article.dated_at.date()
        deleted_on = usually_deleted_on(url, recorded_on)
        form.initial.update(recording_url=url, expires_for=url, expires_on=deleted_on)
    return form


def _keep_each(article: Article, request: SignedInRequest) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    problems: list[str] = []
    files = request.FILES.getlist("files")
    if len(files) > MOST_FILES:
        problems.append(_("At most %(limit)d files at once.") % {"limit": MOST_FILES})
    for file in files[:MOST_FILES]:
        try:
            kept.append(f"{file.name}: {keep_dropped(article, read_dropped(file), by=request.user)}")
        except ValueError as problem:
            problems.append(f"{file.name}: {problem}")
    return kept, problems


def _save(request: SignedInRequest, article: Article, form: CaptureForm, rows: list[SnippetForm]) -> HttpResponse:
    with transaction.atomic():
        _keep(article, form, rows, by=request.user)
        if "publish" in request.POST:
            try:
                captures.publish_capture(article, by=request.user, now=timezone.now())
            except captures.NotSignedOff as refusal:
                messages.warning(request, str(refusal))
                return redirect("knowledge:capture", pk=article.session_id)
    missing = capture_checklist(article).missing
    if "publish" not in request.POST:
        messages.success(
            request, _("Kept. Nobody else sees it until you publish.") if not article.published_at else _("Saved.")
        )
        return redirect("knowledge:capture", pk=article.session_id)
    if missing:
        messages.info(request, _("Published. Still missing: %(parts)s.") % {"parts": ", ".join(missing)})
        return redirect("knowledge:capture", pk=article.session_id)
    messages.success(request, _("Published and complete. Thank you."))
    return redirect(article)


def _keep(article: Article, form: CaptureForm, rows: list[SnippetForm], *, by: User) -> None:
    """Give each part that was filled in to its service."""
    given = form.cleaned_data
    if given["recording_url"] != form.initial["recording_url"]:
        _keep_link(article, form, by=by)
    elif given["expires_on"] != form.initial["expires_on"]:
        captures.set_expiry(article, expires_on=given["expires_on"])
    captures.set_notes(article, body=given["notes"], by=by)
    captures.set_topics(article, names=form.topic_names())
    captures.set_snippets(article, snippets=snippets_from(rows, article), by=by)
    for dropped in given["files"]:  # last, so that a long transcript is not indexed anew for each of the others
        keep_dropped(article, dropped, by=by)


def _keep_link(article: Article, form: CaptureForm, *, by: User) -> None:
    """The link as the form shows it; one that was emptied is taken away."""
    url, expires_on = form.cleaned_data["recording_url"], form.cleaned_data["expires_on"]
    if url:
        captures.set_recording_link(article, url=url, by=by, expires_on=expires_on)
    else:
        captures.remove_recording(article)


def _page(
    request: SignedInRequest,
    article: Article,
    form: CaptureForm,
    rows: list[SnippetForm],
    *,
    status: int = 200,
    **report: Any,
) -> HttpResponse:
    session = article.session
    context = {
        "session": session,
        "article": article,
        "form": form,
        "rows": rows,
        "empty_row": empty_row(),
        "provider": provider_of(form["recording_url"].value() or ""),
        "checklist": capture_checklist(article),
        "suggestions": suggestions_of(article),
        "recording": getattr(article, "recording", None),
        "transcript": getattr(article, "transcript", None),
        "upload": unfinished_upload(article, request.user),
        "recorded": session is not None and session.capture_policy != CapturePolicy.NOTES_ONLY,
    }
    return render(request, "knowledge/capture.html", context | report, partials=PARTS, status=status)
