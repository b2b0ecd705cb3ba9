import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import Article, Passage
from knowledge.selectors.search import search
from knowledge.services.session_records import OPTIONAL, REQUIRED
from peerlearn.people.models import User
from rituals.enums import CapturePolicy, SessionStatus
from rituals.models import Attendance, Ritual, Session, Teaching

TALK = "**Alice Teacher:** [00:05] Number every interview before you begin.\n\n**Guest:** [00:40] Why is that?\n"


def line(**fields: Any) -> dict[str, Any]:
    values = {"id": "talk/1", "title": "Numbers", "starts_at": "2024-05-06T14:00:00+02:00", "duration_minutes": 30}
    return {name: value for name, value in (values | fields).items() if value is not None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    files = tmp_path / "files"
    (files / "talk.md").write_text(TALK)
    (files / "latin.srt").write_bytes("1\n00:00:01,000 --> 00:00:02,000\nMüller\n".encode("latin-1"))
    (files / "empty.vtt").touch()
    (files / "loop.vtt").symlink_to(files / "loop.vtt")
    (files / "way_out.vtt").symlink_to(tmp_path / "secret.txt")
    return tmp_path


def run(folder: Path, *lines: dict[str, Any] | str, **options: Any) -> tuple[str, str]:
    file = folder / "sessions.jsonl"
    file.write_text("\n".join(text if isinstance(text, str) else json.dumps(text) for text in lines))
    out, errors = StringIO(), StringIO()
    try:
        call_command("import_sessions", file, stdout=out, stderr=errors, files=folder / "files", **options)
    except CommandError as problem:
        return out.getvalue(), f"{errors.getvalue()}{problem}"
    return out.getvalue(), errors.getvalue()


def test_import_makes_a_held_session_that_is_found_and_owes_nothing(folder: Path, alice: User, bob: User) -> None:
    full = line(
        ritual="Old forum",
        kind="brown_bag",
        teachers=["Alice@example.com"],
        attendees=["bob@example.com"],
        topics=["Interviews", "interviews"],
        recording_url="https://video.example/1",
        transcript="talk.md",
        notes="Number them.",
    )

    out, errors = run(folder, full)

    session = Session.objects.get()
    assert errors == ""
    assert out == "1 sessions imported, 1 of them with a transcript; 0 already here and unchanged.\n"
    assert (session.status, session.capture_policy, session.capture_due_at) == (
        SessionStatus.HELD,
        CapturePolicy.NONE,
        None,
    )
    assert session.starts_at == datetime(2024, 5, 6, 12, tzinfo=UTC)
    assert list(Teaching.objects.values_list("user__name", "state")) == [("Alice Teacher", "accepted")]
    assert list(Attendance.objects.values_list("user__name", "how")) == [("Bob Colleague", "imported")]
    ritual = Ritual.objects.get()
    assert (ritual.name, ritual.rrule, ritual.archived_at is not None) == ("Old forum", "", True)
    assert [topic.name for topic in session.article.topics.all()] == ["Interviews"]
    assert list(Passage.objects.values_list("starts", "speaker_user__name")) == [(5.0, "Alice Teacher"), (40.0, None)]
    assert [hit.article for hit in search("every interview before you begin", user=bob).hits] == [session.article]


def test_second_import_changes_nothing_and_says_so(folder: Path, alice: User) -> None:
    lines = [line(teachers=["alice@example.com"], transcript="talk.md"), line(id="talk/2")]
    run(folder, *lines)
    before = list(Article.objects.order_by("pk").values())

    out, _errors = run(folder, *lines)

    assert out == "0 sessions imported, 0 of them with a transcript; 2 already here and unchanged.\n"
    assert list(Article.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "not JSON (Expecting property name enclosed in double quotes)."),
        ("[1]", "not a JSON object."),
        (line(title=None), "Missing field: title. Expected: id, title, starts_at, duration_minutes."),
        (line(title=" \u200b "), "title is empty."),
        (line(starts_at="2024-05-06T14:00:00"), "starts_at has no offset, such as +01:00 or Z."),
        (line(starts_at="yesterday"), "starts_at is not a date and time: yesterday."),
        (line(duration_minutes=0), "duration_minutes is 0; expected 1 to 720."),
        (line(duration_minutes="30"), "duration_minutes is not a whole number."),
        (
            line(kind="party"),
            "unknown kind: party. Expected: brown_bag, teach_in, demo_day, coaching_circle, "
            "community_of_practice, working_out_loud, office_hours.",
        ),
        (line(teachers=["nobody@example.com"]), "unknown email: nobody@example.com."),
        (line(program="Nowhere"), "unknown program: Nowhere."),
        (line(recording_url="javascript:alert(1)"), "recording_url is not an http or https address."),
        (line(transcript="gone.vtt"), "the transcript gone.vtt is not there."),
        (line(abstract="a\x00b"), "abstract contains a character that cannot be stored."),
        (line(id="talk/0"), "the id talk/0 stands on line 1 already."),
        ("null", "not a JSON object."),
        ("[" * 100_000, "not JSON (nested too deeply)."),
        (line(id=7), "id is not text."),
        (line(id="\x00"), "id contains a character that cannot be stored."),
        (line(points=999), f"Unknown field: points. Expected: {', '.join(REQUIRED | OPTIONAL)}."),
        (line(teachers="alice@example.com"), "teachers is not a list of texts."),
        (line(attendees=[7]), "attendees is not a list of texts."),
        (line(duration_minutes=721), "duration_minutes is 721; expected 1 to 720."),
        (line(duration_minutes=True), "duration_minutes is not a whole number."),
        ('{"id": %s}' % ("9" * 5000), "not JSON (a number with too many digits)."),
        (line(title="x" * 501), "title has 501 characters; at most 500."),
        (line(notes="x" * 500_001), "notes has 500,001 characters; at most 500,000."),
        (line(topics=["x" * 101]), "a topic has 101 characters; at most 100."),
        (line(starts_at="0001-01-01T00:00:00+14:00"), "starts_at is not between 1970 and 2100."),
        (
            line(starts_at="2090-01-01T00:00:00Z"),
            "starts_at: the session is not over yet; only past ones are imported.",
        ),
        (line(recording_url="http://[::1"), "recording_url is not an address."),
        (line(transcript="."), "the transcript . is not there."),
        (line(transcript="x" * 300), f"the transcript {'x' * 80} cannot be read."),
        (line(transcript="loop.vtt"), "the transcript loop.vtt cannot be read."),
        (line(transcript="latin.srt"), "latin.srt: Save the file as UTF-8."),
        (line(transcript="empty.vtt"), "empty.vtt: The file is empty."),
    ],
)
def test_bad_line_is_named_and_nothing_is_imported(folder: Path, bad: Any, reason: str, alice: User) -> None:
    _out, errors = run(folder, line(id="talk/0"), bad)

    assert errors == f"sessions.jsonl, line 2: {reason}\n1 bad lines; nothing was imported."
    assert Session.objects.count() == 0


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "way_out.vtt"])
def test_transcript_outside_of_its_folder_is_refused(folder: Path, path: str, db: None) -> None:
    (folder / "secret.txt").write_text(TALK)

    _out, errors = run(folder, line(transcript=path))

    assert errors.startswith(f"sessions.jsonl, line 1: the transcript {path} lies outside of ")
    assert Session.objects.count() == 0


