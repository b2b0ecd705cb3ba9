"""What people want to learn: the list with the form that asks, one request, and what people do with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peerlearn.core.htmx import render, wants_part
from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.forms.requests import AnswersForm, MergeForm, RequestForm, TeachForm
from rituals.models import Session, TopicRequest
from rituals.selectors import requests as selectors
from rituals.services import requests as services
from rituals.services.refusals import SlotTaken
from rituals.views.sessions import done, show_session, visible_session

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def request_list(request: SignedInRequest) -> HttpResponse:
    require(request, "rituals.ask_request")
    if request.method != "POST":
        return _show_list(request, RequestForm(initial={"title": request.GET.get("title", "")}))
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _show_list(request, form, status=422)
    asked = services.ask_to_learn(by=request.user, **form.cleaned_data)
    messages.success(request, _("Asked. You are told when somebody teaches it."))
    return redirect(asked)


@require_safe
@login_required
def topic_request(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    if found.merged_into:
        return redirect(found.merged_into)
    return _show(request, found)


@require_POST
@login_required
def vote(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    require(request, "rituals.ask_request")
    try:
        counted = services.vote_for(found, by=request.user)
    except services.RequestClosed as refusal:
        return _show(request, found, status=422, refusal=str(refusal))
    return _voted(request, counted)


@require_POST
@login_required
def take_vote_back(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    require(request, "rituals.ask_request")
    services.take_vote_back(found, by=request.user)
    return _voted(request, found)


@require_POST
@login_required
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    require(request, "rituals.settle_request", found)
    form = MergeForm(request.POST, duplicate=found)
    if not form.is_valid():
        return _show(request, found, status=422, merge_form=form)
    into = form.cleaned_data["into"]
    try:
        services.merge_requests(found, into=into, by=request.user, now=timezone.now())
    except services.RequestClosed as refusal:
        return _show(request, found, status=422, refusal=str(refusal))
    messages.success(request, _("Both are one request now, with the votes of both."))
    return redirect(into)


@require_POST
@login_required
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    require(request, "rituals.settle_request", found)
    services.close_request(found, by=request.user, now=timezone.now())
    messages.success(request, _("Closed. Nobody is asked to teach it any more."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def teach(request: SignedInRequest, pk: int) -> HttpResponse:
    """ "I could teach this": choose an open slot and take it."""
    found = _visible(request, pk)
    require(request, "rituals.claim_slot")
    slots = selectors.open_slots(request.user, now=timezone.now())
    if request.method != "POST":
        topics = found.topic.name if found.topic else ""
        form = TeachForm(initial={"title": found.title, "topics": topics}, slots=slots)
        return _show_slots(request, found, form)
    form = TeachForm(request.POST, slots=slots)
    if not form.is_valid():
        return _show_slots(request, found, form, status=422)
    try:
        session = services.teach_request(found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except (SlotTaken, services.RequestClosed) as refusal:
        formal_topics = refusal.topics if isinstance(refusal, SlotTaken) else ()
        return _show_slots(request, found, form, status=422, refusal=str(refusal), formal_topics=formal_topics)
    messages.success(request, _("The slot is yours. Everybody who asked is told. Thank you for teaching."))
    return redirect(session)


@require_POST
@login_required
def answers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which requests a session answers, said by whoever runs it."""
    session = visible_session(request, pk)
    require(request, "rituals.run_session", session)
    form = AnswersForm(request.POST, choice=selectors.choice_for(session, request.user))
    if not form.is_valid():
        return show_session(request, session, status=422, refusal=_("Choose open requests only."))
    try:
        services.set_answers(session, requests=form.cleaned_data["requests"], now=timezone.now())
    except services.RequestClosed as refusal:
        return show_session(request, session, status=422, refusal=str(refusal))
    return done(request, session, _("Saved. Whoever asked is told."))


def _visible(request: SignedInRequest, pk: int) -> TopicRequest:
    requests = TopicRequest.objects.visible_to(request.user).for_lists(request.user)
    return get_object_or_404(requests.select_related("topic", "merged_into"), pk=pk)


def _voted(request: SignedInRequest, found: TopicRequest) -> HttpResponse:
    """The button with its new count for htmx, else the page of the request."""
    if wants_part(request):
        return render(request, "rituals/_request_vote.html", {"asked": _visible(request, found.pk)})
    return redirect(found)


def _show_list(request: SignedInRequest, form: RequestForm, *, status: int = 200) -> HttpResponse:
    answered = "answered" in request.GET
    lines = selectors.answered_requests(request.user) if answered else selectors.open_requests(request.user)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "answered": answered,
        "query": "answered&" if answered else "",
        "similar": selectors.similar_requests(str(form["title"].value() or "")[:200], request.user),
    }
    return render(request, "rituals/request_list.html", context, partials={"similar-requests"}, status=status)


def _show(request: SignedInRequest, found: TopicRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    settles = found.is_open and request.user.has_perm("rituals.settle_request", found)
    answering = Session.objects.visible_to(request.user).filter(answered_requests=found).first()
    similar = selectors.similar_requests(found.title, request.user) if found.is_open else []
    context = {
        "asked": found,
        "mine": found.asked_by_id == request.user.pk,
        "answering": answering,
        "similar": [other for other in similar if other.pk != found.pk],
        "settles": settles,
        "merge_form": MergeForm(duplicate=found) if settles else None,
    }
    return render(request, "rituals/request.html", context | extra, status=status)


def _show_slots(
    request: SignedInRequest, found: TopicRequest, form: TeachForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    return render(request, "rituals/request_teach.html", {"asked": found, "form": form} | extra, status=status)
