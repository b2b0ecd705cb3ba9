"""What of a capture came by itself or was found in it, for the message that it is ready to be published."""

from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.enums import SuggestionKind, SuggestionState
from knowledge.models import Article, Recording, Suggestion, Transcript


@dataclass(frozen=True)
class Ready:
    """What is there or proposed: `prompts` are things to copy. `by_hand` says that a person put the files there."""

    recorded: bool
    transcribed: bool
    prompts: int
    topics: int
    by_hand: bool

    def __bool__(self) -> bool:
        return self.recorded or self.transcribed

    @property
    def words(self) -> str:
        """Such as "transcript, 3 prompts and 4 topics"."""
        parts = [_("transcript")] if self.transcribed else [_("recording")]
        if self.prompts:
            parts.append(ngettext("%(count)d prompt", "%(count)d prompts", self.prompts) % {"count": self.prompts})
        if self.topics:
            parts.append(ngettext("%(count)d topic", "%(count)d topics", self.topics) % {"count": self.topics})
        return get_text_list(parts, _("and"))


def what_is_ready(article: Article) -> Ready:
    recording = Recording.objects.filter(article=article).first()
    transcript = Transcript.objects.filter(article=article).only("added_by").first()
    return Ready(
        recorded=recording is not None,
        transcribed=transcript is not None,
        prompts=article.snippets.count() + _open(article, SuggestionKind.SNIPPET),
        topics=article.topics.count() + _open(article, SuggestionKind.TOPIC),
        by_hand=any(came and came.added_by_id for came in (recording, transcript)),
    )


def _open(article: Article, kind: SuggestionKind) -> int:
    return Suggestion.objects.filter(article=article, kind=kind, state=SuggestionState.OPEN).count()
