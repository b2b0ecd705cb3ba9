"""The fixed words of the recognition domain."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Openness(TextChoices):
    """Who reads a thank-you."""

    PUBLIC = "public", _("everybody, on the thanks wall")
    PRIVATE = "private", _("only the teacher")


class CreditKind(TextChoices):
    """The facts that teaching is credited for."""

    TAUGHT = "taught", _("session taught")
    CAPTURED = "captured", _("captured in time")
    TIL = "til", _("short share published")
    HELPED = "helped", _("article that helped others")
