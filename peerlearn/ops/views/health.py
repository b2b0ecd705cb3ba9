"""Liveness and readiness for supervisors and load balancers; they tell names of checks, never contents."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from peerlearn.ops.readiness import problems


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"ok": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database, the broker, the migrations and both heart-beats are well, else 503 with their names."""
    found = problems()
    return JsonResponse({"ok": not found, "problems": found}, status=503 if found else 200)
