import json

import pytest
from django.core.management import CommandError, call_command

CAPTIONS = "WEBVTT\n\n00:00:01.500 --> 00:00:02.000\n<v Ana>Grüße\n\n00:61:00.000 --> 01:02:00.000\nlost\n"


@pytest.fixture
def captions(tmp_path):
    path = tmp_path / "talk.vtt"
    path.write_text(CAPTIONS)
    return str(path)


def test_parse_transcript_json_is_one_object_for_each_file_and_line(captions, tmp_path, capsys):
    text = tmp_path / "talk.md"
    text.write_text("Ana: [00:00] One. Two.\n\n[00:04] Three.")

    call_command("parse_transcript", captions, str(text), "--json")

    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first == {
        "file": captions,
        "ok": True,
        "error": None,
        "cues": [{"start": 1.5, "end": 2.0, "speaker": "Ana", "text": "Grüße", "estimated": False}],
        "warnings": ["Line 6: 00:61:00.000 is not a time."],
    }
    assert [(cue["start"], cue["estimated"]) for cue in second["cues"]] == [(0.0, False), (2.0, True), (4.0, False)]


def test_parse_transcript_refused_file_is_told_and_ends_with_status_one(captions, tmp_path, capsys):
    empty, missing = tmp_path / "empty.srt", tmp_path / "missing.srt"
    empty.touch()

    with pytest.raises(CommandError) as refused:
        call_command("parse_transcript", str(empty), captions, str(missing), "--json")

    readings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert refused.value.returncode == 1
    assert [(reading["ok"], reading["error"]) for reading in readings] == [
        (False, "The file is empty."),
        (True, None),
        (False, "Cannot be read: No such file or directory."),
    ]
    assert readings[0]["cues"] == []


def test_parse_transcript_too_large_file_is_refused_unread(tmp_path, capsys):
    path = tmp_path / "talk.vtt"
    with path.open("wb") as file:
        file.truncate(1_288_490_188)

    with pytest.raises(CommandError):
        call_command("parse_transcript", str(path), "--json")

    assert json.loads(capsys.readouterr().out)["error"] == "1.2 GB; the limit is 5 MB."


def test_parse_transcript_without_json_is_a_short_summary(captions, capsys):
    call_command("parse_transcript", captions)

    assert capsys.readouterr().out.splitlines() == [
        f"{captions}: vtt, 1 cues, 1 passages, speakers: Ana",
        "  Line 6: 00:61:00.000 is not a time.",
    ]
