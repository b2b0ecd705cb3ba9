"""What a mail server sees: the same identity for every try, and the right answer to each of its refusals."""

import asyncio
import socket
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from django.utils import timezone

from peerlearn.outbox.enums import State
from peerlearn.outbox.kinds import Attachment, Rendered
from peerlearn.outbox.mail import compose
from peerlearn.outbox.models import Attempt, Message
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User

pytestmark = pytest.mark.django_db


class Sink:
    """A mail server that keeps what it takes and answers as told, the mail's text deciding which answer."""

    def __init__(self):
        self.mails, self.answers, self.rcpt_answer = [], {}, ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.rcpt_answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        received = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(received)
        answer = self.answers.get(received["Subject"], "250 OK")
        if answer == "hang":
            await asyncio.sleep(30)
        return answer


@contextmanager
def serving(sink, settings):
    """The sink on a port of its own, as the product's mail server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    try:
        yield sink
    finally:
        controller.stop(no_assert=True)


@pytest.fixture
def sink(settings):
    with serving(Sink(), settings) as sink:
        yield sink


def make_due_again():
    Message.objects.filter(state=State.PENDING).update(next_try_at=timezone.now() - timedelta(seconds=1))


def test_mail_carries_text_html_and_headers(sink, due, alice, settings):
    settings.BASE_URL = "https://learn.example.org"
    message = due(due_at=datetime(2026, 3, 2, 8, 30, tzinfo=UTC))

    sweep()

    (received,) = sink.mails
    assert received["Subject"] == "About session:1"
    assert received["To"] == "Alice Teacher <alice@example.com>"
    assert received["Message-ID"] == f"<{message.idempotency_key}@learn.example.org>"
    assert received["Date"] == "Mon, 02 Mar 2026 08:30:00 +0000"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["List-Unsubscribe"].strip().startswith("<https://learn.example.org/messages/unsubscribe/")
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert received.get_body(["plain"]).get_content().strip() == "Words"
    assert received.get_body(["html"]).get_content().strip() == "<p>Words</p>"


def test_every_try_has_the_same_message_id_and_date(sink, due):
    sink.answers["About session:1"] = "451 Try again later"
    message = due()

    sweep()
    make_due_again()
    sink.answers.clear()
    sweep()

    first, second = sink.mails
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])
    assert list(Attempt.objects.order_by("number").values_list("outcome", flat=True)) == ["failed", "sent"]
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.SENT, 2)


def test_idempotency_key_follows_from_what_the_message_is():
    one, same, other = (
        Message(dedupe_key="a|mail|b|1|0"),
        Message(pk=9, dedupe_key="a|mail|b|1|0"),
        Message(dedupe_key="c"),
    )

    assert str(one.idempotency_key) == str(same.idempotency_key) == "5ecb3578-f439-54fb-a02a-a659736e1571"
    assert other.idempotency_key != one.idempotency_key


def test_refused_words_fail_at_once_and_the_next_mail_goes(sink, due):
    sink.answers["About session:1"] = "554 Rejected"
    refused, fine = due(), due(object_key="session:2")

    sweep()

    refused.refresh_from_db(), fine.refresh_from_db()
    assert (refused.state, refused.last_error) == (State.FAILED, "Refused: 554 b'Rejected'")
    assert fine.state == State.SENT


@pytest.mark.parametrize(
    ("answer", "state"),
    [("550 No such user", State.FAILED), ("450 Mailbox busy", State.PENDING)],
    ids=["for good", "for now"],
)
def test_refused_address_fails_only_when_refused_for_good(sink, due, answer, state):
    sink.rcpt_answer = answer
    message = due()

    sweep()

    message.refresh_from_db()
    assert (message.state, sink.mails) == (state, [])
    assert answer.split(maxsplit=1)[1] in message.last_error


def test_server_that_takes_a_mail_and_hangs_is_cut_off(sink, due, settings):
    settings.OUTBOX = {"send_limit": timedelta(seconds=0.5)}
    sink.answers["About session:1"] = "hang"
    hung, fine = due(due_at=timezone.now() - timedelta(hours=1)), due(object_key="session:2")

    began = time.monotonic()
    sweep()

    hung.refresh_from_db(), fine.refresh_from_db()
    assert time.monotonic() - began < 3
    assert (hung.state, fine.state) == (State.PENDING, State.SENT)


def test_unreachable_server_keeps_everything_due_and_uncounted(due, settings):
    with serving(Sink(), settings):
        pass
    for number in range(7):
        due(object_key=f"session:{number}")

    assert sweep() == 0

    assert set(Message.objects.values_list("state", "attempts")) == {(State.PENDING, 0)}
    assert Message.objects.filter(last_error__startswith="mail server: ConnectionRefusedError").count() == 5
    with serving(Sink(), settings) as back:
        sweep()
    assert len(back.mails) == 7


def test_line_breaks_in_subject_and_name_become_blanks(register, due, alice):
    User.objects.filter(pk=alice.pk).update(name="Alice\r\nBcc: everybody@example.com")
    register(render=lambda message: Rendered("Lunch\r\nBcc: all@example.com\x00", "Text"))
    due()

    sweep()

    (sent,) = django_mail.outbox
    received = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert received["Subject"] == "Lunch Bcc: all@example.com"
    assert (sent.recipients(), received["Bcc"]) == (['"Alice Bcc: everybody@example.com" <alice@example.com>'], None)


def test_name_with_comma_and_accents_arrives_whole(sink, due, alice):
    User.objects.filter(pk=alice.pk).update(name="Ångström, Žofia")
    due()

    sweep()

    (address,) = sink.mails[0]["To"].addresses
    assert (address.display_name, address.addr_spec) == ("Ångström, Žofia", "alice@example.com")


def test_attachment_is_sent_with_its_type(due):
    message = due()
    calendar = Attachment("invite.ics", b"BEGIN:VCALENDAR", "text/calendar")

    composed = compose(message, Rendered("S", "T", attachments=(calendar,)))

    (part,) = message_from_bytes(composed.message().as_bytes(), policy=policy.default).iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("invite.ics", "text/calendar")
