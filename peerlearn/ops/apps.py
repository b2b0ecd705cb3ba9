from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "peerlearn.ops"
    label = "ops"
