"""The talks of a demo day: add one, arrange them, take one out. Each answers with the session's page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peerlearn.core.rules import require
from peerlearn.people.http import SignedInRequest
from rituals.forms.talks import TalkForm
from rituals.models import Session, Talk
from rituals.services import talks
from rituals.services.refusals import NotForColleagues
from rituals.views.sessions import done, show_session, visible_session


@require_POST
@login_required
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A colleague adds an own talk; those who run the day add anybody's."""
    found = visible_session(request, pk)
    require(request, "rituals.add_talk", found)
    runs = request.user.has_perm("rituals.run_session", found)
    form = TalkForm(request.POST, for_others=runs)
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        words = f"{form.fields[field].label}: {errors[0]}"
        return show_session(request, found, status=422, refusal=words)
    answers = dict(form.cleaned_data)
    teacher = answers.pop("teacher", None) or request.user
    try:
        talks.add_talk(found, teacher=teacher, now=timezone.now(), **answers)
    except NotForColleagues as refusal:
        return show_session(request, found, status=422, refusal=str(refusal), formal_topics=refusal.topics)
    except talks.TalksClosed as refusal:
        return show_session(request, found, status=422, refusal=str(refusal))
    return done(request, found, _("The talk is in the order."))


@require_POST
@login_required
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    talk, found = _talk(request, pk)
    require(request, "rituals.run_session", found)
    try:
        talks.move_talk(talk, up="up" in request.POST, now=timezone.now())
    except talks.TalksClosed as refusal:
        return show_session(request, found, status=422, refusal=str(refusal))
    return done(request, found)


@require_POST
@login_required
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    talk, found = _talk(request, pk)
    require(request, "rituals.run_session", found)
    try:
        talks.remove_talk(talk, now=timezone.now())
    except talks.TalksClosed as refusal:
        return show_session(request, found, status=422, refusal=str(refusal))
    return done(request, found, _("The talk is out of the order."))


def _talk(request: SignedInRequest, pk: int) -> tuple[Talk, Session]:
    """A talk of a session that the person may see, and that session as its page needs it."""
    talk = get_object_or_404(Talk.objects.select_related("session"), pk=pk)
    return talk, visible_session(request, talk.session_id)
