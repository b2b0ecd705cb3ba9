from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"

    def ready(self) -> None:
        from knowledge.receivers import open_draft
        from rituals.signals import session_held

        session_held.connect(open_draft, dispatch_uid="knowledge.open_draft")
