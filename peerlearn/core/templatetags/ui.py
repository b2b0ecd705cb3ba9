"""Tags and filters of the shared components, in every template without loading."""

import zlib
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from peerlearn.core import numbers

TINTS = 5

register = template.Library()
register.filter("number", numbers.number)
register.filter("percent", numbers.percent)
register.filter("timecode", numbers.timecode)
register.filter("duration", numbers.duration)


@register.filter
def initials(name: str) -> str:
    """The monogram of a person: "Amara Okonjo" becomes "AO"."""
    words = str(name).split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.filter
def tint(name: str) -> int:
    """A colour number from 0 to 4 that stays with a name; it carries no meaning."""
    return zlib.crc32(str(name).encode()) % TINTS


@register.filter
def day(value: date, style: str) -> str:
    """A day by a Django date format; of an instant, the day it falls on where the reader is."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _day(value, style, language=get_language())


@lru_cache(maxsize=4096)
def _day(value: date, style: str, *, language: str | None) -> str:
    """Kept, since all read the same days again and again; `language` tells apart what is kept."""
    return date_format(value, style)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing beside a word, hidden from screen readers; with `label` it stands alone and is read as that."""
    if label:
        return format_html('<span role="img" aria-label="{}">{}</span>', label, _drawing(name))
    return _drawing(name)


@lru_cache(maxsize=256)
def _drawing(name: str) -> SafeString:
    drawing = lucide(name, size=None, **{"class": "icon", "aria-hidden": "true"})
    return mark_safe(drawing)  # noqa: S308 - from the icon package, with attributes of ours


@register.simple_tag
def local_time(moment: datetime | None, zone: str = "", style: str = "l j F Y, H:i") -> SafeString:
    """`moment` in the viewer's zone, and in the ritual's `zone` behind it where clocks there show something else.

    `style` is a Django date format; the time in the other zone carries its weekday when that differs too.
    """
    if moment is None:
        return SafeString("–")
    instant = timezone.localtime(moment, UTC)
    return _clocks(instant, timezone.get_current_timezone(), zone, style, language=get_language())


@lru_cache(maxsize=4096)
def _clocks(instant: datetime, viewer: tzinfo, zone: str, style: str, *, language: str | None) -> SafeString:
    """Kept like days; `viewer` and `language` tell apart what is kept."""
    here = instant.astimezone(viewer)
    shown = format_html('<time datetime="{}">{}</time>', here.isoformat(), date_format(here, style))
    there = here.astimezone(ZoneInfo(zone)) if zone else here
    if there.utcoffset() == here.utcoffset():
        return shown
    return format_html("{} ({})", shown, _elsewhere(here, there, zone))


def _elsewhere(here: datetime, there: datetime, zone: str) -> str:
    style = "H:i" if there.date() == here.date() else "l H:i"
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    return _("%(time)s in %(place)s") % {"time": date_format(there, style), "place": place}
