"""Addresses are kept as long as the same addresses exist and begin at the same place."""

from django.test import override_settings
from django.test.utils import override_script_prefix
from django.urls import path, reverse

from peerlearn.core.addresses import address

urlpatterns = [path("elsewhere/<int:pk>/", lambda request, pk: None, name="probe")]


def test_address_is_what_reverse_says() -> None:
    assert [address("rituals:session", 7) for _again in range(2)] == [reverse("rituals:session", args=[7])] * 2
    assert address("knowledge:article", "größe-7") == reverse("knowledge:article", args=["größe-7"])
    assert address("home:index") == "/"


def test_address_begins_where_the_site_does() -> None:
    assert address("rituals:calendar") == "/calendar/"
    with override_script_prefix("/learn/"):
        assert address("rituals:calendar") == "/learn/calendar/"


def test_other_addresses_are_not_confused_with_kept_ones() -> None:
    with override_settings(ROOT_URLCONF=__name__):
        assert address("probe", 1) == "/elsewhere/1/"
    assert address("rituals:calendar") == "/calendar/"
