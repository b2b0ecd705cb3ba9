"""Replies as people give them; `waitlisted` is never asked for: a full session gives it."""

from django import forms

from rituals.enums import Reply


class ReplyForm(forms.Form):
    """To one date."""

    reply = forms.ChoiceField(
        choices=[(reply.value, reply.label) for reply in (Reply.ACCEPTED, Reply.TENTATIVE, Reply.DECLINED)]
    )


class SeriesReplyForm(forms.Form):
    """To all dates of a ritual one comes, or ends that."""

    reply = forms.ChoiceField(choices=[(reply.value, reply.label) for reply in (Reply.ACCEPTED, Reply.DECLINED)])
