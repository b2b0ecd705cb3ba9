from django.apps import AppConfig


class RitualsConfig(AppConfig):
    name = "rituals"

    def ready(self) -> None:
        from peerlearn.outbox.inbound import take_mails
        from rituals import receivers  # noqa: F401
        from rituals.notices import register_kinds
        from rituals.panels import register_panels
        from rituals.services.calendar_reply_mails import take_reply

        register_kinds()
        register_panels()
        take_mails("calendar replies", take_reply)
