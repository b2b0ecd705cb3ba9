"""The address map: one line per room of the house."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from peerlearn.people.urls import account_urlpatterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("peerlearn.home.urls")),
    path("", include("peerlearn.people.urls")),
    path("", include("peerlearn.topics.urls")),
    path("", include("rituals.urls")),
    path("", include("knowledge.urls")),
    path("recognition/", include("recognition.urls")),
    path("metrics/", include("metrics.urls")),
    path("", include("peerlearn.outbox.urls")),
    path("", include("peerlearn.jobs.urls")),
    path("", include("peerlearn.ops.urls")),
    path("accounts/", include(account_urlpatterns)),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", TemplateView.as_view(template_name="styleguide.html")))

handler400 = "peerlearn.home.views.errors.bad_request"
handler403 = "peerlearn.home.views.errors.forbidden"
handler404 = "peerlearn.home.views.errors.not_found"
handler500 = "peerlearn.home.views.errors.server_error"
