from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "peerlearn.outbox"
    label = "outbox"
