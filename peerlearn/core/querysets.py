"""Questions whose SQL is written once: where many conditions say who may see what, Django takes longer to write the
statement than PostgreSQL to answer it, and writes the same one for everybody.

    @written_once
    def waiting_for(user: User, now: datetime) -> QuerySet[Session]:
        return Session.objects.visible_to(user).upcoming(now).select_related("ritual")[:10]

    sessions = waiting_for(request.user, now)  # a list
"""

import copy
import inspect
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    DateTimeField,
    Expression,
    F,
    Field,
    Func,
    Model,
    QuerySet,
    TextField,
)
from django.utils import timezone
from django.utils.translation import get_language

from peerlearn.core.windows import local_day

P = ParamSpec("P")
Row = TypeVar("Row")
Shape = tuple[tuple[str, Any], ...]
FIELDS: dict[type, Any] = {
    datetime: DateTimeField,
    date: DateField,
    int: BigIntegerField,
    str: TextField,
    list: lambda: ArrayField(BigIntegerField()),
}


def written_once(question: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """The rows that `question` asks for, as often as one likes, while its SQL is written once a day.

    It is called with stand-ins for people and other rows, days, instants, numbers, text and lists of numbers: they can
    be compared with columns and have a key, and asking them for more fails. Whatever else is handed on, a choice, a
    zone or None, must be one of few values, since each has SQL of its own. Besides its arguments a question may depend
    on the organisation's day, the language and the zone, never on the time of day.
    """
    signature = inspect.signature(question)

    @wraps(question)
    def answer(*args: P.args, **kwargs: P.kwargs) -> list[Row]:
        asked = signature.bind(*args, **kwargs).arguments
        shape = tuple((name, _stand_in(name, value)) for name, value in asked.items())
        today = local_day(timezone.now())
        written = _written(question, shape, today, timezone.get_current_timezone(), get_language())
        return written.rows({name: getattr(value, "pk", value) for name, value in asked.items()})

    return answer


def one_of(column: str, numbers: list[int]) -> Expression:
    """The condition that a column is one of many numbers, however many there are."""
    return Func(F(column), numbers, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField())


class _StandIn(Expression):
    """What `name` will be when somebody asks. A visitor has no key and is handed on as such, so this one is known."""

    is_authenticated = True

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    @property
    def pk(self) -> "_StandIn":
        return self

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


def _stand_in(name: str, value: Any) -> Any:
    """What the question gets for `value`: a stand-in, or the value itself where it has SQL of its own."""
    if isinstance(value, Model):
        return _known_stand_in(name, BigIntegerField)
    field = FIELDS.get(type(value))
    return _known_stand_in(name, field) if field else value


@cache
def _known_stand_in(name: str, field: Any) -> _StandIn:
    return _StandIn(name, field())


class _Written:
    """A queryset with the SQL that its compiler wrote for it; none where its conditions can never be met."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(queryset.db)
        try:
            self.sql, self.parameters = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql = ""

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        if not self.sql:
            return []
        parameters = tuple(values[each.name] if isinstance(each, _StandIn) else each for each in self.parameters)
        compiler = copy.copy(self.compiler)  # it knows which column is what
        compiler.connection = connections[self.queryset.db]
        compiler.as_sql = lambda *args, **kwargs: (self.sql, parameters)  # type: ignore[method-assign]
        asked = self.queryset.all()
        asked.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(asked)


@lru_cache(maxsize=1024)
def _written(
    question: Callable[..., QuerySet[Any, Any]], shape: Shape, today: date, zone: tzinfo, language: str | None
) -> _Written:
    """`today`, `zone` and `language` only tell apart what is kept: rights are lent by the day."""
    return _Written(question(**dict(shape)))
