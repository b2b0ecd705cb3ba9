from django.apps import AppConfig
from django.utils.translation import ngettext


class RitualsConfig(AppConfig):
    name = "rituals"

    def ready(self) -> None:
        from peerlearn.outbox.inbound import take_mails
        from peerlearn.topics.filing import counted_as
        from rituals import receivers  # noqa: F401
        from rituals.notices import register_kinds
        from rituals.panels import register_panels
        from rituals.services.calendar_reply_mails import take_reply

        register_kinds()
        register_panels()
        take_mails("calendar replies", take_reply)
        counted_as("sessions", lambda n: ngettext("%(count)d session", "%(count)d sessions", n))
        counted_as("requests", lambda n: ngettext("%(count)d topic request", "%(count)d topic requests", n))
