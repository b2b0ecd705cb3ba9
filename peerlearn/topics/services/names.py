"""What else a topic is called: whoever types another name files under the topic and finds it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from peerlearn.topics.models import Synonym, Topic, topic_key
from peerlearn.topics.services.topics import topics_by_key


class NameTaken(ValueError):
    """A word names another topic; the text is for whoever typed it."""


@transaction.atomic
def set_other_names(topic: Topic, words: Iterable[str]) -> None:
    """The topic has these other names and no more; its own name is left out. Raises NameTaken."""
    wanted = {topic_key(word): word.strip() for word in words}
    wanted.pop(topic.key, None)
    for key, other in topics_by_key(wanted).items():
        if other.pk != topic.pk:
            raise NameTaken(_("“%(word)s” finds the topic %(name)s.") % {"word": wanted[key], "name": other.name})
    topic.synonyms.exclude(key__in=wanted).delete()
    named = [Synonym(topic=topic, word=word, key=key) for key, word in wanted.items()]
    Synonym.objects.bulk_create(
        named, update_conflicts=True, update_fields=["word"], unique_fields=["key"]
    )  # the same name written in another way
