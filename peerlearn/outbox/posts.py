"""Posting to a Slack or Teams channel: the shape each of them takes, and a connection to nobody but them."""

import http.client
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from peerlearn.outbox.enums import Channel
from peerlearn.outbox.http import Answer, connect, post_json
from peerlearn.outbox.kinds import Rendered
from peerlearn.outbox.models import Message, Webhook
from peerlearn.outbox.outlet import Later, Refused
from peerlearn.outbox.timing import timing
from peerlearn.outbox.validators import public_address, validate_webhook_url

GONE = {404, 410}
TOO_MANY = 429
LONGEST_TEXT = 2900  # Slack takes 3,000 characters a block


class Gone(Refused):
    """The channel does not exist any more."""


class PostOutlet:
    """Posts to whichever channel a message is for; each over a connection of its own."""

    def open(self) -> None:
        """Nothing to do: one channel that is away says nothing about another."""

    def send(self, message: Message, rendered: Rendered) -> str:
        """Post, and return nothing: channels give no names. Raises Gone, Refused, Later, or what else went wrong."""
        assert message.webhook is not None  # noqa: S101 - a post has one
        answer = post(message.webhook, rendered)
        if answer.accepted:
            return ""
        if answer.status == TOO_MANY:
            raise Later(str(answer), answer.retry_after or timing().first_pause)
        if answer.status in GONE:
            raise Gone(str(answer))
        if answer.status == http.HTTPStatus.BAD_REQUEST:
            raise Refused(str(answer))
        raise http.client.HTTPException(str(answer))

    def close(self) -> None:
        """Nothing is held."""


def post(webhook: Webhook, rendered: Rendered) -> Answer:
    """Post once and return what was answered. Raises Refused for a forbidden address, OSError, or HTTPException."""
    try:
        validate_webhook_url(webhook.url, webhook.channel)
    except ValidationError as error:
        raise Refused(error.messages[0]) from None
    times = timing()
    connection = connect(webhook.url, address=_address(webhook.url), limit=times.connect_limit * 0.6)
    try:
        return post_json(connection, webhook.url, body_of(webhook.channel, rendered), {}, limit=times.send_limit * 0.6)
    finally:
        connection.close()


def body_of(channel: str, rendered: Rendered) -> dict[str, Any]:
    """The words as the channel takes them; what somebody typed is text there and never markup or a mention."""
    text = rendered.text.strip()[:LONGEST_TEXT]
    return _for_slack(rendered, text) if channel == Channel.SLACK else _for_teams(rendered, text)


def _address(url: str) -> str:
    if settings.WEBHOOK_SINK and url.startswith(settings.WEBHOOK_SINK):
        return ""
    return public_address(urlsplit(url).hostname or "", 443)


def _for_slack(rendered: Rendered, text: str) -> dict[str, Any]:
    plain = {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}
    blocks: list[dict[str, Any]] = [plain]
    if rendered.link:
        label = {"type": "plain_text", "text": rendered.link_label[:75], "emoji": False}
        blocks.append({"type": "actions", "elements": [{"type": "button", "text": label, "url": rendered.link}]})
    return {"text": _escaped(rendered.subject), "blocks": blocks, "unfurl_links": False}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _for_teams(rendered: Rendered, text: str) -> dict[str, Any]:
    """An Adaptive Card; text runs, unlike text blocks, know no markup."""
    lines = [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line}]} for line in text.splitlines()]
    action = {"type": "Action.OpenUrl", "title": rendered.link_label, "url": rendered.link}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": rendered.subject,
        "body": lines,
        "actions": [action] if rendered.link else [],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}
