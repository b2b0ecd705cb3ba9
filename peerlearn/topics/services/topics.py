"""Filing things under topics: a name finds its topic in any case or by synonym, or makes a new one."""

from collections.abc import Iterable

from peerlearn.topics.models import NAME_LENGTH, Synonym, Topic, slug_for, topic_key


def find_or_create_topics(names: Iterable[str]) -> list[Topic]:
    """The topics for `names`, in that order and each once; new ones are made in one statement."""
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(topic_key(name), name.strip()[:NAME_LENGTH])
    wanted.pop("", None)
    known = topics_by_key(wanted)
    missing = {key: name for key, name in wanted.items() if key not in known}
    if missing:
        Topic.objects.bulk_create(
            [Topic(name=name, key=topic_key(name), slug=slug_for(name)) for name in missing.values()],
            ignore_conflicts=True,
        )
        known |= topics_by_key(missing)
    return list(dict.fromkeys(known[key] for key in wanted if key in known))


def topics_by_key(keys: Iterable[str]) -> dict[str, Topic]:
    """Known topics by their own key or by the key of a synonym."""
    keys = list(keys)
    synonyms = Synonym.objects.filter(key__in=keys).select_related("topic")
    by_synonym = {synonym.key: synonym.topic for synonym in synonyms}
    return by_synonym | {topic.key: topic for topic in Topic.objects.filter(key__in=keys)}
