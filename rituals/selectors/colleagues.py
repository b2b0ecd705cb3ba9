"""Colleagues by the beginning of a name, for a field in which somebody types one."""

import operator
from functools import reduce

from django.db.models import Q

from peerlearn.people.models import User
from peerlearn.people.models.user import sort_key

MOST = 8
SHORTEST = 2


def colleagues_called(typed: str) -> list[User]:
    """At most eight active people with a name in which every typed word begins one; nobody for a single letter."""
    words = sort_key(typed).split()
    if sum(map(len, words)) < SHORTEST:
        return []
    begins = (Q(sort_name__startswith=word) | Q(sort_name__contains=f" {word}") for word in words)
    people = User.objects.active().filter(reduce(operator.and_, begins))
    return list(people.select_related("function").by_name()[:MOST])
