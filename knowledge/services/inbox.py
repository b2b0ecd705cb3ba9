"""The capture inbox: what came by itself goes to its session when that is sure, and waits for a person when it is not.

Something is known by its bytes, or a link by itself: once more it is the item that it was, also when that was filed or
put away. Nothing that came by itself replaces what somebody brought, and no link is ever followed.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path, PurePath

import structlog
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from knowledge.enums import InboxSource, InboxState, InboxWait, Origin
from knowledge.file_kinds import FileKind
from knowledge.file_matching import Match
from knowledge.models import Article, InboxItem
from knowledge.providers import usually_deleted_on
from knowledge.selectors.inbox import KEPT, wait_of
from knowledge.services.capture import open_article, set_recording_link
from knowledge.services.dropped_files import keep_dropped, read_dropped
from knowledge.services.inbox_news import tell_filed
from knowledge.services.moving import second_name
from knowledge.services.policy import refuse_unrecorded
from knowledge.validators import LARGEST_RECORDING, safe_filename
from peerlearn.people.models import User
from rituals.models import Session

log = structlog.get_logger(__name__)
FOLDER = "inbox"
CHUNK = 1024 * 1024
ORPHANED_AFTER = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A file, or the link to a recording, that came at `at`; `sent_by` is None for a folder and for a stranger."""

    source: InboxSource
    name: str
    at: datetime
    file: File | None = None
    url: str = ""
    sent_by: User | None = None


def take_in(arrival: Arrival, match: Match | None, *, now: datetime) -> InboxItem:
    """Note what came, keep its bytes, and bring it to its session when that is sure."""
    item, new = _noted(arrival, match)
    if new:
        bring(item, now=now)
        item.refresh_from_db()
    return item


def bring(item: InboxItem, *, now: datetime) -> bool:
    """File an item that needs nobody; says whether it did. What goes wrong then is noted, and a person sees it."""
    wait = wait_of(item)
    if wait is not None or item.session is None:
        InboxItem.objects.filter(pk=item.pk).exclude(wait=wait or "").update(wait=wait or "")
        return False
    try:
        file_item(item, session=item.session, by=None, now=now)
    except (ValueError, OSError) as problem:
        InboxItem.objects.filter(pk=item.pk).update(problem=str(problem), wait=InboxWait.PROBLEM)
        return False
    return True


def bring_waiting(*, now: datetime) -> int:
    """Bring what waited for its session to count as held; returns how many went."""
    sure = InboxItem.objects.open().filter(sure=True, problem="").exclude(session=None)
    return sum(_brought(item, now) for item in sure.select_related("session__ritual", "sent_by"))


@transaction.atomic
def file_item(item: InboxItem, *, session: Session, by: User | None, now: datetime) -> str:
    """Make it a part of the session's capture; says what became of it, "" when somebody settled it before.

    Filed by itself (`by` is None) it counts as brought by its sender. Raises ValueError for what cannot be kept there.
    """
    locked = InboxItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if locked.state != InboxState.OPEN:
        return ""
    article = open_article(session)
    words = _put(article, locked, by or locked.sent_by)
    _settle(locked, InboxState.FILED, by, now, session=session)
    _forget_file(locked)
    if by is None:
        tell_filed(locked, now=now)
    return words


@transaction.atomic
def put_away(item: InboxItem, *, by: User, now: datetime) -> None:
    """Nobody needs it; for thirty days it can be brought back."""
    locked = InboxItem.objects.select_for_update().get(pk=item.pk)
    if locked.state == InboxState.OPEN:
        _settle(locked, InboxState.DISMISSED, by, now)


@transaction.atomic
def bring_back(item: InboxItem) -> None:
    """It waits again."""
    locked = InboxItem.objects.select_for_update().get(pk=item.pk)
    if locked.state == InboxState.DISMISSED and (locked.file or locked.url):
        locked.state, locked.settled_by, locked.settled_at = InboxState.OPEN, None, None
        locked.save(update_fields=["state", "settled_by", "settled_at", "updated_at"])


