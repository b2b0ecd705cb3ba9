"""Membership questions that every app asks in the same words, and the permissions on people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from peerlearn.people.enums import Role

if TYPE_CHECKING:
    from peerlearn.people.models import User


@rules.predicate
def is_colleague(user: User) -> bool:
    return user.is_authenticated and user.is_active


@rules.predicate
def is_ld_lead(user: User) -> bool:
    return is_colleague(user) and Role.LD_LEAD in user.roles


@rules.predicate
def is_admin(user: User) -> bool:
    return is_colleague(user) and Role.ADMIN in user.roles


@rules.predicate
def is_self(user: User, person: User) -> bool:
    return user == person


@rules.predicate
def is_manager_of(user: User, person: User) -> bool:
    return person.manager_id is not None and person.manager_id == user.pk


rules.add_perm("people.import_people", is_admin)
rules.add_perm("people.change_preferences", is_self)
