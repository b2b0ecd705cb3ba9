from django.urls import include, path

from rituals.views import calendar, join, rituals, sessions

app_name = "rituals"

one_session = [
    path("", sessions.session, name="session"),
    path("rsvp/", sessions.rsvp, name="rsvp"),
    path("claim/", sessions.claim, name="claim"),
    path("hold/", sessions.hold, name="hold"),
    path("cancel/", sessions.cancel, name="cancel"),
    path("invite.ics", sessions.invite, name="invite"),
]

urlpatterns = [
    path("rituals/", rituals.ritual_list, name="ritual_list"),
    path("rituals/new/", rituals.ritual_new, name="ritual_new"),
    path("rituals/<slug:slug>/", rituals.ritual, name="ritual"),
    path("sessions/join/<str:token>/", join.join, name="join"),
    path("sessions/<int:pk>/", include(one_session)),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/", calendar.renew, name="feed_renew"),
    path("calendar/feed/<str:token>.ics", calendar.feed, name="feed"),
]
