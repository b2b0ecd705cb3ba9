import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from knowledge.models import Article, Recording, Upload
from knowledge.selectors.uploads import bytes_here, path_of
from knowledge.services.capture import open_article
from knowledge.services.uploads import (
    WrongOffset,
    begin_upload,
    clean_uploads,
    give_up_upload,
    receive_piece,
)
from knowledge.validators import LARGEST_RECORDING
from peerlearn.people.models import User
from rituals.enums import CapturePolicy
from tests.factories.knowledge import held_session

MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(range(88))


@pytest.fixture
def article(alice: User, settings: Any, tmp_path: Path) -> Article:
    settings.MEDIA_ROOT = tmp_path
    return open_article(held_session(alice))


def kept_files(root: Path) -> list[str]:
    return sorted(path.suffix for path in root.rglob("*") if path.is_file())


def test_pieces_become_the_recording_without_a_file_left_over(article: Article, alice: User, tmp_path: Path) -> None:
    upload = begin_upload(article, by=alice, filename="../../talk.mp4", size=len(MP4))

    receive_piece(upload, offset=0, piece=MP4[:60])
    receive_piece(upload, offset=60, piece=MP4[60:])

    recording = Recording.objects.get(article=article)
    assert (recording.file.read(), recording.content_type, recording.added_by) == (MP4, "video/mp4", alice)
    assert kept_files(tmp_path) == [".mp4"]
    assert upload.filename == "talk.mp4"


def test_last_piece_sent_twice_changes_nothing(article: Article, alice: User) -> None:
    upload = begin_upload(article, by=alice, filename="talk.mp4", size=len(MP4))
    receive_piece(upload, offset=0, piece=MP4)
    first = Recording.objects.get()

    receive_piece(upload, offset=0, piece=MP4)

    assert Recording.objects.get() == first
    assert bytes_here(Upload.objects.get()) == len(MP4)


@pytest.mark.parametrize("offset", [0, 59, 61, 10**15])
def test_piece_at_another_place_is_told_the_right_one(offset: int, article: Article, alice: User) -> None:
    upload = begin_upload(article, by=alice, filename="talk.mp4", size=len(MP4))
    receive_piece(upload, offset=0, piece=MP4[:60])

    with pytest.raises(WrongOffset) as refusal:
        receive_piece(upload, offset=offset, piece=b"x")

    assert refusal.value.received == 60


def test_piece_beyond_the_announced_size_is_refused(article: Article, alice: User) -> None:
    upload = begin_upload(article, by=alice, filename="talk.mp4", size=50)

    with pytest.raises(WrongOffset):
        receive_piece(upload, offset=0, piece=MP4)

    assert Recording.objects.count() == 0


def test_bytes_after_a_crash_are_cut_back_to_what_was_noted(article: Article, alice: User) -> None:
    upload = begin_upload(article, by=alice, filename="talk.mp4", size=len(MP4))
    receive_piece(upload, offset=0, piece=MP4[:60])
    with path_of(upload).open("ab") as file:
        file.write(b"half a piece that was never noted")

    receive_piece(upload, offset=60, piece=MP4[60:])

    assert Recording.objects.get().file.read() == MP4


def test_file_that_was_lost_begins_anew(article: Article, alice: User) -> None:
    upload = begin_upload(article, by=alice, filename="talk.mp4", size=len(MP4))
    receive_piece(upload, offset=0, piece=MP4[:60])
    path_of(upload).unlink()

    assert bytes_here(Upload.objects.get()) == 0
    receive_piece(upload, offset=0, piece=MP4)
    assert Recording.objects.get().file.read() == MP4


@pytest.mark.parametrize(
    ("filename", "size", "reason"),
    [
        ("talk.mp4", LARGEST_RECORDING * 6 // 5, r"^1\.2 GB; the limit is 1 GB\.$"),
        ("talk.mp4", 3, "This is not a recording"),
        ("talk.mp4.html", 500, "This is not a recording"),
        (".htaccess", 500, "This is not a recording"),
        ("\u202egnp.exe", 500, "This is not a recording"),
        ("\x00\r\n", 500, "This is not a recording"),
    ],
)
def test_upload_is_refused_before_a_byte_is_sent(
    filename: str, size: int, reason: str, article: Article, alice: User
) -> None:
    with pytest.raises(ValueError, match=reason):
        begin_upload(article, by=alice, filename=filename, size=size)

    assert Upload.objects.count() == 0


def test_first_piece_of_a_program_is_refused_and_nothing_is_stored(
    article: Article, alice: User, tmp_path: Path
) -> None:
    upload = begin_upload(article, by=alice, filename="talk.mp4", size=500)

    with pytest.raises(ValueError, match="This is not a recording"):
        receive_piece(upload, offset=0, piece=b"MZ" + bytes(98))

    assert (kept_files(tmp_path), bytes_here(Upload.objects.get())) == ([], 0)


def test_given_up_upload_leaves_no_file(
    article: Article, alice: User, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    upload = begin_upload(article, by=alice, filename="talk.mp4", size=500)
    receive_piece(upload, offset=0, piece=MP4)

    with django_capture_on_commit_callbacks(execute=True):
        give_up_upload(upload)

    assert (kept_files(tmp_path), Upload.objects.count()) == ([], 0)


def test_oldest_unfinished_upload_of_a_person_makes_room(
    article: Article, alice: User, bob: User, django_capture_on_commit_callbacks: Any
) -> None:
    theirs = begin_upload(article, by=bob, filename="talk.mp4", size=500)
    mine = [begin_upload(article, by=alice, filename="talk.mp4", size=500) for _number in range(6)]

    assert set(Upload.objects.all()) == {theirs, *mine[1:]}


def test_upload_to_a_session_that_is_not_recorded_is_refused(article: Article, alice: User, tmp_path: Path) -> None:
    upload = begin_upload(article, by=alice, filename="talk.mp4", size=len(MP4))
    article.session.capture_policy = CapturePolicy.NOTES_ONLY
    article.session.save()

    for attempt in (
        lambda: begin_upload(article, by=alice, filename="talk.mp4", size=500),
        lambda: receive_piece(upload, offset=0, piece=MP4),
    ):
        with pytest.raises(ValueError, match="This session is not recorded"):
            attempt()

    assert Recording.objects.count() == 0


def test_cleaning_leaves_no_row_without_file_and_no_file_without_row(
    article: Article, alice: User, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    old, young = (begin_upload(article, by=alice, filename="talk.mp4", size=500) for _number in range(2))
    for upload in (old, young):
        receive_piece(upload, offset=0, piece=MP4)
    done = begin_upload(article, by=alice, filename="talk.mp4", size=len(MP4))
    receive_piece(done, offset=0, piece=MP4)
    now = timezone.now()
    Upload.objects.filter(pk__in=[old.pk, done.pk]).update(updated_at=now - timedelta(hours=25))
    orphans = [
        tmp_path / "recordings/2026/11/lost.mp4",
        tmp_path / "uploads/lost.part",
        tmp_path / "recordings/new.mp4",
    ]
    for path in orphans:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(MP4)
    for path in [*orphans[:2], Path(Recording.objects.get().file.path)]:
        os.utime(path, (now.timestamp() - 90_000,) * 2)

    with django_capture_on_commit_callbacks(execute=True):
        removed = clean_uploads(now=now)

    assert removed == 4
    assert list(Upload.objects.all()) == [young]
    assert kept_files(tmp_path) == [".mp4", ".mp4", ".part"]
    assert Recording.objects.get().file.read() == MP4
    assert clean_uploads(now=now) == 0
