"""What people who are heard in a recording allow: to be named, to be heard at all.

Whoever is no teacher is "a colleague" until they say that it is them. "Take me out" and a teacher's refusal count at
once, on pages, in captions and in search. What was hidden comes back when the wish is taken back.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from knowledge.enums import SpeakerWish, Visibility
from knowledge.folding import plain
from knowledge.models import Article, OverruledChoice, Passage, SpeakerChoice
from knowledge.notices.overruled import OVERRULED, overruled_key
from knowledge.services.capture import settle_capture
from knowledge.services.hiding import hide_and_show
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.people.models import User
from rituals.selectors.consents import recording_of, refused_sessions

NEWS_FOR = timedelta(days=30)


class SomebodyElse(Exception):
    """The transcript or a colleague says that it is another person; the message says so."""


@transaction.atomic
def speak_for(article: Article, number: int, *, wish: SpeakerWish, by: User) -> SpeakerChoice:
    """`by` is the speaker of passage `number`, and of all others under the same name in this transcript.

    Raises SomebodyElse, and Passage.DoesNotExist where nobody is heard who could say so.
    """
    speaker = Passage.objects.shown().filter(speaker_user=None).exclude(speaker="").get(article=article, number=number)
    label = speaker.speaker
    other = User.objects.active().exclude(pk=by.pk).filter(name__iexact=label)
    if other.exists() and plain(label) != plain(by.name):
        raise SomebodyElse(_("The transcript says that this is another colleague."))
    overruled = OverruledChoice.objects.filter(article=article, speaker=label, user=by)
    if wish == SpeakerWish.NAMED and overruled.exists():
        raise SomebodyElse(_("Those who teach or run this session say that it is somebody else."))
    choice, _created = SpeakerChoice.objects.select_for_update().get_or_create(
        article=article, speaker=label, defaults={"user": by, "wish": wish}
    )
    if choice.user_id != by.pk:
        raise SomebodyElse(_("Another colleague has said that this is them."))
    if choice.wish != wish:
        choice.wish = wish
        choice.save(update_fields=["wish"])
    _follow(article)
    return choice


@transaction.atomic
def withdraw_choice(choice: SpeakerChoice) -> None:
    """Be "a colleague" again, heard and not named."""
    choice.delete()
    _follow(choice.article)


@transaction.atomic
def overrule_choice(choice: SpeakerChoice, *, by: User, now: datetime) -> OverruledChoice:
    """It is not the person who said so: their name goes, they hear of it, and they are not named there again.

    Raises SpeakerChoice.DoesNotExist where they are not named any more: to be taken out stays anybody's right.
    """
    choice = SpeakerChoice.objects.select_for_update().get(pk=choice.pk, wish=SpeakerWish.NAMED)
    overruled = OverruledChoice.objects.create(
        article=choice.article, speaker=choice.speaker, user=choice.user, by=by, at=now
    )
    withdraw_choice(choice)
    key = overruled_key(overruled)
    enqueue([Draft(kind=OVERRULED, recipient=choice.user, object_key=key, due_at=now, expires_at=now + NEWS_FOR)])
    return overruled


@transaction.atomic
def follow_teachers(article: Article) -> None:
    """Hide or show again what its teachers do not allow, or allow again; what is for members only they find."""
    if article.session and article.visibility == Visibility.EVERYBODY and recording_of(article.session).members_only:
        article.visibility = Visibility.MEMBERS
        article.save(update_fields=["visibility", "updated_at"])
    hide_and_show(article)
    settle_capture(article)


def follow_all() -> int:
    """Hide what is refused and still shown, where the news was lost; returns of how many articles."""
    shown = Passage.objects.shown().filter(article__session__in=refused_sessions())
    articles = list(Article.objects.filter(pk__in=shown.values("article")).select_related("session"))
    for article in articles:
        follow_teachers(article)
    return len(articles)


def _follow(article: Article) -> None:
    if hide_and_show(article):
        settle_capture(article)
