"""One topic: what else it is called, who looks after it, who follows it, and how it may be taught."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from peerlearn.topics.forms import MergeForm, OtherNamesForm, TeachingForm
from peerlearn.topics.models import Topic
from peerlearn.topics.selectors.merged import leads_to, what_hangs_on
from peerlearn.topics.services import following
from peerlearn.topics.services.merging import CannotMerge, merge_topics
from peerlearn.topics.services.names import NameTaken, set_other_names
from peerlearn.topics.services.teaching import set_teaching


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def topic(request: SignedInRequest, slug: str) -> HttpResponse:
    if request.method != "POST" and (now_at := leads_to(slug)) != slug:
        return redirect("topics:topic", slug=now_at, permanent=True)
    found = _found(slug)
    if request.method != "POST":
        return _show(request, found)
    require(request, "topics.change_topic", found)
    form = TeachingForm(request.POST)
    if not form.is_valid():
        return _show(request, found, teaching=form)
    set_teaching(found, by=request.user, now=timezone.now(), **form.cleaned_data)
    return _saved(request, found)


@require_POST
@login_required
def other_names(request: SignedInRequest, slug: str) -> HttpResponse:
    found = _found(slug)
    require(request, "topics.change_topic", found)
    form = OtherNamesForm(request.POST)
    if form.is_valid():
        try:
            set_other_names(found, form.cleaned_data["names"])
        except NameTaken as problem:
            form.add_error("names", str(problem))
    return _saved(request, found) if form.is_valid() else _show(request, found, names=form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def merge(request: SignedInRequest, slug: str) -> HttpResponse:
    """Which topic remains, then what moves there, then the deed."""
    if (now_at := leads_to(slug)) != slug:  # said twice, or by two people
        return redirect("topics:topic", slug=now_at)
    found = _found(slug)
    require(request, "topics.change_topic", found)
    form = MergeForm(request.POST or request.GET or None, merged=found, by=request.user)
    if not form.is_valid():
        return render(
            request, "topics/merge.html", {"topic": found, "form": form}, status=422 if form.is_bound else 200
        )
    into = form.cleaned_data["into"]
    if request.method != "POST":
        context = {"topic": found, "into": into, "moving": what_hangs_on(found)}
        return render(request, "topics/merge.html", context)
    try:
        merge_topics(found, into=into, by=request.user, now=timezone.now())
    except CannotMerge:
        messages.error(request, _("One of the two topics is gone. Nothing was changed."))
        return redirect("topics:topic", slug=found.slug)
    messages.success(request, _("“%(merged)s” is part of this topic now.") % {"merged": found.name})
    return redirect("topics:topic", slug=into.slug)


@require_POST
@login_required
def follow(request: SignedInRequest, slug: str) -> HttpResponse:
    found = _found(leads_to(slug))
    following.follow(found, request.user)
    messages.success(request, _("What is new on it stands on your first page."))
    return redirect("topics:topic", slug=found.slug)


@require_POST
@login_required
def unfollow(request: SignedInRequest, slug: str) -> HttpResponse:
    found = _found(leads_to(slug))
    following.unfollow(found, request.user)
    messages.success(request, _("You no longer follow it."))
    return redirect("topics:topic", slug=found.slug)


def _found(slug: str) -> Topic:
    topics = Topic.objects.select_related("formal_only_by").prefetch_related("owners", "reviewers", "synonyms")
    return get_object_or_404(topics, slug=slug)


def _saved(request: SignedInRequest, found: Topic) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("topics:topic", slug=found.slug)


def _show(
    request: SignedInRequest,
    found: Topic,
    *,
    teaching: TeachingForm | None = None,
    names: OtherNamesForm | None = None,
) -> HttpResponse:
    """The page; with a form that was refused it says what is wrong there."""
    context = {"topic": found, "followed": found.follows.filter(user=request.user).exists()}
    if request.user.has_perm("topics.change_topic", found):
        context["teaching"] = teaching or TeachingForm(initial=TeachingForm.of(found))
        context["names"] = names or OtherNamesForm(initial=OtherNamesForm.of(found))
        context["merge"] = MergeForm(merged=found, by=request.user)
    return render(request, "topics/topic.html", context, status=422 if teaching or names else 200)
