"""Guides from a zip of Markdown files, with the images and files that they name: all of them, or none and the reasons.

What is imported is published and nobody answers for it yet, so that its readers see that it was not looked at. The same
title twice is two guides: whoever imports sees what is there already.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import unquote

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.archives import ArchiveRefused, members_of
from knowledge.enums import ArticleKind
from knowledge.markdown_files import MarkdownFile, read
from knowledge.models import Article
from knowledge.services.articles import publish_new
from knowledge.services.attachments import add_attachment
from knowledge.services.stored_files import old_files
from knowledge.tasks import import_wiki
from peerlearn.core.markdown import LIMIT
from peerlearn.core.queue import ask_worker
from peerlearn.jobs.models import Job
from peerlearn.jobs.services.progress import advance, claim, fail, finish, in_words_of, start_job
from peerlearn.people.models import User

KIND = "knowledge.import"
FOLDER = "imports"
LEFT_AFTER = timedelta(days=1)
MOST_PROBLEMS = 100
LONGEST_TITLE = 200
MARKDOWN = (".md", ".markdown")
_IGNORED = ("__MACOSX", ".git")
_LINK = re.compile(r"(?P<before>\]\()(?P<target>[^)\s]+)(?P<after>(?:\s+\"[^\"]*\")?\))")


@dataclass(frozen=True)
class Page:
    """A guide to be: where it stood in the archive, and what it says."""

    path: PurePosixPath
    file: MarkdownFile

    @property
    def title(self) -> str:
        return self.file.title or self.path.stem.replace("-", " ").replace("_", " ").strip()


@dataclass(frozen=True)
class Wiki:
    pages: tuple[Page, ...]
    files: dict[PurePosixPath, bytes]
    problems: tuple[str, ...]


@transaction.atomic
def ask_to_import(archive: File, *, by: User) -> Job:
    """Keep the zip for the worker and have it read."""
    number = uuid.uuid4()
    default_storage.save(f"{FOLDER}/{number}.zip", archive)
    title = _("Import of %(name)s") % {"name": archive.name}
    job = start_job(by, kind=KIND, title=title, result_url=f"{reverse('knowledge:guides')}?import={number}")
    transaction.on_commit(partial(ask_worker, import_wiki, job.pk))
    return job


def import_archive(job: Job, *, now: datetime) -> int:
    """Make guides of a waiting job's zip; returns how many. Its bytes go in any case."""
    if not claim(job, now=now):
        return 0
    path = Path(default_storage.path(FOLDER)) / f"{_number_of(job.result_url)}.zip"
    with in_words_of(job.owner):
        try:
            with path.open("rb") as file:
                wiki = wiki_in(file)
        except (ArchiveRefused, FileNotFoundError) as refusal:
            words = str(refusal) if isinstance(refusal, ArchiveRefused) else _("The file is gone. Import it again.")
            fail(job, message=words, now=timezone.now())
            return 0
        finally:
            path.unlink(missing_ok=True)
        return _make(wiki, job)


def clean_archives(*, now: datetime) -> int:
    """Remove zips that a killed worker left behind a day ago; returns how many. One that still waits is kept."""
    waiting = Job.objects.filter(kind=KIND).going_on().values_list("result_url", flat=True)
    numbers = {_number_of(address) for address in waiting}
    lost = [path for path in old_files(FOLDER, before=now - LEFT_AFTER) if path.stem not in numbers]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)


def wiki_in(file: IO[bytes]) -> Wiki:
    """The pages and files of a zip, and what is wrong with any of them. Raises ArchiveRefused."""
    pages, files, problems = [], {}, []
    for member in members_of(file):
        if member.path.name.startswith(".") or member.path.parts[0] in _IGNORED:
            continue
        if member.path.suffix.lower() not in MARKDOWN:
            files[member.path] = member.data
            continue
        problem = _problem(member.data)
        if problem:
            problems.append(f"{member.path}: {problem}")
        else:
            pages.append(Page(member.path, read(member.data.decode("utf-8-sig"))))
    problems += [f"{page.path}: {words}" for page in pages for words in _too_much(page)]
    if not pages and not problems:
        raise ArchiveRefused(_("there is no Markdown file in it."))
    return Wiki(tuple(pages), files, tuple(problems))


def _number_of(address: str) -> str:
    """Names the zip of a job that leads to `address`."""
    return address.rsplit("=", 1)[-1]


def _problem(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _("Save the file as UTF-8.")
    if "\0" in text:
        return _("It contains a character that cannot be stored (NUL).")
    return "" if text.strip() else _("The file is empty.")


def _too_much(page: Page) -> Iterator[str]:
    if len(page.title) > LONGEST_TITLE:
        yield _("The title is longer than %(limit)d characters.") % {"limit": LONGEST_TITLE}
    if len(page.file.body) > LIMIT:
        yield _("The text is longer than %(limit)d kB.") % {"limit": LIMIT // 1000}


def _make(wiki: Wiki, job: Job) -> int:
    problems = list(wiki.problems)
    if not problems:
        try:
            with transaction.atomic():
                for number, page in enumerate(wiki.pages, start=1):
                    problems += _guide(page, wiki, job.owner)
                    if number % 20 == 0:
                        advance(job, done=number, total=len(wiki.pages), now=timezone.now())
                if problems:
                    raise _NothingKept
        except _NothingKept:
            pass
    if problems:
        shown = "\n".join(problems[:MOST_PROBLEMS])
        fail(job, message=_("Nothing was imported.") + "\n" + shown, now=timezone.now())
        return 0
    made = len(wiki.pages)
    words = ngettext("%(number)d guide was imported.", "%(number)d guides were imported.", made) % {"number": made}
    finish(job, message=words, now=timezone.now())
    return made


class _NothingKept(Exception):
    """Some file was refused, so all that was kept before goes again."""


def _guide(page: Page, wiki: Wiki, by: User) -> list[str]:
    """Keep one page with the files it names; returns what is wrong with any of those."""
    problems: list[str] = []
    kept: dict[PurePosixPath, str] = {}

    def linked(found: re.Match[str]) -> str:
        path = _within(page.path, found["target"])
        if path is None or path not in wiki.files:
            return found[0]
        if path not in kept:
            try:
                file = ContentFile(wiki.files[path], name=path.name)
                kept[path] = f"/media/{add_attachment(None, file=file, filename=path.name, by=by).file.name}"
            except ValueError as problem:
                problems.append(f"{path}: {problem}")
                return found[0]
        return f"{found['before']}{kept[path]}{found['after']}"

    guide = Article(kind=ArticleKind.GUIDE, title=page.title, body=_LINK.sub(linked, page.file.body))
    reason = _("Imported from %(name)s") % {"name": page.path.name}
    publish_new(guide, by=by, topics=page.file.topics, reason=reason, now=timezone.now())
    return problems


def _within(page: PurePosixPath, target: str) -> PurePosixPath | None:
    """The path in the archive that a link of a page means; None for one that leads elsewhere."""
    if ":" in target or target.startswith(("/", "#")):
        return None
    parts: list[str] = list(page.parent.parts)
    for part in PurePosixPath(unquote(target.split("#")[0])).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)
