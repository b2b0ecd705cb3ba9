"""Thanks between colleagues and the ledger of what teaching is credited for."""

from recognition.models.credit import TeachingCredit
from recognition.models.kudos import Kudos

__all__ = ["Kudos", "TeachingCredit"]
