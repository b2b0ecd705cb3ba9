"""Giving and taking the roles that hold for the whole organisation."""

from peerlearn.people.models import Role, RoleGrant, User


def grant_role(user: User, role: Role, *, by: User | None) -> RoleGrant:
    """`user` holds `role` from the next request on; granting it again keeps the first grant."""
    grant, _ = RoleGrant.objects.get_or_create(user=user, role=role, defaults={"granted_by": by})
    return grant


def revoke_role(user: User, role: Role) -> bool:
    """Take `role` from `user`; whether they held it."""
    removed, _ = RoleGrant.objects.filter(user=user, role=role).delete()
    return bool(removed)
