"""Snapshots of figures, recomputed from facts."""

from metrics.models.snapshot import Scope, Snapshot, Span

__all__ = ["Scope", "Snapshot", "Span"]
