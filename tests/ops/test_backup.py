"""The drill: save, go on, restore. Rows and uploads are those of the backup, nothing sent is sent again, and what is
damaged, hostile or of another release changes nothing at all.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from knowledge.models import Article
from knowledge.services.capture import set_recording_file
from peerlearn.ops.backup import database
from peerlearn.outbox import kinds
from peerlearn.outbox.enums import State
from peerlearn.outbox.kinds import Kind, Rendered
from peerlearn.outbox.models import Hold, Message
from peerlearn.outbox.services.messages import Draft, enqueue
from peerlearn.outbox.services.sweep import sweep
from peerlearn.people.models import User
from tests.factories.knowledge import SnippetFactory, capture_of, held_session
from tests.factories.people import UserFactory
from tests.journeys.recordings import silence

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "test.drill"
# The commit itself fails.
AT_COMMIT = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$;
CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON outbox_hold DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION refuse()"""


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "instance.backup"


@pytest.fixture
def instance(alice: User, monkeypatch: pytest.MonkeyPatch) -> Article:
    """A capture with a recording and something to copy; fifty messages due and one for later."""
    article = capture_of(held_session(alice), transcript="**Alice Teacher:** [00:05] Number every interview.\n")
    SnippetFactory(article=article)
    set_recording_file(article, file=ContentFile(silence(3), name="talk.wav"), by=alice)
    notice = Kind(
        name=KIND,
        label="Notices",
        default_wanted=True,
        still_valid=lambda message: "",
        render=lambda message: Rendered("About it", "Words", "<p>Words</p>"),
    )
    monkeypatch.setitem(kinds._kinds, KIND, notice)
    now = timezone.now()
    due = [now - timedelta(minutes=1)] * 50 + [now + timedelta(days=1)]
    enqueue(
        Draft(kind=KIND, recipient=alice, object_key=f"thing:{number}", due_at=at, expires_at=at + timedelta(days=2))
        for number, at in enumerate(due)
    )
    return article


