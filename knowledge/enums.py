"""The fixed words of the knowledge domain."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ArticleKind(TextChoices):
    SESSION = "session", _("session")
    TIL = "til", _("short share")
    GUIDE = "guide", _("guide")


class Visibility(TextChoices):
    """Who finds an article: every colleague, the members of its session's ritual, its author only."""

    EVERYBODY = "everybody", _("everybody")
    MEMBERS = "members", _("members of the ritual")
    AUTHOR = "author", _("only me")


class Grade(TextChoices):
    """How much of a captured session can be found again."""

    SEARCHABLE = "searchable", _("searchable")
    WATCHABLE = "watchable", _("watchable")
    NOTES_ONLY = "notes_only", _("notes only")


class Origin(TextChoices):
    """How a recording came here."""

    UPLOADED = "uploaded", _("uploaded")
    LINKED = "linked", _("linked")
    RETOLD = "retold", _("retold into the microphone")
    INBOX = "inbox", _("from the capture inbox")


class SuggestionKind(TextChoices):
    """What is proposed for a capture; nothing of it counts before a person accepts it."""

    TOPIC = "topic", _("topic")
    CHAPTER = "chapter", _("chapter")
    SNIPPET = "snippet", _("something to copy")
    KEY_SENTENCE = "key_sentence", _("key sentence")
    SPEAKER = "speaker", _("speaker")


class SuggestionState(TextChoices):
    OPEN = "open", _("not decided yet")
    ACCEPTED = "accepted", _("taken over")
    DISMISSED = "dismissed", _("dismissed")


class EndReason(TextChoices):
    """Why recording and transcript of a session are gone for good."""

    TIME_OVER = "time_over", _("the time its teachers chose was over")
    TAKEN_AWAY = "taken_away", _("a teacher took it away")


class SpeakerWish(TextChoices):
    """What somebody who is heard in a transcript, without being its teacher, asked for."""

    NAMED = "named", _("show my name")
    HIDDEN = "hidden", _("take me out")


class InboxSource(TextChoices):
    FOLDER = "folder", _("watched folder")
    MAIL = "mail", _("forwarded mail")


class InboxState(TextChoices):
    OPEN = "open", _("not yet filed")
    FILED = "filed", _("filed")
    DISMISSED = "dismissed", _("put away")


class InboxWait(TextChoices):
    """Why something in the capture inbox does not go to its session by itself."""

    PROBLEM = "problem", _("It cannot be kept.")
    UNMATCHED = "unmatched", _("Nothing in it names one session. Choose one.")
    UNSURE = "unsure", _("Probably this session. Look before you file it.")
    STRANGER = "stranger", _("It came by mail from somebody who does not work here.")
    NOT_ALLOWED = "not_allowed", _("Who sent it may not capture this session.")
    NOT_RECORDED = "not_recorded", _("This session is not recorded: notes are all that is asked for.")
    NOT_ASKED = "not_asked", _("No capture is asked for here. File it only if people should hear it again.")
    NOT_HELD = "not_held", _("It goes there by itself once the session counts as held.")
    REPLACES = "replaces", _("There is one already; filing this one replaces it.")
