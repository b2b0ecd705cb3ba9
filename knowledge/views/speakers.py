""" "This is me": to be named in a transcript, to be taken out of it, or neither any more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knowledge.enums import SpeakerWish
from knowledge.forms.speakers import SpeakerForm
from knowledge.models import Article, Passage, SpeakerChoice
from knowledge.selectors.speakers import speaker_at
from knowledge.services.consents import SomebodyElse, overrule_choice, speak_for, withdraw_choice
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def speaker(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Whoever speaks in this line, and is no teacher, says what they want."""
    article = _fetch(request, slug)
    heard = Passage.objects.shown().filter(speaker_user=None).exclude(speaker="").defer("words", "exact")
    passage = get_object_or_404(heard, article=article, number=number)
    require(request, "knowledge.speak_for_oneself", article)
    form = SpeakerForm(request.POST or None)
    if form.is_valid():
        try:
            choice = speak_for(article, number, wish=SpeakerWish(form.cleaned_data["wish"]), by=request.user)
        except SomebodyElse as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(choice))
            return redirect(article)
    context = {"article": article, "speaker": speaker_at(article, passage), "form": form, "wishes": SpeakerWish}
    return render(request, "knowledge/speaker.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    article = _fetch(request, slug)
    choice = get_object_or_404(SpeakerChoice.objects.select_related("article__session"), article=article, pk=pk)
    require(request, "knowledge.withdraw_choice", choice)
    withdraw_choice(choice)
    messages.success(request, _("You are a colleague again: heard, and not named."))
    return redirect(article)


@require_POST
@login_required
def overrule(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    article = _fetch(request, slug)
    require(request, "knowledge.overrule_choice", article)
    choice = get_object_or_404(SpeakerChoice.objects.select_related("article__session"), article=article, pk=pk)
    try:
        overrule_choice(choice, by=request.user, now=timezone.now())
    except SpeakerChoice.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("That name is not shown here any more, and its person hears of it."))
    return redirect(article)


def _said(choice: SpeakerChoice) -> str:
    if choice.wish == SpeakerWish.HIDDEN:
        return _("You are taken out: nobody reads or finds what you said here.")
    return _("Your name stands beside what you said here.")


def _fetch(request: SignedInRequest, slug: str) -> Article:
    articles = Article.objects.visible_to(request.user).for_lists()
    return get_object_or_404(articles, slug=slug)
