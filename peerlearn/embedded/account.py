"""The account PostgreSQL runs under, and what that account can reach.

PostgreSQL refuses to run as root. As root it runs as `nobody`; no account is made and no folder of anybody is
opened up. What `nobody` cannot reach (a checkout under /root) lives in a public place instead.
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .paths import EmbeddedError, Places

PUBLIC = Path("/var/lib/peerlearn-dev")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    switched: bool

    @property
    def arguments(self) -> dict[str, Any]:
        """Arguments for subprocess that run a command under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switched else {}

    def own(self, path: Path) -> None:
        if self.switched:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether the account can walk to `path` and use it."""
        return not self.switched or all(_open_to_all(place) for place in (path, *path.parents))


def _open_to_all(path: Path) -> bool:
    needed = stat.S_IXOTH | stat.S_IROTH if path.is_file() else stat.S_IXOTH
    return path.stat().st_mode & needed == needed


def server_account() -> Account:
    """This account, or `nobody` for root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switched=False)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError("PostgreSQL refuses to run as root, and there is no account `nobody`.") from None
    return Account(nobody.pw_uid, nobody.pw_gid, switched=True)


def cluster_home(places: Places, account: Account) -> Path:
    """Folder for the cluster: `var`, or a public place when `var` is out of the account's reach."""
    return places.var if account.reaches(places.var) else PUBLIC / places.mark


def public_folder(path: Path) -> Path:
    """Make `path` and the public place above it, open to all whatever the umask."""
    for place in (PUBLIC, path):
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o755)
    return path
