from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "peerlearn.outbox"
    label = "outbox"

    def ready(self) -> None:
        from peerlearn.outbox.notices import register_kinds
        from peerlearn.outbox.panels import register_panels

        register_kinds()
        register_panels()
