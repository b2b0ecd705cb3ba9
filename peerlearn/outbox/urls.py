from django.urls import path

from peerlearn.outbox.views.preferences import preferences
from peerlearn.outbox.views.unsubscribe import unsubscribe

app_name = "outbox"
urlpatterns = [
    path("preferences/messages/", preferences, name="preferences"),
    path("messages/unsubscribe/<token>/", unsubscribe, name="unsubscribe"),
]
