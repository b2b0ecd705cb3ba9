"""Where a recording lies, by its link alone: how to get its transcript there, and when it is usually deleted.

Nothing is ever fetched. A host counts when it is one of a provider's or ends in a dot and one of them, so that
"zoom.us.example" is nobody's. The days are what a provider deletes after unless a company settled otherwise; they only
fill in a date that a person can change.

| provider | deletes by default |
| --- | --- |
| Microsoft Teams, SharePoint, Stream | 120 days after the meeting, unless the owner changes the date |
| Zoom | 120 days; many companies set 30 to 365 |
| Google Meet, Drive | never; recordings lie in the organizer's folder "Meet Recordings" |
| Loom, YouTube, Vimeo, Panopto | never, while the account lives |
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowledge.file_kinds import RECORDING_ENDINGS

Opening = Callable[[SplitResult, int], SplitResult]


@dataclass(frozen=True)
class Provider:
    """`transcript` says what to do to have the words; `keeps_days` is None where nothing is deleted by itself.

    `opened_at` makes of a link the one that opens at a second; None where a link cannot say that. `recordings` is how
    path and query of a recording's link look there.
    """

    name: str | Promise
    hosts: tuple[str, ...]
    transcript: str | Promise
    keeps_days: int | None = None
    opened_at: Opening | None = None
    recordings: str = ""


def _asking(name: str, value: Callable[[int], str] = str) -> Opening:
    """The second as a parameter of the address, in place of one that is there."""

    def opened_at(address: SplitResult, second: int) -> SplitResult:
        kept = [pair for pair in parse_qsl(address.query, keep_blank_values=True) if pair[0] != name]
        return address._replace(query=urlencode([*kept, (name, value(second))]))

    return opened_at


def _behind_the_hash(address: SplitResult, second: int) -> SplitResult:
    return address._replace(fragment=f"t={second}")


def _as_stream_does(second: int) -> str:
    """How Stream on SharePoint writes down where playing begins."""
    place = json.dumps({"playbackOptions": {"startTimeInSeconds": second}}, separators=(",", ":"))
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


PROVIDERS = (
    Provider(
        "Zoom",
        ("zoom.us", "zoom.com", "zoomgov.com"),
        _("Open the recording in Zoom, choose “Audio transcript” and download it: a file that ends in .vtt."),
        120,
        recordings=r"/rec/(?:share|play)/",
    ),
    Provider(
        _("Microsoft Teams or Stream"),
        ("teams.microsoft.com", "teams.live.com", "sharepoint.com", "microsoftstream.com", "stream.office.com"),
        _("Open the meeting in Teams, choose Recap, then Transcript, and download it as .vtt."),
        120,
        _asking("nav", _as_stream_does),
        recordings=r"/:v:/|/stream\.aspx|\.mp4\b|meetingrecap|/video/",
    ),
    Provider(
        _("Google Meet or Drive"),
        ("drive.google.com", "docs.google.com", "meet.google.com"),
        _(
            "The transcript lies beside the recording in the organizer's Drive as a document: "
            "choose File, Download, Plain text."
        ),
        recordings=r"/file/d/|/open\?id=",
    ),
    Provider(
        "Loom",
        ("loom.com",),
        _("Open the video in Loom, choose Transcript and download it as .srt."),
        opened_at=_asking("t"),
        recordings=r"/share/",
    ),
    Provider(
        "YouTube",
        ("youtube.com", "youtu.be"),
        _("In YouTube Studio open Subtitles, choose the language and download it as .vtt or .srt."),
        opened_at=_asking("t"),
        recordings=r"/watch\?|/live/|^/[\w-]{8,}$",
    ),
    Provider(
        "Vimeo",
        ("vimeo.com",),
        _("In the video's settings open Languages, then Subtitles, and download the .vtt file."),
        opened_at=_behind_the_hash,
        recordings=r"^/\d{6,}",
    ),
    Provider(
        "Panopto",
        ("panopto.com", "panopto.eu"),
        _("Open the video's settings, choose Captions and download them as .vtt or .srt."),
        opened_at=_asking("start"),
        recordings=r"/Viewer\.aspx",
    ),
)
A_FILE = Provider(
    _("a file"),
    (),
    _("Download it and drop it here: then it plays beside its transcript, and nobody deletes it."),
    opened_at=_behind_the_hash,
)
ELSEWHERE = Provider(
    _("another place"),
    (),
    _("Look there for “transcript”, “captions” or “subtitles”; a file that ends in .vtt or .srt fits best."),
)


def provider_of(url: str) -> Provider | None:
    """Whose link this is, None when it is no web address.

    >>> provider_of("https://acme.zoom.us/rec/play/1").name, provider_of("https://zoom.us.evil.example/").hosts
    ('Zoom', ())
    """
    try:
        address = urlsplit(url.strip())
        host = (address.hostname or "").rstrip(".")
    except ValueError:
        return None
    if address.scheme not in ("http", "https") or not host:
        return None
    elsewhere = A_FILE if address.path.lower().endswith(RECORDING_ENDINGS) else ELSEWHERE
    return next((known for known in PROVIDERS if _belongs(host, known.hosts)), elsewhere)


def usually_deleted_on(url: str, recorded_on: date) -> date | None:
    """The day on which the provider of this link deletes by default, None where it does not."""
    provider = provider_of(url)
    days = provider.keeps_days if provider else None
    return recorded_on + timedelta(days=days) if days else None


def opened_at(url: str, second: int) -> str:
    """The link that opens this recording at a second; empty where its provider's links cannot say one.

    >>> opened_at("https://youtu.be/abc?si=1", 75), opened_at("https://acme.zoom.us/rec/play/1", 75)
    ('https://youtu.be/abc?si=1&t=75', '')
    """
    provider = provider_of(url)
    if provider is None or provider.opened_at is None:
        return ""
    return provider.opened_at(urlsplit(url.strip()), second).geturl()


def _belongs(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in hosts)
