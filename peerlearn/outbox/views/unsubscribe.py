"""Ending one kind of mail by its signed link: a page with a button, and the one-click POST of mail programs (RFC 8058).

The link itself is the right to do this one thing, so neither sign-in nor a CSRF token is asked for.
"""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from peerlearn.outbox import kinds
from peerlearn.outbox.links import read_unsubscribe_token
from peerlearn.outbox.services.preferences import set_wanted
from peerlearn.people.models import User


@dataclass(frozen=True)
class Subscription:
    user: User
    kind: kinds.Kind


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    subscription = _subscription(token)
    if subscription is None:
        return _page(request, "invalid", None, status=404)
    if request.method == "POST":
        set_wanted(subscription.user, subscription.kind.name, False)
        return _page(request, "done", subscription)
    return _page(request, "question", subscription)


def _subscription(token: str) -> Subscription | None:
    try:
        user_id, kind = read_unsubscribe_token(token)
        return Subscription(User.objects.get(pk=user_id), kinds.get(kind))
    except (signing.BadSignature, User.DoesNotExist, kinds.UnknownKind):
        return None


def _page(request: HttpRequest, step: str, subscription: Subscription | None, *, status: int = 200) -> HttpResponse:
    context = {"step": step, "subscription": subscription}
    response = render(request, "outbox/unsubscribe.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
