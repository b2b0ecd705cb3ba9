from django.urls import path

from peerlearn.jobs.views import jobs

app_name = "jobs"
urlpatterns = [
    path("jobs/<int:pk>/", jobs.job, name="job"),
]
