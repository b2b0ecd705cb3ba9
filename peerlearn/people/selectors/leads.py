"""Who leads peer learning in which function; functions without a lead come first, since they are the ones to act on."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from peerlearn.people.models import Function, LeadAssignment


@dataclass(frozen=True)
class LedFunction:
    """A function with its headcount (people in it, derived) and the leads that hold on the asked day."""

    function: Function
    headcount: int
    leads: list[LeadAssignment]


def led_functions(day: date) -> list[LedFunction]:
    """Every function that has people or a lead: those without a lead first, then by name. Two queries."""
    assignments = defaultdict(list)
    for assignment in LeadAssignment.objects.on(day).select_related("user", "substitute"):
        assignments[assignment.function_id].append(assignment)
    people = Count("people", filter=Q(people__is_active=True))
    found = [
        LedFunction(function, function.headcount, assignments[function.pk])
        for function in Function.objects.annotate(headcount=people).order_by("name")
        if function.headcount or assignments[function.pk]
    ]
    return sorted(found, key=lambda led: bool(led.leads))
