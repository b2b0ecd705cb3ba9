from django.urls import path

from peerlearn.home.views import appearance, home

app_name = "home"
urlpatterns = [
    path("", home.index, name="index"),
    path("appearance/", appearance.change_theme, name="theme"),
]
