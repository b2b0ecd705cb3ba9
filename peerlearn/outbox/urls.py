from django.urls import path

from peerlearn.outbox.views.preferences import preferences
from peerlearn.outbox.views.review import outbox, outbox_release, outbox_retry
from peerlearn.outbox.views.unsubscribe import unsubscribe
from peerlearn.outbox.views.webhooks import webhook_switch, webhook_test, webhooks

app_name = "outbox"
urlpatterns = [
    path("preferences/messages/", preferences, name="preferences"),
    path("messages/unsubscribe/<token>/", unsubscribe, name="unsubscribe"),
    path("outbox/", outbox, name="outbox"),
    path("outbox/<int:pk>/retry/", outbox_retry, name="outbox_retry"),
    path("outbox/release/", outbox_release, name="outbox_release"),
    path("channels/", webhooks, name="webhooks"),
    path("channels/<int:pk>/test/", webhook_test, name="webhook_test"),
    path("channels/<int:pk>/switch/", webhook_switch, name="webhook_switch"),
]
