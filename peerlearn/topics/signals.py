"""Facts about topics that apps further up have to act on."""

from django.dispatch import Signal

topics_merged = Signal()
"""What was filed under another topic is now under this one. Kwargs: topic (Topic), by (User). Sent inside the
transaction of the merge, so that what a receiver writes is kept or undone with it."""
