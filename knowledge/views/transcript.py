"""The words of a recording: another part of them, as captions, and a line put right by whoever reads it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from knowledge.forms.corrections import CorrectionForm
from knowledge.models import Article, Correction, Passage
from knowledge.selectors.captions import captions_of
from knowledge.selectors.corrections import corrections_of
from knowledge.selectors.recordings import recording_of
from knowledge.selectors.transcript import line_in_place, lines_of, transcript_of
from knowledge.services.corrections import StaleLine, correct_line, restore_line
from knowledge.views.asked import number_asked, second_asked
from peerlearn.core.htmx import wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def transcript(request: SignedInRequest, slug: str) -> HttpResponse:
    """Another part, for a page that shows one; by itself it leads to the article."""
    article = _fetch(request, slug)
    if not wants_part(request):
        return redirect(f"{article.get_absolute_url()}?{request.GET.urlencode()}")
    part = transcript_of(article, part=number_asked(request, "part"), second=second_asked(request, "t"))
    context = {"article": article, "transcript": part, "recording": recording_of(article)}
    return render(request, "knowledge/_transcript.html", context)


@require_safe
@login_required
def captions(request: SignedInRequest, slug: str) -> HttpResponse:
    response = HttpResponse(captions_of(_fetch(request, slug)), content_type="text/vtt; charset=utf-8")
    response["Cache-Control"] = "private, no-store"  # whoever asks to be taken out is out at once
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def line(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """One line as a form; with `shown` as it stands, for whoever changes their mind."""
    article, passage = _passage(request, slug, number)
    require(request, "knowledge.correct_line", article)
    if request.method != "POST":
        if "shown" in request.GET:
            return _line(request, article, passage)
        unchanged = {"former": passage.text, "text": passage.text}
        return _form(request, article, passage, CorrectionForm(initial=unchanged))
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _form(request, article, passage, form)
    try:
        correct_line(article, number, by=request.user, **form.cleaned_data)
    except StaleLine as refusal:
        form = CorrectionForm({"former": refusal.text, "text": form.cleaned_data["text"]})
        form.add_error(None, str(refusal))
        return _form(request, article, passage, form, now=refusal.text)
    passage.refresh_from_db(fields=["text"])
    return _line(request, article, passage, _("The line is corrected."))


@require_safe
@login_required
def corrections(request: SignedInRequest, slug: str) -> HttpResponse:
    article = _fetch(request, slug)
    require(request, "knowledge.correct_line", article)
    context = {"article": article, "corrections": corrections_of(article)}
    return render(request, "knowledge/corrections.html", context)


@require_POST
@login_required
def restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    article = _fetch(request, slug)
    require(request, "knowledge.correct_line", article)
    correction = get_object_or_404(Correction.objects.filter(article=article).select_related("article"), pk=pk)
    try:
        restore_line(correction, by=request.user)
    except StaleLine as refusal:
        messages.warning(request, str(refusal))
    except Passage.DoesNotExist:
        raise Http404 from None
    else:
        messages.success(request, _("The line reads as it did before."))
    return redirect("knowledge:corrections", slug=article.slug)


def _line(request: SignedInRequest, article: Article, passage: Passage, said: str = "") -> HttpResponse:
    """The line in its place, with the focus where somebody was; `said` tells what was done."""
    line = line_in_place(article, passage)
    if not wants_part(request):
        if said:
            messages.success(request, said)
        return redirect(article.get_absolute_url() + line.place)
    context = {"line": line, "article": article, "recording": recording_of(article), "returned": True}
    response = render(request, "knowledge/_line.html", context)
    return trigger_client_event(response, "toast", {"value": said}) if said else response


def _form(
    request: SignedInRequest, article: Article, passage: Passage, form: CorrectionForm, now: str = ""
) -> HttpResponse:
    template = "knowledge/_line_form.html" if wants_part(request) else "knowledge/line.html"
    (line,) = lines_of(article, [passage])
    context = {"article": article, "line": line, "form": form, "now": now}
    return render(request, template, context, status=422 if form.errors else 200)


def _fetch(request: SignedInRequest, slug: str) -> Article:
    articles = Article.objects.visible_to(request.user).for_lists().select_related("transcript")
    return get_object_or_404(articles, slug=slug)


def _passage(request: SignedInRequest, slug: str, number: int) -> tuple[Article, Passage]:
    article = _fetch(request, slug)
    passages = Passage.objects.shown().defer("words", "exact")
    return article, get_object_or_404(passages, article=article, number=number)
