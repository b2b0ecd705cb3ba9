from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "recognition"

    def ready(self) -> None:
        from peerlearn.core.panels import register
        from recognition.panels import teaching_panel, thanks_panel

        register("knowledge.article", thanks_panel)
        register("rituals.session", thanks_panel)
        register("people.profile", teaching_panel)
