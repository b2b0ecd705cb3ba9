"""What can be told: each app registers its kinds of message in `AppConfig.ready`.

The outbox knows neither sessions nor awards. A kind brings the two things only its app can know: whether a message
still makes sense right before it is sent, and its words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from peerlearn.outbox.models import Message


@dataclass(frozen=True)
class Attachment:
    filename: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Alternative:
    """The same said once more for a program, such as a calendar; `mimetype` may carry parameters."""

    content: str
    mimetype: str


@dataclass(frozen=True)
class Rendered:
    """The words of one message; `text` carries all that `html` says.

    `link` is where the one action leads, for whatever shows less than a whole mail: a post or a digest.
    `once_sent` notes what was told, in the transaction that notes the sending; it may be called again for the same.
    """

    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    once_sent: Callable[[], None] | None = None
    link: str = ""
    link_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of message, under a name such as `rituals.session_reminder`.

    `label` names it on the preferences page. `still_valid` gives the reason not to send a message any more, or "".
    `render` is called in the recipient's language and time zone. `respects_quiet_hours` waits for the morning.
    One that `may_wait` can be had in the weekly digest as well, and one that `waits_by_default` comes there unless
    somebody chose otherwise.
    A kind that is `posted` goes to a Slack or Teams channel, and nobody has to choose it.
    """

    name: str
    label: str | Promise
    default_wanted: bool
    still_valid: Callable[[Message], str]
    render: Callable[[Message], Rendered]
    posted: bool = False
    may_wait: bool = False
    waits_by_default: bool = False
    respects_quiet_hours: bool = False


class UnknownKind(LookupError):
    """No app registered a kind of this name, such as one of a newer release."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; registering a name again replaces it."""
    _kinds[kind.name] = kind


def get(name: str) -> Kind:
    """The kind of that name. Raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def registered() -> list[Kind]:
    """All kinds, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def to_choose() -> list[Kind]:
    """What a person may want or not, by name: everything but posts."""
    return [kind for kind in registered() if not kind.posted]
