from django.urls import path

from peerlearn.outbox.views.unsubscribe import unsubscribe

app_name = "outbox"
urlpatterns = [
    path("messages/unsubscribe/<token>/", unsubscribe, name="unsubscribe"),
]
