"""The shared directory: people, the functions they work in, who leads peer learning there, and roles."""

from peerlearn.people.enums import Role
from peerlearn.people.models.function import Function, LeadAssignment
from peerlearn.people.models.user import RoleGrant, User

__all__ = ["Function", "LeadAssignment", "Role", "RoleGrant", "User"]
