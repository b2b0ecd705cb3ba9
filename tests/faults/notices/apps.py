from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "tests.faults.notices"

    def ready(self) -> None:
        from peerlearn.outbox.kinds import Kind, Rendered, register

        register(
            Kind(
                name="faults.notice",
                label="Notices",
                default_wanted=True,
                still_valid=lambda message: "",
                render=lambda message: Rendered(message.object_key, "Words"),
            )
        )
