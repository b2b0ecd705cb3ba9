"""How reminders must not be sent, as a control: one task for each, and the queue is the only one who knows."""

from celery import shared_task


@shared_task(name="faults.remind")
def remind(message_id: int) -> None:
    """Send one reminder; nothing notes that it was sent, or that it still has to be."""
    from peerlearn.outbox import kinds
    from peerlearn.outbox.mail import SmtpOutlet
    from peerlearn.outbox.models import Message

    message = Message.objects.select_related("recipient").get(pk=message_id)
    outlet = SmtpOutlet()
    outlet.open()
    outlet.send(message, kinds.get(message.kind).render(message))
    outlet.close()
