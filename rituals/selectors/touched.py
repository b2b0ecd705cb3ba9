"""Whether somebody touched a date that was made from a rule: such a date is never dropped or silently moved.

Touched is what was given words, was changed apart, or has any row that belongs to it, in whichever app, but for
teachings that were declined, replies that only follow a reply to the whole ritual, and what calendars were told.
"""

from collections.abc import Iterator

from django.db.models import BooleanField, Case, Exists, ForeignObjectRel, Model, OuterRef, Q, Value, When

from rituals.enums import SessionStatus, TeachingState
from rituals.models import RSVP, CalendarInvitation, Session, Teaching
from rituals.models.session import SessionQuerySet

NOT_COUNTED = {
    Teaching: Q(state=TeachingState.DECLINED),
    RSVP: Q(series_reply__isnull=False),
    CalendarInvitation: Q(pk__isnull=False),
}


def with_touched(sessions: SessionQuerySet) -> SessionQuerySet:
    """Annotate each session with `touched`."""
    return sessions.annotate(
        touched=Case(When(is_touched(), then=Value(True)), default=Value(False), output_field=BooleanField())
    )


def was_touched(session: Session) -> bool:
    """Whether somebody touched a session of `with_touched`."""
    return bool(session.__dict__["touched"])


def is_touched() -> Q:
    """The condition; negate it for dates that may be moved or removed with their series."""
    found = (
        Q(edited_at__isnull=False)
        | Q(encore_of__isnull=False)
        | ~Q(title="", abstract="", run_sheet="", suitability="")
        | ~Q(status=SessionStatus.SCHEDULED)
    )
    for model, name in _pointing_here():
        rows = model._base_manager.filter(**{name: OuterRef("pk")})
        found |= Q(Exists(rows.exclude(NOT_COUNTED[model]) if model in NOT_COUNTED else rows))
    return found


def _pointing_here() -> Iterator[tuple[type[Model], str]]:
    """Every model with a foreign key to a session, in apps further up as well, and the name of that key."""
    for relation in Session._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            yield relation.related_model, relation.field.name
