from django.urls import path

from peerlearn.topics.views import topics

app_name = "topics"
urlpatterns = [path("topics/<str:slug>/", topics.topic, name="topic")]
