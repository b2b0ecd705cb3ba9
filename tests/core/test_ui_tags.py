from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import engines
from django.utils import timezone, translation

from peerlearn.core.numbers import duration, number, percent, timecode
from peerlearn.core.templatetags.ui import day, icon, initials, local_time, tint


def render(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0:00"), (452, "7:32"), (59.9, "0:59"), (3723, "1:02:03"), (36000, "10:00:00"), (None, "")],
)
def test_timecode_seconds_read_as_clock(seconds, expected):
    assert timecode(seconds) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(28, "28 min"), (60, "1 h"), (90, "1 h 30 min"), (28.4, "28 min")])
def test_duration_minutes_read_as_words(minutes, expected):
    assert duration(minutes) == expected


def test_number_and_percent_follow_the_language():
    assert number(3913.39) == "3,913"
    assert number(27.176, 1) == "27.2"
    assert percent(0.875) == "88 %"
    with translation.override("de"):
        assert number(3913.39) == "3.913"


def test_number_and_percent_undefined_read_as_dash():
    assert (number(None), percent(None)) == ("–", "–")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Amara Okonjo", "AO"), ("Mei-Ling van der Berg", "MB"), ("Cher", "C"), ("øystein  åse", "ØÅ"), ("", "")],
)
def test_initials_take_first_and_last_word(name, expected):
    assert initials(name) == expected


def test_tint_stays_with_a_name_and_uses_every_colour():
    names = [f"Person {number}" for number in range(50)]

    assert {tint(name) for name in names} == {0, 1, 2, 3, 4}
    assert tint("Amara Okonjo") == 0


def test_icon_beside_a_word_is_silent_and_alone_is_read():
    assert 'class="icon" aria-hidden="true"' in icon("calendar")
    assert icon("calendar", label='"<x>').startswith('<span role="img" aria-label="&quot;&lt;x&gt;"><svg')


MOMENT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("", "24 Nov, 14:00</time>"),
        ("Europe/Lisbon", "24 Nov, 14:00</time>"),
        ("Europe/Zurich", "24 Nov, 14:00</time> (15:00 in Zurich)"),
        ("America/New_York", "24 Nov, 14:00</time> (09:00 in New York)"),
        ("Pacific/Auckland", "24 Nov, 14:00</time> (Wednesday 03:00 in Auckland)"),
    ],
)
def test_local_time_names_the_ritual_zone_only_where_clocks_differ(zone, expected):
    with timezone.override(ZoneInfo("Europe/London")):
        shown = local_time(MOMENT, zone, "j M, H:i")

    assert shown == f'<time datetime="2026-11-24T14:00:00+00:00">{expected}'


def test_local_time_without_moment_reads_as_dash():
    assert local_time(None) == "–"


class RitualForm(forms.Form):
    name = forms.CharField(label="Name", help_text="Said aloud")
    reason = forms.CharField(required=False)
    recorded = forms.ChoiceField(widget=forms.RadioSelect, choices=[("y", "Yes")])
    copied = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("p", "Prompt")], required=False)
    reminded = forms.BooleanField(required=False)


def test_field_with_error_names_hint_and_error_for_the_widget():
    html = RitualForm({"recorded": "y"})["name"].as_field_group()

    assert '<label for="id_name">Name</label>' in html
    assert 'aria-invalid="true" aria-describedby="id_name_helptext id_name_error"' in html
    assert '<p class="hint" id="id_name_helptext">Said aloud</p>' in html
    assert '<div id="id_name_error"><p class="error">' in html


def test_field_kinds_get_fitting_markup():
    form = RitualForm()

    assert '<span class="soft">(optional)</span>' in form["reason"].as_field_group()
    assert '<fieldset class="field">' in form["recorded"].as_field_group()
    assert "(optional)" not in form["copied"].as_field_group()  # nothing is ticked: that says it
    assert '<label class="choice" for="id_reminded"><input' in form["reminded"].as_field_group()


def test_form_errors_link_to_each_wrong_field():
    html = render('{% include "ui/form_errors.html" %}', form=RitualForm({}))

    assert '<a href="#id_name">Name</a>: This field is required.' in html
    assert html.count("<a href=") == 2


def test_time_code_without_seconds_is_no_link():
    assert "<a" not in render('{% include "ui/time_code.html" with seconds=None url="/x" only %}')
    assert 'data-seek="452" aria-label="Play from about 7:32"' in render(
        '{% include "ui/time_code.html" with seconds=452 url="/x" about=True only %}'
    )


def test_inline_parts_bring_no_space_of_their_own():
    assert render('{% include "ui/avatar.html" with name="Amara Okonjo" only %},').endswith("AO</span>,")


def test_day_is_written_in_the_language_of_each_reader():
    written = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            written.append(day(date(2026, 12, 1), "l j F"))

    assert written == ["Tuesday 1 December", "Dienstag, 1. Dezember", "Tuesday 1 December"]


def test_day_of_an_instant_is_the_one_where_the_reader_is():
    late = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/London")):
        assert day(late, "D j M") == "Tue 24 Nov"
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert day(late, "D j M") == "Wed 25 Nov"


def test_local_time_is_that_of_each_reader():
    read = []
    for language, zone in [
        ("en", "Europe/London"),
        ("de", "Europe/London"),
        ("en", "Asia/Tokyo"),
        ("en", "Europe/London"),
    ]:
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            read.append(local_time(MOMENT, "", "l H:i"))

    assert [each.partition(">")[2].removesuffix("</time>") for each in read] == [
        "Tuesday 14:00",
        "Dienstag 14:00",
        "Tuesday 23:00",
        "Tuesday 14:00",
    ]


def test_local_time_tells_the_two_hours_apart_when_clocks_go_back():
    with timezone.override(ZoneInfo("Europe/Berlin")):
        read = [local_time(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), "", "H:i") for hour in (0, 1)]

    assert read == [
        '<time datetime="2026-10-25T02:30:00+02:00">02:30</time>',
        '<time datetime="2026-10-25T02:30:00+01:00">02:30</time>',
    ]
