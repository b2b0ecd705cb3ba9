"""Samples for the page of parts."""

from typing import Any

from django import forms, template
from django.core.paginator import Page, Paginator
from django.utils.safestring import SafeString

from peerlearn.core.charts import Reference, Series, line_chart, spark
from peerlearn.core.numbers import number, percent

MONTHS = ("May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
VELOCITY = (339.0, 1221.0, 1882.0, 1524.0, 3530.0, 4561.0, 2960.0)

register = template.Library()


class SampleForm(forms.Form):
    name = forms.CharField(label="Name of the ritual")
    rhythm = forms.ChoiceField(
        label="How often",
        choices=[("1", "Every week"), ("2", "Every second week")],
        help_text="Tuesday, 14:00. Next: 24 November, 1, 8 and 15 December.",
    )
    starts_on = forms.DateField(label="Starts on", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label="Why it matters", required=False, widget=forms.Textarea)
    transcript = forms.FileField(label="Transcript", required=False, help_text="VTT, SRT or text.")
    recorded = forms.ChoiceField(
        label="Record it?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes, everybody is told at the start"), ("no", "No, notes and topics only")],
    )
    reminded = forms.BooleanField(label="Remind me the day before", required=False)


@register.filter
def wordlist(words: str) -> list[str]:
    return [word.replace("_", " ") for word in words.split()]


@register.simple_tag
def sample_form() -> SampleForm:
    return SampleForm({"rhythm": "1", "recorded": "yes"})


@register.simple_tag
def sample_page() -> tuple[Page[Any], list[Any]]:
    paginator = Paginator(range(90), 10)
    return paginator.page(3), list(paginator.get_elided_page_range(3, on_each_side=1, on_ends=1))


@register.simple_tag
def sample_spark() -> SafeString:
    return spark(VELOCITY[:-1], name="sample-spark", title="Active teachers, May to October", description="It rises.")


@register.simple_tag
def sample_line_chart() -> SafeString:
    return line_chart(
        [Series("Velocity", VELOCITY, provisional=True)],
        name="sample-velocity",
        title="Velocity per month, May to November 2026",
        description="Rises from 339 in May to 4,561 in October, with a dip in August.",
        labels=MONTHS,
    )


@register.simple_tag
def sample_comparison() -> SafeString:
    weeks = [f"W{week}" for week in range(6, 48)]
    used = [None] * 12 + [0.29 + 0.58 * (1 - 0.9**week) for week in range(30)]
    before = [0.075 + 0.22 * (1 - 0.75**week) for week in range(13)] + [None] * 29
    return line_chart(
        [Series("Brown bags", used), Series("8-hour course only", before)],
        name="sample-adoption",
        title="Share of people who use an AI tool weekly",
        description="29 percent before the first brown bag, 87 percent in the last week.",
        labels=weeks,
        as_text=percent,
        top=1,
        reference=Reference("W18", "First brown bag, 5 May"),
    )


@register.simple_tag
def sample_rows() -> tuple[list[str], list[list[str]]]:
    return ["Month", "Velocity"], [[month, number(value)] for month, value in zip(MONTHS, VELOCITY, strict=True)]