def test_broken_transcript_is_named_with_its_file(folder: Path, db: None) -> None:
    (folder / "files" / "broken.vtt").write_text("no header\n")

    _out, errors = run(folder, line(transcript="broken.vtt"))

    reason = "broken.vtt: Not a WebVTT file: the first line must be WEBVTT."
    assert errors == f"sessions.jsonl, line 1: {reason}\n1 bad lines; nothing was imported."


def test_address_of_a_person_in_another_case_is_the_same_person(folder: Path, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(email="Alice@Example.com")

    run(folder, line(teachers=["alice@example.COM", "ALICE@example.com"]))

    assert list(Teaching.objects.values_list("user", flat=True)) == [alice.pk]


def test_file_in_another_encoding_is_refused(folder: Path, db: None) -> None:
    file = folder / "sessions.jsonl"
    file.write_bytes(b'{"id": "1"}\n{"id": "\xff"}')

    with pytest.raises(CommandError, match=r"^sessions.jsonl, line 2: not UTF-8. Save the file as UTF-8.$"):
        call_command("import_sessions", file)


def test_skip_bad_imports_the_good_lines(folder: Path, db: None) -> None:
    _out, errors = run(folder, line(), line(id="talk/2", duration_minutes=0), skip_bad=True)

    assert errors == "sessions.jsonl, line 2: duration_minutes is 0; expected 1 to 720.\n"
    assert list(Session.objects.values_list("external_id", flat=True)) == ["talk/1"]


def test_check_says_what_would_happen_and_changes_nothing(folder: Path, db: None) -> None:
    out, _errors = run(folder, line(), check=True)

    assert out.startswith("1 sessions would be imported")
    assert Session.objects.count() == 0
