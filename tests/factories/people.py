"""People and the functions they work in."""

from datetime import date
from typing import Any

import factory
from django.contrib.auth.hashers import make_password

from peerlearn.people.models import Function, LeadAssignment, Role, RoleGrant, User

PASSWORD = "a long enough password"


class FunctionFactory(factory.django.DjangoModelFactory[Function]):
    class Meta:
        model = Function
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"Function {n}")


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.com")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    time_zone = "Europe/Berlin"
    start_date = date(2024, 1, 1)

    @factory.post_generation
    def roles(self, create: bool, extracted: list[Role] | None, **kwargs: Any) -> None:
        for role in extracted or []:
            RoleGrant.objects.create(user=self, role=role)


class LeadAssignmentFactory(factory.django.DjangoModelFactory[LeadAssignment]):
    class Meta:
        model = LeadAssignment

    user = factory.SubFactory(UserFactory)
    function = factory.SubFactory(FunctionFactory)
    allocation_percent = 10
    starts_on = date(2024, 1, 1)
