"""Addresses of webhooks: Slack's and Teams' own hosts only, so that the product never asks a server inside the company.

Whoever sets up a webhook chooses the address, so a name is looked up once, must lead to the public internet, and the
connection goes to exactly that address.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from peerlearn.outbox.enums import Channel

SLACK_HOST = "hooks.slack.com"
TEAMS_DOMAINS = ("webhook.office.com", "logic.azure.com", "powerplatform.com")
# Reachable by the letter of the registries, and yet ways into a private network.
HIDDEN = ("64:ff9b::/96", "2002::/16", "2001::/32", "::/96", "fec0::/10", "100.64.0.0/10")
NOT_PUBLIC = tuple(ipaddress.ip_network(net) for net in HIDDEN)


class NotPublic(OSError):
    """The name leads to an address inside some private network."""


def validate_webhook_url(url: str, channel: str) -> None:
    """Raise ValidationError unless `url` is an https address of the channel's own service."""
    if settings.WEBHOOK_SINK and url.startswith(settings.WEBHOOK_SINK):
        return
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "https" and parts.port in (None, 443) and parts.username is None
        host, path = (parts.hostname or "").casefold(), parts.path
    except ValueError:
        plain, host, path = False, "", ""
    fits = _is_slack(host, path) if channel == Channel.SLACK else _is_teams(host)
    if not (plain and fits and url.isascii() and url.isprintable() and " " not in url):
        raise ValidationError(_wanted(channel))


def public_address(host: str, port: int) -> str:
    """The address behind `host`. Raises NotPublic when any of its addresses is private, OSError when there is none."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not is_public(address):
            raise NotPublic(f"{host} does not lead to the public internet")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address lies in the public internet.

    >>> [is_public(address) for address in ("54.1.2.3", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False]
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    inside = any(found.version == net.version and found in net for net in NOT_PUBLIC)
    return found.is_global and not found.is_multicast and not inside


def _is_slack(host: str, path: str) -> bool:
    return host == SLACK_HOST and len(path) > 1


def _is_teams(host: str) -> bool:
    return any(host.endswith(f".{domain}") for domain in TEAMS_DOMAINS)


def _wanted(channel: str) -> str:
    if channel == Channel.SLACK:
        return _("Only addresses that begin with https://hooks.slack.com/ are accepted.")
    domains = ", ".join(f"*.{domain}" for domain in TEAMS_DOMAINS)
    return _("Only https addresses of Teams workflows are accepted: %(domains)s.") % {"domains": domains}
