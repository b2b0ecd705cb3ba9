"""Membership questions that every app asks in the same words."""

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
