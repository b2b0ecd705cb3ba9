"""The watched folder: what is whole goes to its session, or waits; nothing is lost and nothing runs."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from knowledge.enums import InboxState, InboxWait, Origin
from knowledge.models import Article, InboxItem, Recording, Suggestion, Transcript
from knowledge.services.capture import open_article, publish_capture, set_transcript
from knowledge.services.inbox import bring_waiting, clean_inbox
from knowledge.services.inbox_folder import read_folder
from knowledge.tasks import read_inbox
from peerlearn.people.models import User
from rituals.enums import CapturePolicy, SessionStatus
from rituals.models import Session
from tests.factories.knowledge import held_session

NUMBER = "888 1234 5678"
LINK = "https://acme.zoom.us/j/88812345678?pwd=x"
VTT = b"WEBVTT\n\n00:05.000 --> 00:09.000\n<v Alice Teacher>Number every interview.\n"
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(range(88))
Put = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CAPTURE_INBOX_DIR = str(tmp_path / "watched")
    (tmp_path / "watched").mkdir()
    return tmp_path / "watched"


@pytest.fixture
def put(folder: Path) -> Put:
    def put(name: str, data: bytes = VTT, *, written_at: datetime | None = None) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        at = (written_at or SESSION_ENDED).timestamp()
        os.utime(path, (at, at))
        return path

    return put


SESSION_ENDED = datetime(2026, 11, 16, 14, tzinfo=UTC)


def later() -> datetime:
    """Three minutes after whatever was written just now."""
    return datetime.now(tz=UTC) + timedelta(minutes=3)


@pytest.fixture
def session(alice: User) -> Session:
    return held_session(alice, title="Twenty interviews", meeting_url=LINK)


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
def test_files_of_a_meeting_become_its_capture_and_are_moved(folder: Path, put: Put, session: Session) -> None:
    put(f"2026-11-16 14.00 {NUMBER}/audio_transcript.vtt")
    put(f"2026-11-16 14.00 {NUMBER}/video.mp4", MP4)
    put(f"2026-11-16 14.00 {NUMBER}/chat.txt", b"14:02:11 From Bob To Everyone:\n\tgit rebase -i main\n")

    assert read_folder(folder, now=later()) == 3

    article = Article.objects.get(session=session)
    assert (article.recording.origin, article.recording.content_type) == (Origin.INBOX, "video/mp4")
    assert article.recording.file.read() == MP4
    assert (article.transcript.filename, article.transcript.added_by) == ("audio_transcript.vtt", None)
    assert Suggestion.objects.filter(article=article, text="git rebase -i main").count() == 1
    assert files_in(folder) == [
        f"done/2026-11-16 14.00 {NUMBER}/{name}" for name in ("audio_transcript.vtt", "chat.txt", "video.mp4")
    ]
    assert set(InboxItem.objects.values_list("state", "file")) == {(InboxState.FILED, "")}
    assert files_in(Path(folder.parent / "media/inbox")) == []


def test_file_that_still_grows_waits_until_it_is_whole(folder: Path, put: Put, session: Session) -> None:
    put(f"2026-11-16 {NUMBER}.vtt", written_at=datetime.now(tz=UTC) - timedelta(days=1))

    early = read_folder(folder, now=datetime.now(tz=UTC) + timedelta(seconds=100))
    whole = read_folder(folder, now=later())

    assert (early, whole) == (0, 1)
    assert Transcript.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["talk.mp4.part", ".talk.vtt", "desktop.ini", ".hidden/talk.vtt", "done/talk.vtt", "page.html", "run.exe"]
)
def test_other_files_are_left_alone(name: str, folder: Path, put: Put, session: Session) -> None:
    put(name)

    assert read_folder(folder, now=later()) == 0
    assert files_in(folder) == [name]
    assert InboxItem.objects.count() == 0


def test_link_to_a_file_elsewhere_is_never_followed(folder: Path, tmp_path: Path, session: Session) -> None:
    (tmp_path / "secret.vtt").write_bytes(VTT)
    (folder / f"2026-11-16 {NUMBER}.vtt").symlink_to(tmp_path / "secret.vtt")
    (folder / "elsewhere").symlink_to(tmp_path)

    assert read_folder(folder, now=later()) == 0
    assert (tmp_path / "secret.vtt").exists()


def test_same_file_twice_is_one_item_and_changes_nothing(folder: Path, put: Put, session: Session) -> None:
    put(f"2026-11-16 {NUMBER}.vtt")
    read_folder(folder, now=later())
    Transcript.objects.all().delete()
    put(f"2026-11-16 {NUMBER}.vtt")

    read_folder(folder, now=later())

    assert (InboxItem.objects.count(), Transcript.objects.count()) == (1, 0)
    assert files_in(folder) == [f"done/2026-11-16 {NUMBER}-2.vtt", f"done/2026-11-16 {NUMBER}.vtt"]


@pytest.mark.parametrize(
    ("name", "wait"),
    [
        ("recording.vtt", InboxWait.UNMATCHED),
        ("2026-11-16 other 777 1234 5678.vtt", InboxWait.UNSURE),
        (f"{NUMBER} 2026-11-09.vtt", InboxWait.UNSURE),
        ("2026-11-16.vtt", InboxWait.UNSURE),
        ("Twenty interviews.vtt", InboxWait.UNSURE),
    ],
)
def test_unsure_file_waits_with_its_bytes(name: str, wait: InboxWait, folder: Path, put: Put, session: Session) -> None:
    put(name)

    read_folder(folder, now=later())

    item = InboxItem.objects.get()
    assert (item.state, item.kind, item.wait) == (InboxState.OPEN, "transcript", wait)
    assert item.file.read() == VTT
    assert (Transcript.objects.count(), files_in(folder)) == (0, [f"done/{name}"])


def test_nothing_that_somebody_brought_is_replaced(folder: Path, put: Put, session: Session, alice: User) -> None:
    set_transcript(open_article(session), data=VTT, filename="mine.vtt", by=alice)
    put(f"2026-11-16 {NUMBER}.vtt", VTT + b"\n00:10.000 --> 00:11.000\nMore.\n")

    read_folder(folder, now=later())

    assert Transcript.objects.get().filename == "mine.vtt"
    assert InboxItem.objects.get().wait == InboxWait.REPLACES


@pytest.mark.parametrize(
    ("policy", "wait"),
    [(CapturePolicy.NOTES_ONLY, InboxWait.NOT_RECORDED), (CapturePolicy.NONE, InboxWait.NOT_ASKED)],
)
def test_session_that_is_not_to_be_captured_gets_neither_recording_nor_transcript(
    policy: CapturePolicy, wait: InboxWait, folder: Path, put: Put, session: Session
) -> None:
    Session.objects.filter(pk=session.pk).update(capture_policy=policy)
    put(f"2026-11-16 {NUMBER}.vtt")

    read_folder(folder, now=later())

    assert (Transcript.objects.count(), InboxItem.objects.get().wait) == (0, wait)


def test_file_waits_until_its_session_counts_as_held(folder: Path, put: Put, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(status=SessionStatus.SCHEDULED)
    put(f"2026-11-16 {NUMBER}.vtt")
    read_folder(folder, now=later())
    waited = InboxItem.objects.get().wait

    before = bring_waiting(now=later())
    Session.objects.filter(pk=session.pk).update(status=SessionStatus.HELD)
    after = bring_waiting(now=later())

    assert (waited, before, after, Transcript.objects.count()) == (InboxWait.NOT_HELD, 0, 1, 1)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.vtt", b"", "The file is empty."),
        ("a.vtt", b"<html>", "Not a WebVTT file: the first line must be WEBVTT."),
        ("a.srt", b"\xff\xfe" * 40, "Save the file as UTF-8."),
        ("a.mp4", b"MZ" + bytes(100), "This is not a recording (mp4, webm, ogg, mp3, m4a, wav)."),
        ("a.txt", b"x" * (5 * 1024 * 1024 + 1), "5.1 MB; the limit is 5 MB."),
    ],
)
def test_broken_file_is_told_and_its_bytes_are_not_kept(
    name: str, data: bytes, words: str, folder: Path, put: Put, session: Session
) -> None:
    put(f"2026-11-16 {NUMBER} {name}", data)

    read_folder(folder, now=later())

    item = InboxItem.objects.get()
    assert (item.problem, item.file.name, item.wait) == (words, "", InboxWait.PROBLEM)
    assert files_in(folder) == [f"done/2026-11-16 {NUMBER} {name}"]
    assert (Recording.objects.count(), Transcript.objects.count()) == (0, 0)


def test_recording_over_the_limit_is_refused_without_being_read(folder: Path, put: Put, session: Session) -> None:
    path = put(f"2026-11-16 {NUMBER}.mp4", MP4)
    with path.open("r+b") as file:
        file.truncate(1024**3 + 1)

    read_folder(folder, now=later())

    assert "the limit is 1 GB" in InboxItem.objects.get().problem
    assert InboxItem.objects.get().key.startswith("large:")


def test_published_capture_gets_what_comes_late(folder: Path, put: Put, session: Session, alice: User) -> None:
    publish_capture(open_article(session), by=alice, now=datetime.now(tz=UTC))
    put(f"2026-11-16 {NUMBER}.vtt")

    read_folder(folder, now=later())

    assert Transcript.objects.get().article.published_at is not None


def test_job_does_nothing_where_no_folder_is_set_or_it_is_gone(
    settings: Any, folder: Path, put: Put, session: Session
) -> None:
    put(f"2026-11-16 {NUMBER}.vtt")
    settings.CAPTURE_INBOX_DIR = ""
    read_inbox()
    settings.CAPTURE_INBOX_DIR = str(folder / "gone")
    read_inbox()

    assert InboxItem.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_bytes_of_what_was_put_away_go_after_a_month(folder: Path, put: Put, alice: User, session: Session) -> None:
    put("first.vtt")
    put("second.vtt", VTT + b"\n")
    read_folder(folder, now=later())
    InboxItem.objects.filter(filename="first.vtt").update(state=InboxState.DISMISSED, settled_at=later())

    kept = clean_inbox(now=later() + timedelta(days=29))
    gone = clean_inbox(now=later() + timedelta(days=31))

    assert (kept, gone) == (0, 1)
    assert [bool(item.file) for item in InboxItem.objects.order_by("filename")] == [False, True]
    assert len(files_in(folder.parent / "media/inbox")) == 1


@pytest.mark.django_db(transaction=True)
def test_folder_that_knows_no_second_names_is_good_enough(
    folder: Path, put: Put, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_paths: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr("os.link", refused)
    put(f"2026-11-16 {NUMBER}.mp4", MP4)

    read_folder(folder, now=later())

    assert Recording.objects.get().file.read() == MP4
    assert files_in(folder.parent / "media/inbox") == []


@pytest.mark.django_db(transaction=True)
def test_bytes_stay_when_filing_is_rolled_back(
    folder: Path, put: Put, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_fields: object) -> None:
        raise RuntimeError("the worker was killed")

    put(f"2026-11-16 {NUMBER}.mp4", MP4)
    with monkeypatch.context() as fault:
        fault.setattr("knowledge.services.inbox.tell_filed", broken)
        taken = [read_folder(folder, now=later()), bring_waiting(now=later())]
    kept = InboxItem.objects.get()
    before = (kept.state, kept.file.read(), Recording.objects.count())

    after = [read_folder(folder, now=later()), bring_waiting(now=later())]

    assert (taken, before) == ([0, 0], (InboxState.OPEN, MP4, 0))
    assert (after, Recording.objects.get().file.read()) == ([1, 1], MP4)
    assert files_in(folder) == [f"done/2026-11-16 {NUMBER}.mp4"]
