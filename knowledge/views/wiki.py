"""Looking around: the newest captures, and short shares with the form that makes one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowledge.enums import ArticleKind
from knowledge.forms.tils import ENOUGH_WORDS, TilForm
from knowledge.selectors.browse import busiest_topics, newest
from knowledge.selectors.drafts import draft_of
from knowledge.services.articles import share_til
from knowledge.services.drafts import drop_draft
from knowledge.views.asked import number_asked
from knowledge.views.drawn import drawn
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from peerlearn.topics.selectors.merged import leads_to


@require_safe
@login_required
def wiki(request: SignedInRequest) -> HttpResponse:
    topic, kind = leads_to(request.GET.get("topic", "")[:120]), request.GET.get("kind", "")[:10]
    before = number_asked(request, "before")
    context = {
        "shelf": newest(request.user, topic=topic, kind=kind, before=before),
        "topics": busiest_topics(),
        "kinds": ArticleKind.choices,
        "topic": topic,
        "kind": kind,
        "is_first": before is None,
        "sees_unanswered": request.user.has_perm("knowledge.see_unanswered"),
    }
    return render(request, "knowledge/wiki.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def til_list(request: SignedInRequest) -> HttpResponse:
    require(request, "knowledge.share_til")
    draft = draft_of(request.user, kind=ArticleKind.TIL, article=None)
    form = TilForm(request.POST or None, initial=TilForm.kept(draft) if draft else {})
    if request.method == "POST" and form.is_valid():
        article = share_til(request.user, now=timezone.now(), **form.cleaned_data)
        drop_draft(request.user, kind=ArticleKind.TIL, article=None)
        messages.success(request, _("Shared. Everybody finds it now."))
        return redirect(article)
    shelf = newest(request.user, kind=ArticleKind.TIL, before=number_asked(request, "before"))
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "draft": None if form.is_bound else draft,
        "preview": drawn(str(form["body"].value() or "")),
        "shelf": shelf,
        "enough_words": ENOUGH_WORDS,
    }
    return render(request, "knowledge/til_list.html", context, status=status)
