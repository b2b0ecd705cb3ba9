from django.urls import path

from recognition.views import thanks, wall

app_name = "recognition"
urlpatterns = [
    path("", wall.wall, name="wall"),
    path("thanks/articles/<str:slug>/", thanks.thank, name="thank"),
    path("thanks/sessions/<int:pk>/", thanks.thank_session, name="thank_session"),
]
