from django.apps import AppConfig


class RitualsConfig(AppConfig):
    name = "rituals"

    def ready(self) -> None:
        from rituals import receivers  # noqa: F401
        from rituals.notices import register_kinds
        from rituals.panels import register_panels

        register_kinds()
        register_panels()
