"""A person who signs in with their email address, and the organisation-wide roles they hold."""

import unicodedata
from datetime import date
from functools import cached_property
from typing import Self

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peerlearn.core.addresses import address
from peerlearn.core.models import Timed
from peerlearn.core.windows import local_day
from peerlearn.people.enums import Role
from peerlearn.people.models.function import LeadAssignment

SORT_LENGTH = 400


def sort_key(name: str) -> str:
    """The first letters of a name folded for ordering: the embedded PostgreSQL knows no natural-language collation.

    >>> sort_key("Žofia Ångström")
    'zofia angstrom'
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))[:SORT_LENGTH]


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def employed_on(self, day: date) -> Self:
        """The population of a day: hired by then and not left."""
        hired = models.Q(start_date__isnull=True) | models.Q(start_date__lte=day)
        stays = models.Q(end_date__isnull=True) | models.Q(end_date__gt=day)
        return self.filter(hired & stays, is_active=True)

    def visible_to(self, user: "User") -> Self:
        """The directory is open to every colleague; people who left keep their name in what they taught."""
        return self if user.is_authenticated else self.none()

    def with_standing(self, day: date) -> Self:
        """Bring along, in the same query, the roles a person holds and whether they lead a function on `day`."""
        granted = RoleGrant.objects.filter(user=models.OuterRef("pk")).values("role")
        leads = LeadAssignment.objects.on(day).filter(user=models.OuterRef("pk"))
        return self.annotate(granted_roles=ArraySubquery(granted), leads_that_day=models.Exists(leads))

    def by_name(self) -> Self:
        return self.order_by("sort_name", "pk")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(Timed, AbstractBaseUser):
    """A colleague. Where somebody works is `function`; whom they report to is `manager`."""

    email = models.EmailField(_("email"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(max_length=SORT_LENGTH, editable=False)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    function = models.ForeignKey(
        "people.Function", on_delete=models.SET_NULL, null=True, blank=True, related_name="people"
    )
    manager = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")
    location = models.CharField(_("location"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=8, default="en")
    start_date = models.DateField(_("start date"), null=True, blank=True)
    end_date = models.DateField(_("last day"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case")]
        indexes = [models.Index(fields=["sort_name"], name="user_sort_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_name = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return address("people:profile", self.pk)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles granted to this person."""
        brought = self.__dict__.get("granted_roles")
        return frozenset(self.role_grants.values_list("role", flat=True) if brought is None else brought)

    @cached_property
    def leads_a_function(self) -> bool:
        """Whether this person is the named peer-learning lead of some function today."""
        brought = self.__dict__.get("leads_that_day")
        return self.lead_assignments.on(local_day(timezone.now())).exists() if brought is None else brought

    def has_perm(self, permission: str, subject: object = None) -> bool:
        """Ask the named permission; there is no superuser who may do everything."""
        return self.is_active and rules.has_perm(permission, self, subject)


class RoleGrant(models.Model):
    """A role with who gave it and when."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=16, choices=Role)
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_granted_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
