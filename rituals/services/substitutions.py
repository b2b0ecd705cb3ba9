"""Somebody runs a ritual while its facilitator is away. The rights follow from the row, on those days only."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.people.models import User
from rituals.models import Ritual, Substitution


class NotTheirs(Exception):
    """Nobody can hand over what they do not run themselves; the message says so."""


@transaction.atomic
def name_substitute(ritual: Ritual, *, away: User, substitute: User, first_day: date, last_day: date) -> Substitution:
    """`substitute` runs the ritual for `away`, both days included; naming the same person again changes the days.

    Raises NotTheirs unless `away` is one of its facilitators.
    """
    locked = Ritual.objects.select_for_update(no_key=True).get(pk=ritual.pk)
    if not locked.facilitations.filter(user=away).exists():
        raise NotTheirs(_("Only who runs the ritual can name a substitute."))
    named, _made = Substitution.objects.update_or_create(
        ritual=locked, user=away, substitute=substitute, defaults={"first_day": first_day, "last_day": last_day}
    )
    return named
