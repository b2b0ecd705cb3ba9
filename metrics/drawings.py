"""The charts of the dashboard, drawn from its points."""

from collections.abc import Callable, Sequence

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from metrics.selectors.dashboard import Point
from peerlearn.core.charts import Series, line_chart, spark
from peerlearn.core.numbers import UNDEFINED, number, percent


def trend_line(points: Sequence[Point]) -> SafeString:
    """Velocity at the end of each week."""
    values = [point.velocity for point in points]
    return line_chart(
        [Series(_("Velocity"), values)],
        name="velocity-trend",
        title=_("Velocity of the trailing 28 days, by week"),
        description=_told(values, number),
        labels=[date_format(point.day, "j M") for point in points],
    )


def trend_spark(points: Sequence[Point], name: str, title: str, as_text: Callable[..., str] = number) -> SafeString:
    """One factor, named as in `Point`, at the end of each week."""
    values = [getattr(point, name) for point in points]
    return spark(values, name=f"spark-{name}", title=title, description=_told(values, as_text))


def trend_table(points: Sequence[Point]) -> list[list[str]]:
    """The figures behind the line, one row a week."""
    return [
        [
            date_format(point.day, "j F Y"),
            number(point.active_teachers),
            number(point.learning_rituals, 1),
            percent(point.capture_rate),
            number(point.velocity),
        ]
        for point in points
    ]


def _told(values: Sequence[float | None], as_text: Callable[..., str]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return UNDEFINED
    return _("From %(first)s to %(last)s.") % {"first": as_text(known[0]), "last": as_text(known[-1])}
