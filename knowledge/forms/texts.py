"""An article's text as it is typed: title, Markdown, topics, and what it is based on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.enums import ArticleKind
from knowledge.forms.tils import SnippetField
from knowledge.merging import merge_names
from knowledge.models import Article, Draft, Revision
from knowledge.selectors.history import newest_revision
from knowledge.services.capture import SnippetText
from peerlearn.core.markdown import LIMIT
from peerlearn.core.validators import validate_visible_text
from peerlearn.topics.forms import TopicsField

LONGEST_TITLE = 200


class MarkdownField(forms.CharField):
    """A text of at most 500 kB, with one sign at each line's end."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value).replace("\r\n", "\n")
        if len(text) > LIMIT:
            size = {"size": f"{len(text) // 1000:,}", "limit": LIMIT // 1000}
            raise forms.ValidationError(_("%(size)s kB; the limit is %(limit)d kB."), params=size)
        return text


class TextForm(forms.Form):
    """A guide, or a change to any article; only who may change all of it is asked for title and topics."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, validators=[validate_visible_text])
    body = MarkdownField(
        label=_("Text"),
        help_text=_("Markdown works. Images may be pasted or dropped into the text."),
        widget=forms.Textarea(attrs={"rows": 18}),
        validators=[validate_visible_text],
    )
    snippet = SnippetField()
    topics = TopicsField()
    reason = forms.CharField(
        label=_("What did you change?"),
        help_text=_("Stands in the history; a few words."),
        required=False,
        max_length=200,
    )
    topics_seen = forms.CharField(required=False, widget=forms.HiddenInput)
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, article: Article | None = None, everything: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article = article
        if article is None:
            del self.fields["reason"]
        if not everything:
            del self.fields["title"], self.fields["topics"], self.fields["topics_seen"]
        if article is None or article.kind != ArticleKind.TIL or not everything:
            del self.fields["snippet"]

    @property
    def asks_for_everything(self) -> bool:
        return "title" in self.fields

    def topic_names(self) -> list[str]:
        """What was typed, with what others added and without what they removed since the page was opened."""
        there = [topic.name for topic in self.article.topics.all()] if self.article else []
        seen = self.cleaned_data["topics_seen"].split(",")
        return merge_names(there, mine=self.cleaned_data["topics"], seen=seen)

    def clean_based_on(self) -> Revision | None:
        return _revision_of(self.article, self.cleaned_data["based_on"])

    def snippets(self) -> list[SnippetText]:
        """What can be copied from the short share: the first is what was typed, others stay as they are."""
        there = list(self.article.snippets.all()) if self.article else []
        kept = [SnippetText(row.title, row.text, row.pk) for row in there[1:]]
        typed: str = self.cleaned_data["snippet"]
        if not typed:
            return kept
        first = there[0] if there else None
        title = first.title if first else self.cleaned_data["title"]
        return [SnippetText(title, typed, first.pk if first else None), *kept]

    @staticmethod
    def of(article: Article) -> dict[str, Any]:
        """The article as it stands."""
        newest = newest_revision(article)
        topics = ", ".join(topic.name for topic in article.topics.all())
        return {
            "title": article.title,
            "body": article.body,
            "snippet": next((row.text for row in article.snippets.all()), ""),
            "topics": topics,
            "topics_seen": topics,
            "based_on": newest.pk if newest else 0,
        }

    @staticmethod
    def kept(draft: Draft) -> dict[str, Any]:
        """What somebody typed before."""
        there = draft.article.topics.all() if draft.article else ()
        return {
            "title": draft.title,
            "body": draft.body,
            "snippet": draft.snippet,
            "topics": draft.topics,
            "topics_seen": ", ".join(topic.name for topic in there),
            "based_on": draft.based_on_id or 0,
        }


class DraftForm(forms.Form):
    """What is typed so far; nothing of it is refused but what has no room."""

    title = forms.CharField(required=False, max_length=500, strip=False)
    body = MarkdownField(required=False)
    snippet = forms.CharField(required=False, max_length=20_000, strip=False)
    topics = forms.CharField(required=False, max_length=2000, strip=False)
    based_on = forms.IntegerField(required=False)

    def __init__(self, *args: Any, article: Article | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article = article

    def clean_based_on(self) -> Revision | None:
        return _revision_of(self.article, self.cleaned_data["based_on"])


class ImageForm(forms.Form):
    file = forms.FileField()


def _revision_of(article: Article | None, number: int | None) -> Revision | None:
    """The revision of this article that a text began with, None when there was none."""
    if article is None or not number:
        return None
    return article.revisions.filter(pk=number).first()
