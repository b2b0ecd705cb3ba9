"""Reading the month or day that somebody asks figures for."""

from datetime import date

YEARS = range(1970, 2100)


def month_asked(text: str) -> date:
    """The first day of a month written as 2026-11. Raises ValueError for anything else."""
    return day_asked(f"{text}-01")


def day_asked(text: str) -> date:
    """A day written as 2026-11-23. Raises ValueError for anything else."""
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError(f"{text} is not between {YEARS[0]} and {YEARS[-1]}.")
    return day
