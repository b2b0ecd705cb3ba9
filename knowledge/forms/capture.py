"""What people drop in after a session: a capture on one page."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from knowledge.file_kinds import ACCEPTED, FileKind
from knowledge.merging import merge_names
from knowledge.models import Article, Revision
from knowledge.providers import usually_deleted_on
from knowledge.selectors.history import newest_revision
from knowledge.services.dropped_files import Dropped, read_dropped
from knowledge.services.live_notes import as_notes
from knowledge.services.policy import refuse_unrecorded
from peerlearn.core.markdown import LIMIT
from peerlearn.topics.forms import TopicsField

MOST_FILES = 10


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each read as what it is."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Dropped]:
        files = [super(FilesField, self).clean(file, initial) for file in data or []]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("At most %(limit)d files at once."), params={"limit": MOST_FILES})
        found, problems = [], []
        for file in files:
            try:
                found.append(read_dropped(file))
            except ValueError as problem:
                problems.append(f"{file.name}: {problem}")
        if problems:
            raise forms.ValidationError(problems)
        return found


class CaptureForm(forms.Form):
    """Everything a session left behind; every field may wait, publishing says what is still missing."""

    # A field is asked for by its name and never as an attribute, so that the form's own `files` stay what they are.
    files = FilesField(  # type: ignore[assignment]
        label=_("Recording, transcript and chat"),
        help_text=_("Choose several files, or drop them anywhere on this page; each goes to its place."),
        required=False,
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ACCEPTED, "data-files": ""}),
    )
    recording_url = forms.CharField(
        label=_("Link to the recording"),
        required=False,
        max_length=1000,
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.URLInput,
    )
    expires_on = forms.DateField(
        label=_("Deleted there on"),
        help_text=_("Empty when it stays. You are asked two weeks before."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    expires_for = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    notes = forms.CharField(
        label=_("Notes"),
        help_text=_("Three sentences will do. Markdown works."),
        required=False,
        max_length=LIMIT,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    topics = TopicsField()
    topics_seen = forms.CharField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = as_written(article)
        self.article = article
        self.theirs: Revision | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        url = cleaned.get("recording_url", "")
        self._keep_unrecorded(cleaned)
        kinds = [dropped.kind for dropped in cleaned.get("files", [])]
        for kind in (FileKind.RECORDING, FileKind.TRANSCRIPT):
            if kinds.count(kind) > 1:
                self.add_error("files", _("One recording and one transcript at a time."))
        if url and url != self.initial["recording_url"] and FileKind.RECORDING in kinds:
            self.add_error("recording_url", _("Give a link or a file, not both."))
        if url and url != cleaned.get("expires_for") and not cleaned.get("expires_on"):
            cleaned["expires_on"] = usually_deleted_on(url, self.article.dated_at.date())
        self._keep_both_notes(cleaned)
        return cleaned

    def _keep_unrecorded(self, cleaned: dict[str, Any]) -> None:
        """Nothing that was said is added where the session is not recorded; what is there already may stay."""
        spoken = [dropped for dropped in cleaned.get("files", []) if dropped.kind != FileKind.CHAT]
        new_url = cleaned.get("recording_url") not in ("", None, self.initial["recording_url"])
        try:
            if spoken or new_url:
                refuse_unrecorded(self.article)
        except ValueError as refusal:
            self.add_error("files" if spoken else "recording_url", str(refusal))

    def topic_names(self) -> list[str]:
        """What was typed, with what others added and without what they removed since the page was opened."""
        typed: list[str] = self.cleaned_data["topics"]
        if "topics_seen" not in self.data:
            return typed
        there = [topic.name for topic in self.article.topics.all()]
        return merge_names(there, mine=typed, seen=self.cleaned_data["topics_seen"].split(","))

    def _keep_both_notes(self, cleaned: dict[str, Any]) -> None:
        """Notes that somebody else saved since this form was opened are shown beside these, not overwritten."""
        newest = newest_revision(self.article)
        if newest is None or cleaned.get("revision") in (None, newest.pk):
            return
        if newest.body.splitlines() == cleaned.get("notes", "").splitlines():
            return
        self.theirs = newest
        self.data = dict(self.data.items()) | {"revision": newest.pk}
        changed = _("%(name)s changed the notes at %(time)s. Yours stand here, theirs below; saving again keeps yours.")
        name = newest.author.name if newest.author else _("A former colleague")
        time = date_format(localtime(newest.created_at), "H:i")
        self.add_error("notes", changed % {"name": name, "time": time})


def as_written(article: Article) -> dict[str, Any]:
    """A capture's texts as the form shows them first, and the number of the revision that they are."""
    recording = getattr(article, "recording", None)
    newest = newest_revision(article)
    topics = ", ".join(topic.name for topic in article.topics.all())
    return {
        "recording_url": recording.url if recording else "",
        "expires_on": recording.expires_on if recording else None,
        "expires_for": recording.url if recording else "",
        "notes": article.body if newest or article.body else _taken_live(article),
        "topics": topics,
        "topics_seen": topics,
        "revision": newest.pk if newest else 0,
    }


def _taken_live(article: Article) -> str:
    """What everybody noted during the session."""
    return as_notes(article.session) if article.session else ""
