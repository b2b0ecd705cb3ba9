from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"

    def ready(self) -> None:
        from knowledge.panels import capture_panel
        from knowledge.receivers import open_draft
        from peerlearn.core.panels import register
        from rituals.signals import session_held

        register("rituals.session", capture_panel)
        session_held.connect(open_draft, dispatch_uid="knowledge.open_draft")
