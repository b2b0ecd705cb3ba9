from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "peerlearn.home"
    label = "home"
