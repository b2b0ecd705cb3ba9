from django.urls import path

from metrics.views import dashboard, figures

app_name = "metrics"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("figures/<slug:name>/", figures.figure, name="figure"),
]
