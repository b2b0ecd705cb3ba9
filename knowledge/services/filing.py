"""Articles whose topic has another name since it was merged are found under it."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.models import Article
from knowledge.services.indexing import BATCH, index_articles
from knowledge.services.staging import in_batches
from knowledge.tasks import file_articles
from peerlearn.core.queue import ask_worker
from peerlearn.jobs.models import Job
from peerlearn.jobs.services.progress import advance, claim, finish, in_words_of, start_job
from peerlearn.people.models import User
from peerlearn.topics.models import Topic
from peerlearn.topics.selectors.merged import leads_to

KIND = "knowledge.filing"


@transaction.atomic
def ask_to_file_anew(topic: Topic, *, by: User) -> Job | None:
    """Have what is filed under a topic indexed anew, since there may be much of it; None when there is nothing."""
    number = Article.objects.filter(topics=topic).count()
    if not number:
        return None
    title = _("Search learns what is filed under “%(name)s”") % {"name": topic.name}
    job = start_job(by, kind=KIND, title=title, total=number, result_url=reverse("topics:topic", args=[topic.slug]))
    transaction.on_commit(partial(ask_worker, file_articles, job.pk))
    return job


def file_anew(job: Job, *, now: datetime) -> int:
    """Index the articles of the topic that a waiting job leads to, whatever became of that; returns how many."""
    if not claim(job, now=now):
        return 0
    filed = Article.objects.filter(topics__slug=leads_to(resolve(job.result_url).kwargs["slug"])).order_by("pk")
    done = 0
    for batch in in_batches(list(filed.values_list("pk", flat=True)), BATCH):
        done += index_articles(batch)
        advance(job, done=done, now=timezone.now())
    with in_words_of(job.owner):
        finish(job, message=_("Everything is found under it."), now=timezone.now())
    return done
