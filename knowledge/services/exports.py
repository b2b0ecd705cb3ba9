"""What somebody wrote, or everything they may read, as Markdown files with what belongs to them, in one zip.

Only what its owner may see at that moment goes in: what was taken out of a transcript, what nobody may hear any more
and what is private to others stays out. Recordings stay here; a link to one elsewhere goes along. The file is there for
its owner for a day.
"""

import uuid
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.markdown_files import MarkdownFile, written
from knowledge.models import Article, Attachment, Passage
from knowledge.selectors.recordings import heard
from knowledge.selectors.transcript import Names, names_in
from knowledge.services.stored_files import old_files
from knowledge.tasks import export_articles
from peerlearn.core.numbers import timecode
from peerlearn.core.queue import ask_worker
from peerlearn.jobs.models import Job
from peerlearn.jobs.services.progress import advance, claim, fail, finish, in_words_of, start_job
from peerlearn.people.models import User

log = structlog.get_logger(__name__)
EVERYTHING, OWN = "knowledge.export", "knowledge.export_own"
FOLDER = "exports"
KEPT = timedelta(days=1)
TOLD_EVERY = 25  # articles


@transaction.atomic
def ask_to_export(by: User, *, everything: bool) -> Job:
    """Have it written; said again while that goes on it is the same job."""
    kind = EVERYTHING if everything else OWN
    job = Job.objects.visible_to(by).filter(kind=kind).going_on().first()
    if job is None:
        title = _("Everything you may read, as Markdown") if everything else _("What you wrote, as Markdown")
        job = start_job(by, kind=kind, title=title, result_url=reverse("knowledge:export_file", args=[uuid.uuid4()]))
    transaction.on_commit(partial(ask_worker, export_articles, job.pk))
    return job


def export(job: Job, *, now: datetime) -> bool:
    """Write the file of a waiting job; whether it is there now."""
    if not claim(job, now=now):
        return False
    articles = _articles(job)
    path = path_of(job)
    begun = path.with_suffix(".part")
    begun.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(begun, "w", zipfile.ZIP_DEFLATED) as archive:
            number = sum(1 for _article in _written(archive, articles, job))
        begun.rename(path)
    except OSError as error:
        log.warning("export_not_written", job=job.pk, error=type(error).__name__)
        begun.unlink(missing_ok=True)
        with in_words_of(job.owner):
            fail(job, message=_("There is no room for it on the server. Tell an administrator."), now=timezone.now())
        return False
    with in_words_of(job.owner):
        words = ngettext(
            "%(number)d article. It is here for a day.", "%(number)d articles. They are here for a day.", number
        )
        finish(job, message=words % {"number": number}, now=timezone.now())
    return True


def path_of(job: Job) -> Path:
    """Where the file of a job lies; its name is known to its owner only."""
    return Path(default_storage.path(FOLDER)) / f"{job.result_url.strip('/').rsplit('/', 1)[-1]}.zip"


def clean_exports(*, now: datetime) -> int:
    """Remove files that are older than a day; returns how many."""
    old = old_files(FOLDER, before=now - KEPT)
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _articles(job: Job) -> list[int]:
    """What its owner may read, as far as they still may have all of it, else what they taught or wrote themselves."""
    visible = Article.objects.visible_to(job.owner)
    if job.kind == EVERYTHING and job.owner.has_perm("knowledge.export_everything"):
        return list(visible.published().order_by("pk").values_list("pk", flat=True))
    return list(visible.taught_by(job.owner.pk).order_by("pk").values_list("pk", flat=True))


def _written(archive: zipfile.ZipFile, ids: list[int], job: Job) -> Iterator[int]:
    advance(job, done=0, total=len(ids), now=timezone.now())
    for begin in range(0, len(ids), TOLD_EVERY):
        batch = ids[begin : begin + TOLD_EVERY]
        articles = Article.objects.for_lists().prefetch_related("snippets").filter(pk__in=batch).order_by("pk")
        for article in articles.prefetch_related("attachments"):
            _write(archive, article)
            yield article.pk
        advance(job, done=begin + len(batch), now=timezone.now())


def _write(archive: zipfile.ZipFile, article: Article) -> None:
    body = article.body
    for attachment in article.attachments.all():
        place = f"files/{article.slug}/{attachment.pk}-{attachment.filename}"
        body = body.replace(f"/media/{attachment.file.name}", place)
        _copy(archive, attachment, place)
    archive.writestr(f"{article.slug}.md", written(_as_file(article, body)))


def _copy(archive: zipfile.ZipFile, attachment: Attachment, place: str) -> None:
    """A file that is gone from the disk is no reason to lose the rest."""
    try:
        with attachment.file.open("rb") as file, archive.open(place, "w") as member:
            for chunk in file.chunks():
                member.write(chunk)
    except FileNotFoundError:
        log.warning("attachment_missing", attachment=attachment.pk)


def _as_file(article: Article, body: str) -> MarkdownFile:
    summary = "" if body.startswith(article.summary) else article.summary  # notes often begin with it
    parts = [summary, body, *_snippets(article), *_spoken(article)]
    recording = heard().filter(article=article).exclude(url="").first()
    about: dict[str, str | list[str]] = {
        "kind": article.kind,
        "date": timezone.localtime(article.dated_at).date().isoformat(),
        "teachers": [teacher.name for teacher in article.teachers()],
        "recording": recording.url if recording else "",
    }
    topics = tuple(topic.name for topic in article.topics.all())
    return MarkdownFile(article.title, "\n\n".join(part for part in parts if part), topics, about)


def _snippets(article: Article) -> Iterator[str]:
    for snippet in article.snippets.all():
        fence = "`" * max(3, snippet.text.count("`") + 1)
        yield f"## {snippet.title}\n\n{fence}\n{snippet.text}\n{fence}"


def _spoken(article: Article) -> Iterator[str]:
    passages = Passage.objects.shown().filter(article=article).order_by("number").defer("words", "exact")
    names = names_in(article)
    lines = [_line(passage, names) for passage in passages]
    if lines:
        yield "\n\n".join([f"## {_('Transcript')}", *lines])


def _line(passage: Passage, names: Names) -> str:
    mark = "" if passage.starts is None else f"\\[{timecode(passage.starts)}\\] "
    who = names.label(passage)
    return f"**{who}:** {mark}{passage.text}" if who else f"{mark}{passage.text}"
