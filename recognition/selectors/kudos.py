"""Which thanks count in figures: never refused, but of one giver only the first ten of a calendar month count."""

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber, TruncMonth

from peerlearn.core.windows import organisation_zone
from recognition.models import Kudos

COUNTED_PER_MONTH = 10


def counted_kudos() -> QuerySet[Kudos]:
    """The thanks that count, in the order they were given; months are the organisation's."""
    in_month = Window(
        RowNumber(),
        partition_by=[F("giver_id"), TruncMonth("given_at", tzinfo=organisation_zone())],
        order_by=[F("given_at").asc(), F("pk").asc()],
    )
    return Kudos.objects.annotate(number_in_month=in_month).filter(number_in_month__lte=COUNTED_PER_MONTH)
