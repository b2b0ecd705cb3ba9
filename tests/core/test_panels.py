"""Apps further up fill places that lower apps only name."""

import pytest

from peerlearn.core.panels import register


def test_panel_for_an_unknown_place_is_refused():
    with pytest.raises(KeyError):
        register("knowledge.nowhere", lambda request, subject: None)
