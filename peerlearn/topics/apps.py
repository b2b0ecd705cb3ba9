from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "peerlearn.topics"
    label = "topics"
