"""Who helped whom with what: the thanks of an article or session, those of a person, and the wall.

How many people a thing helped is a count; who they are is nobody's business but theirs. Thanks show the giver's name,
to everybody or to the two people, as the giver chose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from knowledge.models import Article, Helped
from peerlearn.people.models import User
from recognition.enums import Openness
from recognition.models import Kudos
from recognition.models.kudos import KudosQuerySet
from rituals.models import Attendance, Session

LETTERS_SHOWN = 6
WALL_PAGE = 24


@dataclass(frozen=True)
class Letter:
    """One thank-you as it was written; co-teachers read the same one."""

    receivers: list[User]
    giver: User
    text: str
    given_at: datetime
    subject: Article | Session
    is_private: bool


@dataclass(frozen=True)
class Thanks:
    """What a reader can say about a subject and what was said: `helped_by` counts, `letters` the reader may read.

    `article` is the capture that may have helped the reader, None while they have neither attended nor opened it.
    """

    subject: Article | Session
    article: Article | None
    helped_by: int
    helped_me: bool
    teaches: bool
    may_thank: bool
    letters: list[Letter]


def has_met(user: User, subject: Article | Session) -> bool:
    """Whether `user` attended the session or opened its article."""
    session_id, article = _both(subject)
    if article is not None:
        return article.was_met_by(user)
    return session_id is not None and Attendance.objects.filter(session_id=session_id, user=user).exists()


def has_thanked(user: User, subject: Article | Session) -> bool:
    return _kudos_for(subject).filter(giver=user).exists()


def thanks_for(subject: Article | Session, *, user: User) -> Thanks:
    """Everything the panel of an article or session shows to `user`."""
    _session_id, article = _both(subject)
    published = article if article and article.published_at else None
    teaches, met = user in subject.teachers(), has_met(user, subject)
    return Thanks(
        subject=subject,
        article=published if met else None,
        helped_by=Helped.objects.filter(article=published).count() if published else 0,
        helped_me=published is not None and Helped.objects.filter(article=published, user=user).exists(),
        teaches=teaches,
        may_thank=met and not teaches and not has_thanked(user, subject),
        letters=_letters(_kudos_for(subject).visible_to(user)[: LETTERS_SHOWN * 2])[:LETTERS_SHOWN],
    )


def letters_to(person: User, *, user: User) -> list[Letter]:
    """The newest thanks to a person that `user` may read."""
    return _letters(_readable(user).filter(receiver=person)[:LETTERS_SHOWN])


def wall(user: User, *, before: tuple[datetime, int] | None = None) -> tuple[list[Letter], Kudos | None]:
    """A page of public thanks, the newest first, and the row after which the next page begins."""
    found = _readable(user).filter(openness=Openness.PUBLIC)
    if before:
        moment, pk = before
        found = found.filter(Q(given_at__lt=moment) | Q(given_at=moment, pk__lt=pk))
    page = list(found[: WALL_PAGE + 1])
    return _letters(page[:WALL_PAGE]), page[WALL_PAGE - 1] if len(page) > WALL_PAGE else None


def _readable(user: User) -> KudosQuerySet:
    """Thanks that name nothing `user` could not open."""
    open_to_user = Q(article__in=Article.objects.visible_to(user)) | Q(session__in=Session.objects.visible_to(user))
    return _in_order(Kudos.objects.visible_to(user).filter(open_to_user))


def _kudos_for(subject: Article | Session) -> KudosQuerySet:
    """Thanks for the meeting and for its capture are one and the same."""
    session_id, article = _both(subject)
    place = Q(article=article) if article else Q()
    return _in_order(Kudos.objects.filter(place | Q(session_id=session_id) if session_id else place))


def _in_order(kudos: KudosQuerySet) -> KudosQuerySet:
    return kudos.select_related("giver", "receiver", "article", "session").order_by("-given_at", "-pk")


def _both(subject: Article | Session) -> tuple[int | None, Article | None]:
    if isinstance(subject, Article):
        return subject.session_id, subject
    return subject.pk, Article.objects.filter(session=subject).first()


def _letters(kudos: Iterable[Kudos]) -> list[Letter]:
    letters: dict[tuple[int, datetime, int | None, int | None], Letter] = {}
    for one in kudos:
        key = (one.giver_id, one.given_at, one.article_id, one.session_id)
        if key in letters:
            letters[key].receivers.append(one.receiver)
        else:
            letters[key] = _letter(one)
    return list(letters.values())


def _letter(kudos: Kudos) -> Letter:
    subject = kudos.article or kudos.session
    if subject is None:
        raise ValueError("Thanks are for an article or a session.")
    return Letter(
        receivers=[kudos.receiver],
        giver=kudos.giver,
        text=kudos.text,
        given_at=kudos.given_at,
        subject=subject,
        is_private=kudos.openness == Openness.PRIVATE,
    )
