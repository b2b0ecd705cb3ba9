"""The shared directory: people, the functions they work in, who leads peer learning there, and roles."""

from peerlearn.people.models.function import Function, LeadAssignment
from peerlearn.people.models.user import Role, RoleGrant, User

__all__ = ["Function", "LeadAssignment", "Role", "RoleGrant", "User"]
