"""Chapters and key sentences as a person keeps them: added, renamed or taken away by hand.

A talk of a demo day begins where the chapter of its name does.
"""

from django.db import transaction
from rapidfuzz import fuzz

from knowledge.folding import plain
from knowledge.models import Article, Chapter, KeySentence
from rituals.services.talks import set_talk_start

TITLE = 200  # characters
SAME_TITLE = 85  # of 100 for the same words in whatever order


@transaction.atomic
def add_chapter(article: Article, *, title: str, starts: float) -> Chapter:
    """A chapter from that second on; where one begins already it gets the new title."""
    chapter, _created = Chapter.objects.update_or_create(
        article=article, starts=starts, defaults={"title": title[:TITLE]}
    )
    _begin_talk(chapter)
    return chapter


@transaction.atomic
def rename_chapter(chapter: Chapter, *, title: str) -> Chapter:
    chapter.title = title[:TITLE]
    chapter.save(update_fields=["title"])
    _begin_talk(chapter)
    return chapter


def remove_chapter(chapter: Chapter) -> None:
    """The recording stays as it is."""
    chapter.delete()


def remove_key_sentence(sentence: KeySentence) -> None:
    """It stays where it was said."""
    sentence.delete()


def _begin_talk(chapter: Chapter) -> None:
    session = chapter.article.session
    if session is None:
        return
    for talk in session.talks.all():
        if fuzz.token_set_ratio(plain(talk.title), plain(chapter.title)) >= SAME_TITLE:
            set_talk_start(talk, second=int(chapter.starts))
            return
