from datetime import date

import pytest

from knowledge.providers import opened_at, provider_of, usually_deleted_on

DAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://acme.zoom.us/rec/share/abc", "Zoom"),
        ("https://ZOOM.US./rec/play/1", "Zoom"),
        ("https://acme-my.sharepoint.com/:v:/g/personal/x", "Microsoft Teams or Stream"),
        ("https://teams.microsoft.com/l/meetup-join/1", "Microsoft Teams or Stream"),
        ("https://drive.google.com/file/d/1/view", "Google Meet or Drive"),
        ("https://www.loom.com/share/1", "Loom"),
        ("https://youtu.be/abc", "YouTube"),
        ("https://player.vimeo.com/video/1", "Vimeo"),
        ("https://acme.hosted.panopto.com/Panopto/Pages/Viewer.aspx?id=1", "Panopto"),
        ("https://video.example/talks/Talk.MP4?download=1", "a file"),
        ("https://video.example/1", "another place"),
        ("https://zoom.us.evil.example/", "another place"),
        ("https://evilzoom.us/", "another place"),
        ("https://evil.example/?u=zoom.us", "another place"),
        ("https://zoom.us@evil.example/", "another place"),
        ("http://[::ffff:127.0.0.1]/x", "another place"),
        ("http://2130706433/", "another place"),
    ],
)
def test_provider_is_known_by_its_host(url: str, name: str) -> None:
    provider = provider_of(url)

    assert provider is not None
    assert str(provider.name) == name


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "zoom.us/rec/1", "https://", "http://[::1", "mailto:a@zoom.us"]
)
def test_what_is_no_web_address_has_no_provider(url: str) -> None:
    assert provider_of(url) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://acme.zoom.us/rec/share/abc", date(2027, 3, 16)),
        ("https://acme.sharepoint.com/x", date(2027, 3, 16)),
        ("https://drive.google.com/file/d/1", None),
        ("https://video.example/1", None),
    ],
)
def test_day_of_deletion_follows_the_provider(url: str, day: date | None) -> None:
    assert usually_deleted_on(url, DAY) == day


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        ("https://www.youtube.com/watch?v=x&t=3s", "https://www.youtube.com/watch?v=x&t=75"),
        ("https://youtu.be/x", "https://youtu.be/x?t=75"),
        ("https://vimeo.com/1#t=3", "https://vimeo.com/1#t=75"),
        ("https://www.loom.com/share/x", "https://www.loom.com/share/x?t=75"),
        ("https://acme.hosted.panopto.com/v.aspx?id=1", "https://acme.hosted.panopto.com/v.aspx?id=1&start=75"),
        (
            "https://acme.sharepoint.com/stream.aspx?id=1",
            "https://acme.sharepoint.com/stream.aspx?id=1&nav=eyJwbGF5YmFja09wdGlvbnMiOnsic3RhcnRUaW1lSW5TZWNvbmRzIjo3NX19",
        ),
        ("https://files.example/talk.mp4", "https://files.example/talk.mp4#t=75"),
        ("https://acme.zoom.us/rec/play/1", ""),
        ("https://drive.google.com/file/d/1/view", ""),
        ("https://video.example/1", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_link_opens_at_a_second_where_its_provider_has_a_way_to_say_so(url: str, opens: str) -> None:
    assert opened_at(url, 75) == opens
