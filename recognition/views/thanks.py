"""Saying thanks for an article or a session."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from knowledge.models import Article
from peerlearn.core.htmx import wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from recognition.enums import Openness
from recognition.forms import ThanksForm
from recognition.panels import thanks_panel
from recognition.services.kudos import ThanksRefused, give_kudos
from rituals.models import Session


@require_POST
@login_required
def thank(request: SignedInRequest, slug: str) -> HttpResponse:
    return _thank(request, get_object_or_404(Article.objects.visible_to(request.user), slug=slug))


@require_POST
@login_required
def thank_session(request: SignedInRequest, pk: int) -> HttpResponse:
    return _thank(request, get_object_or_404(Session.objects.visible_to(request.user), pk=pk))


def _thank(request: SignedInRequest, subject: Article | Session) -> HttpResponse:
    require(request, "recognition.give_kudos", subject)
    form = ThanksForm(request.POST)
    if form.is_valid():
        try:
            give_kudos(
                subject,
                by=request.user,
                text=form.cleaned_data["text"],
                openness=Openness(form.cleaned_data["openness"]),
                now=timezone.now(),
            )
        except ThanksRefused as refusal:
            form.add_error(None, str(refusal))
    if form.is_valid() and not wants_part(request):
        return redirect(f"{subject.get_absolute_url()}#thanks")
    return _answer(request, subject, form)


def _answer(request: SignedInRequest, subject: Article | Session, form: ThanksForm) -> HttpResponse:
    """The panel again, alone for htmx; with what was wrong, it stands on a page of its own without script."""
    panel = thanks_panel(request, subject, None if form.is_valid() else form)
    status = 200 if form.is_valid() else 422
    if panel and wants_part(request):
        return render(request, panel.template, panel.context, status=status)
    context = {"subject": subject, **(panel.context if panel else {"form": form})}
    return render(request, "recognition/thanks_form.html", context, status=status)