def clean_inbox(*, now: datetime) -> int:
    """Remove the bytes of what was put away a month ago, and files that no item knows; returns how many went."""
    old = list(InboxItem.objects.dismissed().filter(settled_at__lt=now - KEPT).exclude(file=""))
    for item in old:
        _forget_file(item)
    known = set(InboxItem.objects.exclude(file="").values_list("file", flat=True))
    root = Path(default_storage.path(""))
    before = (now - ORPHANED_AFTER).timestamp()
    files = [path for path in (root / FOLDER).rglob("*") if path.is_file() and path.stat().st_mtime < before]
    orphans = [path for path in files if path.relative_to(root).as_posix() not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(old) + len(orphans)


def _brought(item: InboxItem, now: datetime) -> bool:
    try:
        return bring(item, now=now)
    except Exception as problem:  # one item that cannot be filed must not keep the others waiting
        log.warning("inbox_item_not_filed", item=item.pk, error=type(problem).__name__)
        return False


def _noted(arrival: Arrival, match: Match | None) -> tuple[InboxItem, bool]:
    """The item of what came, and whether it is new. Its bytes are stored before any transaction begins."""
    key = _key(arrival)
    known = InboxItem.objects.filter(key=key).first()
    if known:
        return known, False
    item = _item_of(arrival, match, key)
    try:
        item.kind = _kind(arrival).value
        if arrival.file:
            ending = PurePath(item.filename).suffix.lower()
            item.file.save(f"{uuid.uuid4().hex}{ending}", arrival.file, save=False)
    except ValueError as problem:
        item.problem = str(problem)
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError:  # it came in by another worker in between
        item.file.delete(save=False)
        return InboxItem.objects.get(key=key), False
    return item, True


def _item_of(arrival: Arrival, match: Match | None, key: str) -> InboxItem:
    return InboxItem(
        key=key,
        source=arrival.source,
        filename=safe_filename(arrival.name),
        size=arrival.file.size if arrival.file else 0,
        url=arrival.url,
        sent_by=arrival.sent_by,
        received_at=arrival.at,
        session_id=match.pk if match else None,
        matched_by=",".join(sign.name for sign in match.signs) if match else "",
        sure=bool(match and match.sure),
    )


def _kind(arrival: Arrival) -> FileKind:
    """What it is. Raises ValueError for what cannot be kept."""
    if arrival.file is None:
        return FileKind.RECORDING
    kind = read_dropped(arrival.file).kind
    arrival.file.seek(0)
    return kind


def _key(arrival: Arrival) -> str:
    if arrival.file is None:
        return f"link:{hashlib.sha256(arrival.url.encode()).hexdigest()}"
    if arrival.file.size > LARGEST_RECORDING:
        return f"large:{arrival.file.size}:{safe_filename(arrival.name)}"
    arrival.file.seek(0)
    digest = hashlib.sha256()
    while chunk := arrival.file.read(CHUNK):
        digest.update(chunk)
    arrival.file.seek(0)
    return f"file:{digest.hexdigest()}"


def _put(article: Article, item: InboxItem, by: User | None) -> str:
    if item.url:
        refuse_unrecorded(article)
        expires_on = usually_deleted_on(item.url, article.dated_at.date())
        set_recording_link(article, url=item.url, by=by, expires_on=expires_on, origin=Origin.INBOX)
        return ""
    with second_name(Path(item.file.path), name=item.filename) as file:
        return keep_dropped(article, read_dropped(file), by=by, origin=Origin.INBOX)


def _settle(
    item: InboxItem, state: InboxState, by: User | None, now: datetime, *, session: Session | None = None
) -> None:
    item.state, item.settled_by, item.settled_at = state, by, now
    item.session = session or item.session
    item.save(update_fields=["state", "settled_by", "settled_at", "session", "updated_at"])


@transaction.atomic
def _forget_file(item: InboxItem) -> None:
    """Its bytes go once nothing can be rolled back."""
    if item.file:
        transaction.on_commit(partial(default_storage.delete, str(item.file.name)))
        item.file = ""
        item.save(update_fields=["file", "updated_at"])
