"""Where one checkout keeps its data and its sockets, and the addresses that follow from that.

Nothing here starts, creates or reads a file: the settings may ask for the addresses at any time.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
POSTGRES_PORT = 5432  # only a part of the socket's name: the servers listen on no network


class EmbeddedError(RuntimeError):
    """A start that cannot succeed; the text is one line for the person at the terminal."""


@dataclass(frozen=True)
class Urls:
    """Addresses of the embedded servers: PostgreSQL, Redis as cache (db 0), Redis as broker (db 1)."""

    database_url: str
    redis_url: str
    broker_url: str


@dataclass(frozen=True)
class Places:
    """All folders and files of one `var` folder."""

    var: Path

    @cached_property
    def mark(self) -> str:
        """Name that tells this checkout's processes from those of any other on the machine."""
        digest = hashlib.sha256(os.fsencode(self.var)).hexdigest()
        return f"peerlearn-{os.geteuid()}-{digest[:10]}"

    @property
    def sockets(self) -> Path:
        """Short on purpose: the system allows 108 bytes for the path of a socket."""
        return Path("/tmp") / self.mark  # noqa: S108 - private (0700) and checked for its owner

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / f".s.PGSQL.{POSTGRES_PORT}"

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def redis_data(self) -> Path:
        return self.var / "redis"

    @property
    def urls(self) -> Urls:
        # The port is named, or a PGPORT in somebody's shell would point at another socket.
        return Urls(
            database_url=f"postgresql://peerlearn@/peerlearn?host={self.sockets}&port={POSTGRES_PORT}",
            redis_url=f"unix://{self.redis_socket}?db=0",
            broker_url=f"redis+socket://{self.redis_socket}?virtual_host=1",
        )


def places(var: Path | None = None) -> Places:
    """The places under `var`, else under PEERLEARN_VAR, else under `var/` of the checkout."""
    chosen = var or Path(os.environ.get("PEERLEARN_VAR") or CHECKOUT / "var")
    return Places(Path(os.path.realpath(chosen)))


def urls(var: Path | None = None) -> Urls:
    """Addresses of the embedded servers, whether they run or not."""
    return places(var).urls
