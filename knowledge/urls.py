from django.urls import path

from knowledge.views import (
    articles,
    capture,
    chapters,
    live_notes,
    media,
    owed,
    search,
    suggestions,
    transcription,
    uploads,
    wiki,
)

app_name = "knowledge"
urlpatterns = [
    path("wiki/", wiki.wiki, name="wiki"),
    path("wiki/search/", search.search_page, name="search"),
    path("wiki/owed/", owed.owed, name="owed"),
    path("wiki/<str:slug>/", articles.article, name="article"),
    path("wiki/<str:slug>/helped/", articles.helped, name="helped"),
    path("til/", wiki.til_list, name="til_list"),
    path("sessions/<int:pk>/article/", articles.of_session, name="of_session"),
    path("sessions/<int:pk>/capture/", capture.capture, name="capture"),
    path("sessions/<int:pk>/capture/files/", capture.capture_files, name="capture_files"),
    path("sessions/<int:pk>/capture/policy/", capture.capture_policy, name="capture_policy"),
    path("sessions/<int:pk>/notes/", live_notes.live_notes, name="live_notes"),
    path("live-notes/<int:pk>/delete/", live_notes.take_line_back, name="live_note_delete"),
    path("sessions/<int:pk>/suggestions/", suggestions.suggestions, name="suggestions"),
    path("sessions/<int:pk>/suggestions/<int:number>/accept/", suggestions.accept, name="accept_suggestion"),
    path("sessions/<int:pk>/suggestions/<int:number>/dismiss/", suggestions.dismiss, name="dismiss_suggestion"),
    path("sessions/<int:pk>/suggestions/<int:number>/reopen/", suggestions.reopen, name="reopen_suggestion"),
    path("sessions/<int:pk>/chapters/", chapters.add, name="add_chapter"),
    path("sessions/<int:pk>/chapters/<int:number>/", chapters.change, name="change_chapter"),
    path("sessions/<int:pk>/chapters/<int:number>/delete/", chapters.remove, name="remove_chapter"),
    path("sessions/<int:pk>/key-sentences/<int:number>/delete/", chapters.remove_sentence, name="remove_key_sentence"),
    path("sessions/<int:pk>/transcription/", transcription.transcription, name="transcription"),
    path("sessions/<int:pk>/uploads/", uploads.begin, name="uploads"),
    path("uploads/<uuid:pk>/", uploads.upload, name="upload"),
    path("media/<path:name>", media.media, name="media"),
]
