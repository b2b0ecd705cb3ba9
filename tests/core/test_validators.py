import pytest

from peerlearn.core.validators import is_visible
from peerlearn.core.zones import known_zones


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u2060", "\ufe0f\u034f", "\u3164 \u2800", "\x00\t\u202e"])
def test_text_without_a_sign_to_see_is_not_visible(text):
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["a", "C++", "日本", "🎉", "e\u0301", "-"])
def test_text_with_a_sign_to_see_is_visible(text):
    assert is_visible(text)


def test_known_zones_are_places_and_utc():
    assert {"Europe/Berlin", "UTC"} <= known_zones()
    assert not {"localtime", "Factory", "europe/berlin"} & known_zones()
