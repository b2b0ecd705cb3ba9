"""The reply link of an invitation: a page with buttons that opens without sign-in; only a button replies."""

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rituals.forms.replies import ReplyForm
from rituals.services.calendar_replies import reply_as
from rituals.services.reply_links import Invited, read_reply_token, reply_to
from rituals.services.rsvps import RepliesClosed


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Programs that look at links must not reply for anybody, so opening it changes nothing."""
    try:
        invited = read_reply_token(token)
    except BadSignature:
        raise Http404 from None
    with timezone.override(invited.user.time_zone), translation.override(invited.user.language):
        if request.method != "POST":
            return _page(request, invited)
        form = ReplyForm(request.POST)
        if not form.is_valid():
            return _page(request, invited, refusal=_("Choose coming, maybe or not coming."), status=422)
        try:
            reply_as(invited, form.cleaned_data["reply"], now=timezone.now())
        except RepliesClosed as refusal:
            return _page(request, invited, refusal=str(refusal), status=422)
        return _page(request, invited, saved=True)


def _page(
    request: HttpRequest, invited: Invited, *, refusal: str = "", saved: bool = False, status: int = 200
) -> HttpResponse:
    context = {"invited": invited, "reply": reply_to(invited), "refusal": refusal, "saved": saved}
    response = render(request, "rituals/reply.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
