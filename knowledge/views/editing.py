"""Writing and changing texts: one page for a new guide and for the text of any article, with a preview beside it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knowledge.differences import differences
from knowledge.enums import ArticleKind
from knowledge.forms.texts import TextForm
from knowledge.models import Article, Revision
from knowledge.selectors.drafts import draft_of
from knowledge.selectors.history import newest_revision
from knowledge.services import capture as captures
from knowledge.services.attachments import claim_images, keep_image
from knowledge.services.drafts import drop_draft
from knowledge.services.guides import write_guide
from knowledge.services.revisions import ChangedMeanwhile, Saved, save_text
from knowledge.views.drawn import drawn
from peerlearn.core.htmx import render
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest

ONCE_MORE = ("image_add", "preview")
"""Buttons that show the page again with what was typed, for browsers without script."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def guide_new(request: SignedInRequest) -> HttpResponse:
    require(request, "knowledge.write_guide")
    if request.method != "POST":
        return _open(request, None)
    form = TextForm(request.POST)
    if any(button in request.POST for button in ONCE_MORE):
        return _once_more(request, form)
    if not form.is_valid():
        return _show(request, form, status=422)
    given = form.cleaned_data
    guide = write_guide(
        request.user, title=given["title"], body=given["body"], topics=given["topics"], now=timezone.now()
    )
    drop_draft(request.user, kind=ArticleKind.GUIDE, article=None)
    messages.success(request, _("Published. Everybody finds it now, and you answer for it being right."))
    return redirect(guide)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """The text of an article; title and topics as well for those who may change them."""
    article = get_object_or_404(Article.objects.visible_to(request.user), slug=slug)
    require(request, "knowledge.edit_text", article)
    if request.method != "POST":
        return _open(request, article)
    form = TextForm(request.POST, article=article, everything=_may_change_everything(request, article))
    if any(button in request.POST for button in ONCE_MORE):
        return _once_more(request, form)
    if not form.is_valid():
        return _show(request, form, status=422)
    return _save(request, article, form)


@require_POST
@login_required
def preview(request: SignedInRequest) -> HttpResponse:
    """What is typed, as readers will see it."""
    return render(request, "knowledge/_preview.html", {"preview": drawn(request.POST.get("body", ""))})


def _open(request: SignedInRequest, article: Article | None) -> HttpResponse:
    """The form with what this person typed before, else with the text as it stands."""
    kind = ArticleKind(article.kind) if article else ArticleKind.GUIDE
    draft = draft_of(request.user, kind=kind, article=article)
    initial = TextForm.kept(draft) if draft else TextForm.of(article) if article else {}
    everything = article is None or _may_change_everything(request, article)
    newest = newest_revision(article) if article and draft else None
    meanwhile = newest if newest and draft and newest.pk != draft.based_on_id else None
    form = TextForm(initial=initial, article=article, everything=everything)
    return _show(request, form, draft=draft, meanwhile=_who(meanwhile) if meanwhile else "")


def _once_more(request: SignedInRequest, form: TextForm) -> HttpResponse:
    """Without script: the page again with its preview, and with the image that was added at the end."""
    typed = dict(form.data.items())
    file = request.FILES.get("image")
    if "image_add" in typed and isinstance(file, UploadedFile):
        try:
            typed["body"] = f"{typed.get('body', '').rstrip()}\n\n{keep_image(file, by=request.user)}\n"
        except ValueError as problem:
            messages.error(request, str(problem))
    return _show(request, TextForm(initial=typed, article=form.article, everything=form.asks_for_everything))


def _save(request: SignedInRequest, article: Article, form: TextForm) -> HttpResponse:
    try:
        saved = _saved(request, article, form)
    except ChangedMeanwhile as clash:
        return _ask_to_decide(request, form, clash)
    if form.asks_for_everything:
        captures.set_topics(article, names=form.topic_names())
    if "snippet" in form.fields:
        captures.set_snippets(article, snippets=form.snippets(), by=request.user)
    claim_images(article, by=request.user)
    drop_draft(request.user, kind=ArticleKind(article.kind), article=article)
    if saved.merged_with and saved.revision:
        words = _("%(who)s Both are kept; this is what became of it.") % {"who": _who(saved.merged_with)}
        messages.success(request, words)
        return redirect("knowledge:revision", slug=article.slug, pk=saved.revision.pk)
    messages.success(request, _("Saved."))
    return redirect(article)


def _saved(request: SignedInRequest, article: Article, form: TextForm) -> Saved:
    given = form.cleaned_data
    based_on: Revision | None = given["based_on"]
    unchanged = based_on.title if based_on else article.title
    return save_text(
        article,
        by=request.user,
        title=given.get("title", unchanged),
        body=given["body"],
        based_on=based_on,
        reason=given["reason"],
        now=timezone.now(),
    )


def _ask_to_decide(request: SignedInRequest, form: TextForm, clash: ChangedMeanwhile) -> HttpResponse:
    """Both texts and where they differ; saving again is on top of theirs."""
    typed = dict(form.data.items()) | {"based_on": clash.newest.pk}
    again = TextForm(initial=typed, article=form.article, everything=form.asks_for_everything)
    theirs = {
        "revision": clash.newest,
        "who": _who(clash.newest),
        "lines": differences(clash.newest.body, form.cleaned_data["body"]),
    }
    return _show(request, again, status=409, theirs=theirs)


def _who(revision: Revision) -> str:
    """Who saved it when, today by the time alone."""
    saved = timezone.localtime(revision.created_at)
    name = revision.author.name if revision.author else _("A former colleague")
    if saved.date() == timezone.localdate():
        return _("%(name)s changed this at %(time)s.") % {"name": name, "time": date_format(saved, "H:i")}
    day = date_format(saved, "j F Y, H:i")
    return _("%(name)s changed this on %(day)s.") % {"name": name, "day": day}


def _may_change_everything(request: SignedInRequest, article: Article) -> bool:
    return request.user.has_perm("knowledge.edit_frame", article)


def _show(request: SignedInRequest, form: TextForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """`more`: draft, the one the form is filled in with; meanwhile or theirs, what somebody else saved since."""
    context = {"form": form, "article": form.article, "preview": drawn(str(form["body"].value() or ""))}
    return render(request, "knowledge/edit.html", context | more, status=status)
