"""Addresses made of names, each there once."""

from collections.abc import Collection

from django.db import connection
from django.utils.text import slugify

from rituals.models import Program, Ritual


def free_slug(model: type[Program] | type[Ritual], name: str, *, length: int, pages: Collection[str]) -> str:
    """An address for the name; a number behind it where it is taken, or where one of `pages` stands.

    Inside a transaction: whoever makes another one meanwhile waits, and finds this address taken.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{model._meta.label_lower}.slug"])
    base = slugify(name)[:length] or model._meta.model_name or "row"
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True)) | set(pages)
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)
