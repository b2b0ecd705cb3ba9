from django.urls import path

from peerlearn.topics.views import topics

app_name = "topics"
urlpatterns = [
    path("topics/<str:slug>/", topics.topic, name="topic"),
    path("topics/<str:slug>/names/", topics.other_names, name="names"),
    path("topics/<str:slug>/merge/", topics.merge, name="merge"),
    path("topics/<str:slug>/follow/", topics.follow, name="follow"),
    path("topics/<str:slug>/follow/delete/", topics.unfollow, name="follow_delete"),
]