def state_of_everything(media: Path) -> dict[str, str]:
    """A hash of each table's rows and of each upload."""
    found = {}
    with connection.cursor() as cursor:
        for table in database.columns():
            rows = f'SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t'  # noqa: S608
            cursor.execute(rows)
            found[table] = str(cursor.fetchone())
    for path in media.rglob("*"):
        if path.is_file():
            found[str(path.relative_to(media))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def test_drill_restores_every_row_and_upload_and_sends_nothing_again(
    instance: Article, file: Path, media: Path
) -> None:
    saved = state_of_everything(media)
    call_command("backup", str(file))
    assert sweep() == 50
    assert len(mail.outbox) == 50
    UserFactory(name="Came Later")
    (media / instance.recording.file.name).unlink()
    (media / "stray.wav").write_bytes(b"RIFF")

    call_command("restore", str(file), replace=True)

    restored = state_of_everything(media)
    held = restored.pop("outbox_hold")
    assert held.startswith("(1,")
    assert restored == {name: value for name, value in saved.items() if name != "outbox_hold"}
    assert sweep() == 0
    assert len(mail.outbox) == 50
    assert not Message.objects.exclude(state=State.PENDING).exists()
    assert not list(media.glob(".restore-*"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        assert cursor.fetchone() == (0,)


def test_review_expires_what_was_due_before_the_restore_and_releases_the_rest(
    instance: Article, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup", str(file))
    call_command("restore", str(file), replace=True)

    call_command("outbox", "review", check=True)
    assert Hold.objects.get().released_at is None
    call_command("outbox", "review")

    said = capsys.readouterr().out
    assert "will expire: 50. Due later, will go out: 1." in said
    assert "Expired: 50. The outbox is released." in said
    assert sweep() == 0
    assert (
        Message.objects.filter(state=State.EXPIRED).count(),
        Message.objects.filter(state=State.PENDING).count(),
    ) == (
        50,
        1,
    )
    Message.objects.filter(state=State.PENDING).update(next_try_at=timezone.now())
    assert sweep() == 1
    call_command("outbox", "review")
    assert capsys.readouterr().out == "Nothing is held back.\n"


def test_hold_is_told_to_administrators_only_and_released_by_a_button(
    instance: Article, alice: User, file: Path, client_of: Callable[[User], Client]
) -> None:
    admin = UserFactory(name="Ada Admin", roles=["admin"])
    call_command("backup", str(file))
    call_command("restore", str(file), replace=True)
    warning = "nothing is sent until somebody has looked"

    assert warning in client_of(admin).get("/").content.decode()
    assert warning not in client_of(alice).get("/").content.decode()
    assert client_of(alice).post("/outbox/release/").status_code == 403
    assert "50 messages were due before the restore" in client_of(admin).get("/outbox/").content.decode()

    assert client_of(admin).post("/outbox/release/")["Location"] == "/outbox/"

    assert Hold.objects.get().released_by == admin
    assert warning not in client_of(admin).get("/").content.decode()


def test_restore_leaves_an_instance_with_data_alone(instance: Article, file: Path, media: Path) -> None:
    call_command("backup", str(file))
    before = state_of_everything(media)

    with pytest.raises(CommandError, match=r"This instance is not empty.*--replace"):
        call_command("restore", str(file))

    assert state_of_everything(media) == before


def test_restore_into_an_empty_instance_needs_no_replace(instance: Article, file: Path, media: Path) -> None:
    call_command("backup", str(file))
    call_command("flush", interactive=False, verbosity=0)
    for path in list(media.rglob("*.wav")):
        path.unlink()

    call_command("restore", str(file))

    assert Article.objects.get().title == instance.title
    assert len(list(media.rglob("*.wav"))) == 1
    assert UserFactory().pk > max(User.objects.exclude(name__startswith="Person").values_list("pk", flat=True))


def test_backup_never_overwrites_a_file_and_is_its_owners_only(instance: Article, file: Path) -> None:
    call_command("backup", str(file))

    with pytest.raises(CommandError, match="there already"):
        call_command("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600


def changed(file: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> None:
    """Writes the archive anew after `change` of its list and members."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    about = json.loads(members.pop("manifest.json"))
    change(about, members)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(about))


def put(name: str, content: bytes) -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    """A member with a true hash."""

    def change(about: dict[str, Any], members: dict[str, bytes]) -> None:
        members[name] = content
        about["members"][name] = [len(content), hashlib.sha256(content).hexdigest()]

    return change


def claim_less(about: dict[str, Any], members: dict[str, bytes]) -> None:
    """A bomb: more comes out than the list says."""
    put("uploads/bomb.wav", b"\0" * 5_000_000)(about, members)
    about["members"]["uploads/bomb.wav"][0] = 10


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda about, members: about.update(schema=[*about["schema"], "people.9999_future"]), "another release"),
        (lambda about, members: about.update(postgres=9), "PostgreSQL 9, this is"),
        (lambda about, members: about.update(format=99), "not a backup that this release reads"),
        (lambda about, members: about.pop("made_at"), "when it was made"),
        (lambda about, members: about["columns"].pop("people_user"), "not those of this release"),
        (lambda about, members: about["counters"].update(people_user_id_seq=["1; DROP", True]), "not those of"),
        (lambda about, members: members.update({"tables/people_user": b"PGCOPY"}), "not what was saved"),
        (lambda about, members: members.pop("tables/people_user"), "other files than its list"),
        (lambda about, members: members.update({"uploads/more.wav": b""}), "other files than its list"),
        (put("uploads/../../evil.wav", b"evil"), "Archive refused"),
        (put("/etc/evil", b"evil"), "Archive refused"),
        (put("uploads/.htaccess", b"evil"), "Archive refused"),
        (put("uploads\\evil", b"evil"), "Archive refused"),
        (put("tables/people_user", b"PGCOPY\n no rows"), "rows of people_user cannot be read"),
        (claim_less, "not what was saved"),
    ],
)
def test_hostile_or_strange_archive_changes_nothing(
    instance: Article,
    file: Path,
    media: Path,
    tmp_path: Path,
    change: Callable[[dict[str, Any], dict[str, bytes]], None],
    reason: str,
) -> None:
    call_command("backup", str(file))
    changed(file, change)
    before = state_of_everything(media)

    with pytest.raises(CommandError, match=f"{reason}.*Nothing was changed"):
        call_command("restore", str(file), replace=True)

    assert state_of_everything(media) == before
    assert not list(tmp_path.rglob("evil*"))
    assert not list(media.glob(".restore-*"))


def test_restore_that_fails_after_the_uploads_were_put_in_place_takes_them_back(
    instance: Article, file: Path, media: Path
) -> None:
    call_command("backup", str(file))
    (media / instance.recording.file.name).write_bytes(b"RIFF of today")
    (media / "of today.wav").write_bytes(b"RIFF")
    before = state_of_everything(media)
    with connection.cursor() as cursor:
        cursor.execute(AT_COMMIT)

    with pytest.raises(DatabaseError, match="not today"):
        call_command("restore", str(file), replace=True)

    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION refuse CASCADE")
    assert state_of_everything(media) == before


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_file_that_is_no_backup_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    with pytest.raises(CommandError, match="not a backup"):
        call_command("restore", str(file))


def test_backup_that_was_cut_off_is_refused(instance: Article, file: Path, media: Path) -> None:
    call_command("backup", str(file))
    file.write_bytes(file.read_bytes()[:-200])
    before = state_of_everything(media)

    with pytest.raises(CommandError, match="its end is missing"):
        call_command("restore", str(file), replace=True)

    assert state_of_everything(media) == before


def test_missing_file_is_said(file: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", str(file))
