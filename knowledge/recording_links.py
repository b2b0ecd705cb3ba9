"""Links to recordings in the words of a mail. Pure: a link is read and never followed.

Mail servers wrap links in addresses of their own that name the true one in their query; it is taken from there.
"""

import html
import re
from urllib.parse import SplitResult, parse_qs, urlsplit

from knowledge.providers import provider_of

MOST_LINKS = 200  # that are looked at
LONGEST = 1000
_LINK = re.compile(r"https?://[^\s<>\"'\\^`{|}]+")
_WRAPPERS = {"safelinks.protection.outlook.com": "url", "www.google.com": "q"}


def recording_links(text: str) -> list[str]:
    """Links to recordings of known providers in plain text or HTML, in order, each once.

    >>> recording_links('Watch <a href="https://acme.zoom.us/rec/share/x1?pwd=2&amp;y=3">it</a>, https://acme.zoom.us/j/9')
    ['https://acme.zoom.us/rec/share/x1?pwd=2&y=3']
    """
    found = _LINK.findall(html.unescape(text))[:MOST_LINKS]
    links = (_unwrapped(link.rstrip(".,;:!?)]")) for link in found)
    return list(dict.fromkeys(link for link in links if len(link) <= LONGEST and _leads_to_recording(link)))


def _unwrapped(link: str) -> str:
    address = _split(link)
    host = (address.hostname or "") if address else ""
    name = next((name for known, name in _WRAPPERS.items() if host == known or host.endswith(f".{known}")), None)
    if address is None or name is None:
        return link
    return parse_qs(address.query).get(name, [link])[0]


def _leads_to_recording(link: str) -> bool:
    address, provider = _split(link), provider_of(link)
    if address is None or provider is None or not provider.recordings or address.username or address.password:
        return False
    place = f"{address.path}?{address.query}" if address.query else address.path
    return re.search(provider.recordings, place) is not None


def _split(link: str) -> SplitResult | None:
    try:
        return urlsplit(link)
    except ValueError:
        return None
