"""What people drop in after a session: a capture on one page."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from knowledge.models import Article, Revision
from knowledge.selectors.history import newest_revision
from knowledge.transcripts import LARGEST_FILE, Transcript, read_transcript, refuse_oversize
from knowledge.validators import HEADER, media_type, refuse_large_recording, refuse_other_names
from peerlearn.core.markdown import LIMIT
from peerlearn.topics.forms import TopicsField


class CaptureForm(forms.Form):
    """Everything a session left behind; every field may wait, publishing says what is still missing."""

    snippet_text = forms.CharField(
        label=_("What can people copy?"),
        help_text=_("A prompt, a command, a checklist: colleagues find it first."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    snippet_title = forms.CharField(label=_("What it does"), required=False, max_length=200)
    recording_url = forms.CharField(
        label=_("Link to the recording"),
        required=False,
        max_length=1000,
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.URLInput,
    )
    recording_file = forms.FileField(
        label=_("Or the recording itself"), help_text=_("mp4, webm, ogg, mp3, m4a or wav."), required=False
    )
    transcript_file = forms.FileField(
        label=_("Transcript"), help_text=_("VTT, SRT, or text with speakers."), required=False
    )
    notes = forms.CharField(
        label=_("Notes"),
        help_text=_("Three sentences will do. Markdown works."),
        required=False,
        max_length=LIMIT,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    topics = TopicsField()
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = as_written(article)
        self.article = article
        self.theirs: Revision | None = None

    def clean_recording_file(self) -> Any:
        file = self.cleaned_data["recording_file"]
        if file:
            try:
                refuse_large_recording(file.size)
                media_type(file.read(HEADER))
            except ValueError as problem:
                raise forms.ValidationError(str(problem)) from None
            file.seek(0)
        return file

    def clean_transcript_file(self) -> tuple[bytes, str, Transcript] | None:
        """The file's bytes and name, and what was read from them."""
        file = self.cleaned_data["transcript_file"]
        if not file:
            return None
        try:
            refuse_other_names(file.name)
            refuse_oversize(file.size)
            data = file.read(LARGEST_FILE + 1)
            return data, file.name, read_transcript(data, filename=file.name)
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("recording_url") and cleaned.get("recording_file"):
            self.add_error("recording_url", _("Give a link or a file, not both."))
        self._keep_both_notes(cleaned)
        return cleaned

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
    snippet = article.snippets.first()
    recording = getattr(article, "recording", None)
    newest = newest_revision(article)
    return {
        "snippet_text": snippet.text if snippet else "",
        "snippet_title": snippet.title if snippet else "",
        "recording_url": recording.url if recording else "",
        "notes": article.body,
        "topics": ", ".join(topic.name for topic in article.topics.all()),
        "revision": newest.pk if newest else 0,
    }
