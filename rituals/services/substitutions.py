"""Somebody runs a ritual while its facilitator is away. The rights follow from the row, on those days only."""

from datetime import date

from peerlearn.people.models import User
from rituals.models import Ritual, Substitution


def name_substitute(ritual: Ritual, *, away: User, substitute: User, first_day: date, last_day: date) -> Substitution:
    """`substitute` runs the ritual for `away`, both days included; naming the same person again changes the days."""
    named, _made = Substitution.objects.update_or_create(
        ritual=ritual, user=away, substitute=substitute, defaults={"first_day": first_day, "last_day": last_day}
    )
    return named
