"""What people do in a session besides talking: book a slot of office hours, write a working-out-loud update."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerlearn.core.models import Timed
from rituals.models.session import Session


class Booking(Timed):
    """A colleague works side by side with the expert in one slot of office hours."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="bookings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookings")
    starts_at = models.DateTimeField()
    question = models.CharField(_("what you want to work on"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "starts_at"], name="one_booking_a_slot"),
            models.UniqueConstraint(fields=["session", "user"], name="books_one_slot_a_date"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.starts_at:%H:%M}"


class RoundUpdate(Timed):
    """What one person wrote in a working-out-loud round: what I do, what I learned, where I am stuck."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="updates")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="round_updates")
    text = models.TextField(_("your update"), max_length=4000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="one_update_a_round")]

    def __str__(self) -> str:
        return f"{self.user}, {self.session}"
