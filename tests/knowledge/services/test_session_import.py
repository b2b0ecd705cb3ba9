import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import Article, Passage
from knowledge.selectors.search import search
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
    (tmp_path / "files" / "talk.md").write_text(TALK)
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
    ],
)
def test_bad_line_is_named_and_nothing_is_imported(folder: Path, bad: Any, reason: str, alice: User) -> None:
    _out, errors = run(folder, line(id="talk/0"), bad)

    assert errors == f"sessions.jsonl, line 2: {reason}\n1 bad lines; nothing was imported."
    assert Session.objects.count() == 0


def test_transcript_outside_of_its_folder_is_refused(folder: Path, db: None) -> None:
    (folder / "secret.txt").write_text(TALK)

    _out, errors = run(folder, line(transcript="../secret.txt"))

    assert errors.startswith("sessions.jsonl, line 1: the transcript ../secret.txt lies outside of ")
    assert Session.objects.count() == 0


def test_broken_transcript_is_named_with_its_file(folder: Path, db: None) -> None:
    (folder / "files" / "broken.vtt").write_text("no header\n")

    _out, errors = run(folder, line(transcript="broken.vtt"))

    reason = "broken.vtt: Not a WebVTT file: the first line must be WEBVTT."
    assert errors == f"sessions.jsonl, line 1: {reason}\n1 bad lines; nothing was imported."


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
