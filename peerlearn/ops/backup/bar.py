"""How far a backup is, for whoever watches a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from peerlearn.ops.backup.archive import Progress


@contextmanager
def bar(name: str, size: int) -> Iterator[Progress]:
    """A bar of bytes; nothing where nobody looks."""
    with tqdm(desc=name, total=size, unit="B", unit_scale=True, disable=None) as shown:
        yield shown.update
