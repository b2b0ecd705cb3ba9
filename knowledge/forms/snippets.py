"""Several things to copy on one page: a row each, with the number of the snippet that it changes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from knowledge.models import Article
from knowledge.services.capture import SnippetText

MOST_ROWS = 30


class SnippetForm(forms.Form):
    """A row that is emptied takes its snippet away."""

    snippet_text = forms.CharField(
        label=_("Prompt, command or check list"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    snippet_title = forms.CharField(label=_("What it does"), required=False, max_length=200)
    snippet = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def written(self) -> SnippetText | None:
        """What was written down, under its own first line when nothing says what it does."""
        text = self.cleaned_data["snippet_text"].strip()
        title = self.cleaned_data["snippet_title"] or text.split("\n", 1)[0][:200]
        return SnippetText(title, text, self.cleaned_data["snippet"]) if text else None


def rows_of(article: Article) -> list[SnippetForm]:
    """What is there, and an empty row."""
    there = [
        {"snippet_text": row.text, "snippet_title": row.title, "snippet": row.pk} for row in article.snippets.all()
    ]
    return [_row(number, initial=values) for number, values in enumerate([*there, {}])]


def rows_typed(data: QueryDict, *, another: bool = False) -> list[SnippetForm]:
    """The rows as they were sent; `another` adds an empty one."""
    names = ("snippet_text", "snippet_title", "snippet")
    columns = [data.getlist(name)[:MOST_ROWS] for name in names]
    length = max(len(columns[0]), 1)
    rows = [
        {name: column[number] if number < len(column) else "" for name, column in zip(names, columns, strict=True)}
        for number in range(length)
    ]
    return [_row(number, data=values) for number, values in enumerate([*rows, *([{}] if another else [])])]


def empty_row() -> SnippetForm:
    """What the browser makes another row of; it puts a number for the sign in its ids."""
    return SnippetForm(auto_id="id_%s_#")


def snippets_from(rows: Iterable[SnippetForm], article: Article) -> list[SnippetText]:
    """What was written, then what somebody else added while this page was open."""
    texts = [text for row in rows if (text := row.written())]
    seen = {row.cleaned_data["snippet"] for row in rows}
    known = {text.text for text in texts}
    added = article.snippets.exclude(pk__in=[number for number in seen if number]).exclude(text__in=known)
    return [*texts, *(SnippetText(row.title, row.text, row.pk) for row in added)]


def _row(number: int, *, data: dict[str, Any] | None = None, initial: dict[str, Any] | None = None) -> SnippetForm:
    return SnippetForm(data, initial=initial, auto_id=f"id_%s_{number}" if number else "id_%s")
