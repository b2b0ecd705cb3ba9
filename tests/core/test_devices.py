"""What of a person's machine a page may use."""

from collections.abc import Callable

from django.test import Client

from peerlearn.people.models import User
from rituals.enums import CapturePolicy
from tests.factories.knowledge import held_session

SignIn = Callable[[User], Client]
NOTHING = "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()"


def test_only_the_page_of_a_capture_may_ask_for_the_microphone(alice: User, bob: User, client_of: SignIn) -> None:
    session = held_session(alice)
    place = f"/sessions/{session.pk}/capture/"

    headers = {path: client_of(alice).get(path).headers for path in (place, "/", "/wiki/owed/", "/no/such/page/")}

    assert {path: found["Permissions-Policy"] for path, found in headers.items()} == {
        place: NOTHING.replace("microphone=()", "microphone=(self)"),
        "/": NOTHING,
        "/wiki/owed/": NOTHING,
        "/no/such/page/": NOTHING,
    }
    assert "media-src 'self' blob:;" in headers[place]["Content-Security-Policy"] + ";"
    assert "blob:" not in headers["/"]["Content-Security-Policy"]
    assert client_of(bob).get(place).status_code == 403


def test_page_of_a_session_that_is_not_recorded_does_not_offer_to_retell_it(alice: User, client_of: SignIn) -> None:
    spoken, quiet = held_session(alice), held_session(alice, capture_policy=CapturePolicy.NOTES_ONLY)

    offered = [
        "data-retell" in client_of(alice).get(f"/sessions/{session.pk}/capture/").content.decode()
        for session in (spoken, quiet)
    ]

    assert offered == [True, False]
