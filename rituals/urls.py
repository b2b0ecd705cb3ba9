from django.urls import include, path

from rituals.views import attendance, calendar, circles, feeds, forums, join, replies, requests, rituals, series, sessions

app_name = "rituals"

one_session = [
    path("", sessions.session, name="session"),
    path("rsvp/", sessions.rsvp, name="rsvp"),
    path("rsvp/series/", replies.session_series_rsvp, name="session_series_rsvp"),
    path("claim/", sessions.claim, name="claim"),
    path("door/", attendance.door, name="door"),
    path("door.svg", attendance.door_qr, name="door_qr"),
    path("here/", attendance.here, name="here"),
    path("attendance/", attendance.mark, name="mark"),
    path("attendance/<int:user_id>/delete/", attendance.unmark, name="unmark"),
    path("hold/", sessions.hold, name="hold"),
    path("cancel/", sessions.cancel, name="cancel"),
    path("edit/", series.session_edit, name="session_edit"),
    path("book/", forums.book, name="book"),
    path("update/", forums.update, name="update"),
    path("invite.ics", sessions.invite, name="invite"),
    path("requests/", requests.answers, name="session_requests"),
]

one_request = [
    path("", requests.topic_request, name="request"),
    path("vote/", requests.vote, name="request_vote"),
    path("vote/delete/", requests.take_vote_back, name="request_vote_delete"),
    path("merge/", requests.merge, name="request_merge"),
    path("close/", requests.close, name="request_close"),
    path("teach/", requests.teach, name="request_teach"),
]

urlpatterns = [
    path("rituals/", rituals.ritual_list, name="ritual_list"),
    path("rituals/new/", rituals.ritual_new, name="ritual_new"),
    path("rituals/<slug:slug>/", rituals.ritual, name="ritual"),
    path("rituals/<slug:slug>/rsvp/", replies.ritual_rsvp, name="ritual_rsvp"),
    path("sessions/join/<str:token>/", join.join, name="join"),
    path("sessions/<int:pk>/", include(one_session)),
    path("rituals/<slug:slug>/membership/", forums.membership, name="membership"),
    path("circles/", circles.circle_rounds, name="circles"),
    path("circles/new/", circles.new_round, name="circle_new"),
    path("circles/<int:pk>/sign-up/", circles.sign_up, name="circle_sign_up"),
    path("circles/<int:pk>/form/", circles.form_round, name="circle_form"),
    path("circles/<slug:slug>/leave/", circles.leave, name="circle_leave"),
    path("requests/", requests.request_list, name="request_list"),
    path("requests/<int:pk>/", include(one_request)),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/", feeds.renew, name="feed_renew"),
    path("calendar/feed/revoke/", feeds.revoke, name="feed_revoke"),
    path("calendar/feed/<str:token>.ics", feeds.feed, name="feed"),
]
