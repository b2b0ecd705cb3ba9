"""What is proposed for a capture: the list, and a person's yes or no to each; answered with the list as it is then."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.models import Article, Suggestion
from knowledge.selectors.checklist import capture_checklist
from knowledge.selectors.suggestions import suggestions_of
from knowledge.services.suggestions import accept_suggestion, dismiss_suggestion, reopen_suggestion
from knowledge.views.capture import held_article
from peerlearn.core.htmx import render, wants_part
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def suggestions(request: SignedInRequest, pk: int) -> HttpResponse:
    return show_suggestions(request, held_article(request, pk))


@require_POST
@login_required
def accept(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    article = held_article(request, pk)
    accept_suggestion(_suggestion(article, number), by=request.user, now=timezone.now())
    return decided(request, article, _("Taken over."))


@require_POST
@login_required
def dismiss(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    article = held_article(request, pk)
    dismiss_suggestion(_suggestion(article, number), by=request.user, now=timezone.now())
    return decided(request, article, _("Dismissed. It is not proposed again."))


@require_POST
@login_required
def reopen(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Take a dismissal back."""
    article = held_article(request, pk)
    reopen_suggestion(_suggestion(article, number))
    return decided(request, article, _("It is proposed again."))


def decided(request: SignedInRequest, article: Article, words: str) -> HttpResponse:
    """The list with what became of it, or the capture page."""
    if wants_part(request):
        return show_suggestions(request, article, said=words)
    messages.success(request, words)
    return redirect(reverse("knowledge:capture", args=[article.session_id]) + "#suggestions")


def show_suggestions(
    request: SignedInRequest, article: Article, *, said: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "article": article,
        "session": article.session,
        "suggestions": suggestions_of(article),
        "topics": [topic.name for topic in article.topics.all()],
        "checklist": capture_checklist(article) if said else None,
        "said": said,
        "refusal": refusal,
    }
    page = "knowledge/suggestions.html"
    return render(request, page, context, partials=["suggestions"], status=status)


def _suggestion(article: Article, number: int) -> Suggestion:
    return get_object_or_404(Suggestion, pk=number, article=article)
