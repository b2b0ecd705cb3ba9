"""The one password of the demo sign-ins: made once, kept in a file that only its owner can read."""

import os
import secrets

from peerlearn.embedded.paths import places

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
_GROUPS, _GROUP_LENGTH = 4, 4


def demo_password() -> str:
    """The password that is kept, or a new one."""
    file = places().var / "demo-password"
    if file.exists():
        return file.read_text().strip()
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
        kept.write(f"{password}\n")
    return password
