"""Mails from templates: `email/<app>/<kind>.subject.txt`, `.txt` and `.html`, styles written into the elements."""

import css_inline
from django.conf import settings
from django.template import Context, Engine
from django.urls import reverse

from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.links import unsubscribe_url
from peerlearn.outbox.models import Message

# Mail programs drop style sheets but obey style attributes.
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


def render_mail(message: Message, template: str, context: dict[str, object]) -> Rendered:
    """Render the three templates of a kind, such as `rituals/session_reminder`, for the message's recipient.

    Besides `context` they get `recipient`, `org_name`, `base_url`, `preferences_url` and `unsubscribe_url`.
    """
    everything = _frame(message) | context
    subject, text, html = (_render(template, part, everything) for part in ("subject.txt", "txt", "html"))
    return Rendered(
        subject=one_line(subject),
        text=_tidy(text),
        html=_inliner.inline(html),
        link=str(everything.get("button_url", "")),
        link_label=str(everything.get("button_label", "")),
    )


def button(path: str, label: str) -> dict[str, object]:
    """Words of a mail for its one button, which opens `path` on this site."""
    return {"button_url": settings.BASE_URL + path, "button_label": label}


def _render(template: str, part: str, context: dict[str, object]) -> str:
    """Plain text must show `&` as it is, and no template has to remember that."""
    found = Engine.get_default().get_template(f"email/{template}.{part}")
    return found.render(Context(context, autoescape=part == "html"))


def _frame(message: Message) -> dict[str, object]:
    recipient = message.recipient
    return {
        "recipient": recipient,
        "org_name": settings.ORG_NAME,
        "base_url": settings.BASE_URL,
        "preferences_url": settings.BASE_URL + reverse("outbox:preferences"),
        "unsubscribe_url": unsubscribe_url(recipient.pk, message.kind) if recipient else "",
    }


def one_line(text: str) -> str:
    r"""Text for a mail header: line breaks and other control characters become blanks.

    >>> one_line("Lunch\r\nBcc: all@example.org\x00 ")
    'Lunch Bcc: all@example.org'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _tidy(text: str) -> str:
    """Template tags leave empty lines behind; a reader needs one between paragraphs at most."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept) + "\n"
