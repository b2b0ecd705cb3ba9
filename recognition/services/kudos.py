"""Giving thanks: from one colleague to those who taught, tied to the session or article that helped.

Thanks are never rationed. They are refused only where they would mean nothing: to oneself, for something one neither
attended nor opened, and a second time for the same thing.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from knowledge.models import Article
from knowledge.services.reuse import mark_helped
from peerlearn.people.models import User
from recognition.enums import Openness
from recognition.models import Kudos
from recognition.selectors.thanks import has_met, has_thanked
from rituals.models import Session


class ThanksRefused(Exception):
    """Thanks that cannot be given; the message says why, in words for the giver."""


def give_kudos(
    subject: Article | Session, *, by: User, text: str, openness: Openness = Openness.PUBLIC, now: datetime
) -> list[Kudos]:
    """Thank everybody who taught `subject`, one row each; thanks for an article also say that it helped.

    Raises ThanksRefused.
    """
    receivers = subject.teachers()
    if by in receivers:
        raise ThanksRefused(_("You can't thank yourself."))
    if not receivers:
        raise ThanksRefused(_("Nobody is named as the teacher of this, so there is nobody to thank."))
    if not has_met(by, subject):
        raise ThanksRefused(_("You can thank for what you attended or opened."))
    if has_thanked(by, subject):
        raise ThanksRefused(_("You have already said thanks for this."))
    place = {"article": subject} if isinstance(subject, Article) else {"session": subject}
    try:
        with transaction.atomic():
            if isinstance(subject, Article):
                mark_helped(subject, user=by)
            return [
                Kudos.objects.create(giver=by, receiver=receiver, text=text, openness=openness, given_at=now, **place)
                for receiver in receivers
            ]
    except IntegrityError as error:  # the same thanks, sent twice at once
        raise ThanksRefused(_("You have already said thanks for this.")) from error
