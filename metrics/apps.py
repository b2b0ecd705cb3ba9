from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        from knowledge.signals import session_captured
        from metrics.receivers import recompute_around_capture, recompute_around_session
        from rituals.signals import session_changed, session_held

        session_held.connect(recompute_around_session, dispatch_uid="metrics.session_held")
        session_changed.connect(recompute_around_session, dispatch_uid="metrics.session_changed")
        session_captured.connect(recompute_around_capture, dispatch_uid="metrics.session_captured")
