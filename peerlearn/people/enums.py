"""The fixed words of the directory."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person may do for the whole organisation; every other role follows from facts."""

    LD_LEAD = "ld_lead", _("L&D lead")
    ADMIN = "admin", _("administrator")
