"""Programs: what the company wants to spread, from where it starts, among whom, and what stays formal training.

A baseline is what was measured before the first session: whatever was measured later cannot say what the program did.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peerlearn.people.models import Function, User
from rituals.models import Program
from rituals.selectors.programs import first_session_day
from rituals.services.slugs import free_slug

PAGES = {"new"}  # addresses beside those of programs
SLUG_LENGTH = 110


class BaselineTooLate(ValueError):
    """The baseline was measured after the program's first session; the message says when that was."""


@dataclass(frozen=True)
class ProgramFacts:
    """All that people say about a program. Shares are from 0 to 1; no `functions` means everybody."""

    name: str
    starts_on: date
    goal: str = ""
    tool: str = ""
    target_share: Decimal | None = None
    target_on: date | None = None
    baseline_share: Decimal | None = None
    baseline_on: date | None = None
    ends_on: date | None = None
    sponsor: User | None = None
    suitability: str = ""
    formal_parts: str = ""


@transaction.atomic
def create_program(
    facts: ProgramFacts, *, functions: Collection[Function] = (), reviewers: Collection[User] = ()
) -> Program:
    """Begin a program; rituals join it on their own pages."""
    slug = free_slug(Program, facts.name, length=SLUG_LENGTH, pages=PAGES)
    program = Program.objects.create(slug=slug, **_fields(facts))
    program.functions.set(functions)
    program.reviewers.set(reviewers)
    return program


@transaction.atomic
def change_program(
    program: Program, facts: ProgramFacts, *, functions: Collection[Function], reviewers: Collection[User]
) -> Program:
    """Say anew what the program is. Raises BaselineTooLate; its address stays."""
    locked = Program.objects.select_for_update().get(pk=program.pk)
    first = first_session_day(locked)
    if facts.baseline_on and first and facts.baseline_on > first:
        words = _("A baseline is measured before the first session, and that was on %(day)s.")
        raise BaselineTooLate(words % {"day": date_format(first)})
    for name, value in _fields(facts).items():
        setattr(locked, name, value)
    locked.save()
    locked.functions.set(functions)
    locked.reviewers.set(reviewers)
    return locked


def _fields(facts: ProgramFacts) -> dict[str, object]:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}
