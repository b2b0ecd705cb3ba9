"""The words of a mail are forgotten after 90 days; that it was sent stays known."""

from datetime import timedelta

import pytest
from django.utils import timezone

from peerlearn.outbox.enums import State
from peerlearn.outbox.models import Message
from peerlearn.outbox.services.retention import forget_texts
from peerlearn.outbox.services.sweep import sweep


@pytest.mark.django_db
def test_forget_texts_blanks_only_old_mails(due):
    old, recent = due(), due(object_key="session:2")
    sweep()
    Message.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=91))
    Message.objects.filter(pk=recent.pk).update(sent_at=timezone.now() - timedelta(days=89))

    assert forget_texts() == 1
    assert forget_texts() == 0

    words = dict(Message.objects.values_list("object_key", "subject"))
    assert words == {"session:1": "", "session:2": "About session:2"}
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}
