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
