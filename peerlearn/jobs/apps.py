from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "peerlearn.jobs"
    label = "jobs"
