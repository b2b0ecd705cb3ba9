from django.urls import include, path

from rituals.views import (
    attendance,
    attendance_file,
    calendar,
    calendar_replies,
    circles,
    feeds,
    forums,
    join,
    replies,
    requests,
    rituals,
    series,
    sessions,
    sign_offs,
    slots,
    talks,
)

app_name = "rituals"

one_session = [
    path("", sessions.session, name="session"),
    path("rsvp/", sessions.rsvp, name="rsvp"),
    path("rsvp/series/", replies.session_series_rsvp, name="session_series_rsvp"),
    path("claim/", slots.claim, name="claim"),
    path("teachers/", slots.ask, name="ask_teacher"),
    path("preparation/", slots.preparation, name="preparation"),
    path("run-sheet/", slots.run_sheet, name="run_sheet"),
    path("encore/", slots.encore, name="encore"),
    path("talks/", talks.add, name="talk_add"),
    path("door/", attendance.door, name="door"),
    path("door.svg", attendance.door_qr, name="door_qr"),
    path("here/", attendance.here, name="here"),
    path("attendance/", attendance.mark, name="mark"),
    path("attendance/file/", attendance_file.attendance_file, name="attendance_file"),
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

one_teaching = [
    path("answer/", slots.answer_teaching, name="teaching_answer"),
    path("delete/", slots.give_back, name="teaching_delete"),
    path("swap/", slots.swap, name="swap"),
]

urlpatterns = [
    path("rituals/", rituals.ritual_list, name="ritual_list"),
    path("rituals/new/", rituals.ritual_new, name="ritual_new"),
    path("rituals/<slug:slug>/", rituals.ritual, name="ritual"),
    path("rituals/<slug:slug>/edit/", series.ritual_edit, name="ritual_edit"),
    path("rituals/<slug:slug>/end/", series.ritual_end, name="ritual_end"),
    path("rituals/<slug:slug>/rsvp/", replies.ritual_rsvp, name="ritual_rsvp"),
    path("rituals/<slug:slug>/proposals/", slots.propose, name="propose"),
    path("colleagues/", slots.colleagues, name="colleagues"),
    path("teachings/<int:pk>/", include(one_teaching)),
    path("swaps/<int:pk>/", slots.answer_swap, name="swap_answer"),
    path("talks/<int:pk>/move/", talks.move, name="talk_move"),
    path("talks/<int:pk>/delete/", talks.remove, name="talk_delete"),
    path("sign-offs/<int:pk>/", sign_offs.sign_off, name="sign_off"),
    path("sessions/join/<str:token>/", join.join, name="join"),
    path("sessions/reply/<str:token>/", calendar_replies.reply, name="reply"),
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
