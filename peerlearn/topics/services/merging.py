"""Two topics that are one: everything that points at the one points at the other afterwards, and nothing twice."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from peerlearn.people.models import User
from peerlearn.topics.models import FormerSlug, Synonym, Topic
from peerlearn.topics.signals import topics_merged


class CannotMerge(ValueError):
    """One of the two is gone, or both are the same."""


@transaction.atomic
def merge_topics(merged: Topic, *, into: Topic, by: User, now: datetime) -> Topic:
    """`merged` goes; its name, other names and addresses lead to `into`. Raises CannotMerge.

    Whatever points at topics is found in the models, so that an app further up need not be named here. A lock to formal
    training is kept: a wrong answer stays dangerous under another name.
    """
    rows = Topic.objects.select_for_update().filter(pk__in=[merged.pk, into.pk]).order_by("pk")
    both = {topic.pk: topic for topic in rows}
    if len(both) < 2:
        raise CannotMerge
    gone, kept = both[merged.pk], both[into.pk]
    for model, field in _pointers():
        _move(model, field, gone, kept)
    _keep_lock(gone, kept)
    gone.delete()
    Synonym.objects.update_or_create(key=gone.key, defaults={"topic": kept, "word": gone.name})
    values = {"topic": kept, "merged_at": now, "merged_by": by}
    FormerSlug.objects.update_or_create(slug=gone.slug, defaults=values)
    topics_merged.send(sender=None, topic=kept, by=by)
    return kept


def _pointers() -> Iterator[tuple[type[models.Model], str]]:
    """Every model with a foreign key to topics, and the name of that key; tables between two models included."""
    for relation in Topic._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            yield relation.related_model, relation.field.name


def _move(model: type[models.Model], field: str, gone: Topic, kept: Topic) -> None:
    """Point rows at `kept`, but those that stand there already: who follows both follows once."""
    rows = model._base_manager.filter(**{field: gone})
    for others in _unique_beside(model, field):
        there = model._base_manager.filter(**{field: kept}, **{name: OuterRef(name) for name in others})
        rows.filter(Exists(there)).delete()
    rows.update(**{field: kept})


def _unique_beside(model: type[models.Model], field: str) -> Iterator[list[str]]:
    """What may stand only once beside the same topic."""
    constraints = [constraint.fields for constraint in model._meta.total_unique_constraints]
    for fields in (*model._meta.unique_together, *constraints):
        if field in fields:
            yield [name for name in fields if name != field]


def _keep_lock(gone: Topic, kept: Topic) -> None:
    if gone.formal_only_since and not kept.formal_only_since:
        kept.formal_only_since, kept.formal_only_by = gone.formal_only_since, gone.formal_only_by
    kept.formal_training_url = kept.formal_training_url or gone.formal_training_url
    kept.save(update_fields=["formal_only_since", "formal_only_by", "formal_training_url", "updated_at"])
