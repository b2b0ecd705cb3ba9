"""What became of topics that were merged, and what hangs on one that will be."""

from django.db.models import Exists, OuterRef

from peerlearn.topics.filing import countable
from peerlearn.topics.models import FormerSlug, Topic


def leads_to(slug: str) -> str:
    """The slug of the topic that an address leads to: of what it was merged into, else itself. "" asks nothing."""
    if not slug:
        return ""
    alive = Topic.objects.filter(slug=OuterRef("slug"))
    former = FormerSlug.objects.filter(~Exists(alive), slug=slug).values_list("topic__slug", flat=True)
    return former.first() or slug


def what_hangs_on(topic: Topic) -> list[str]:
    """How many of each kind of thing are filed under the topic, in words; what there is none of is left out."""
    counts = ((words, getattr(topic, accessor).count()) for accessor, words in countable().items())
    return [words(count) % {"count": count} for words, count in counts if count]
