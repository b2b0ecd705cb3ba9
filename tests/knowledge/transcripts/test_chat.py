"""What meeting tools save of their chats, in their own shapes; names of writers never come through."""

from contextlib import suppress
from time import process_time

import pytest

from knowledge.transcripts import LARGEST_FILE, TranscriptError
from knowledge.transcripts.chat import Copyable, Said, Worth, looks_like_chat, read_chat, since_start, worth_copying

ZOOM = "00:03:12\t From Ana Kovač to Everyone: Try this\n00:04:00 From Ben to Ana(Direct Message): salary 90k\n"
ZOOM_LINES = (
    "2026-11-16 14:03:12 From Ana Kovač To Everyone:\n\tprompt: You are a careful editor.\n\tKeep every number.\n"
    "14:05:00 From Ben To Hosts and panelists:\n\tonly for you\n"
)
MEET = "0:00:01.500,0:00:04.000\nAna Kovač: https://docs.example/a.\n\n0:01:00.000,0:01:04.000\nBen: thanks\n"
TEAMS = "[16/11 14:03] Ana Kovač\ngit rebase -i main\n\n[14:04] Ben\nnice\n"
TEAMS_NEW = "Ana Kovač  2:03 PM\nfirst line\nsecond line\nBen Ode  2:04 PM\nnice\n"
TABLE = 'Time,From,Message\n2026-11-16 14:03,Ana Kovač,"one, two"\n2026-11-16 14:04,Ben,nice\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ZOOM, [Said(192, "Try this")]),
        (ZOOM_LINES, [Said(50_592, "prompt: You are a careful editor.\nKeep every number.")]),
        (MEET, [Said(1.5, "https://docs.example/a."), Said(60, "thanks")]),
        (TEAMS, [Said(50_580, "git rebase -i main"), Said(50_640, "nice")]),
        (TEAMS_NEW, [Said(50_580, "first line\nsecond line"), Said(50_640, "nice")]),
        (TABLE, [Said(50_580, "one, two"), Said(50_640, "nice")]),
        ("12:00:01 Von Ana an Alle: hallo\n", [Said(43_201, "hallo")]),
    ],
    ids=["zoom", "zoom lines", "meet", "teams", "teams new", "table", "german"],
)
def test_chat_of_each_tool_is_read_without_its_writers(text: str, said: list[Said]) -> None:
    assert read_chat(text.encode()) == said


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"Just a note without times.\n", "Not the chat of a meeting"),
        ("Ärger".encode("latin-1"), "Save the file as UTF-8."),
        (b"x" * (5 * 1024 * 1024 + 1), "the limit is 5 MB."),
    ],
)
def test_file_that_is_no_chat_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(TranscriptError, match=reason):
        read_chat(data)


@pytest.mark.parametrize(
    "line",
    [
        "00:00:01 From " + "a to " * 80 + "x\n",
        "00:00:01 From a: " + "b: " * 50 + "\n",
        "[ [ [ , , , " * 10 + "\n",
        "00:00:01 From a: ```x\n",
        "0:00:01.000,0:00:02.000\nAna: x\n",
    ],
)
def test_largest_chat_is_read_in_time_however_it_was_made(line: str) -> None:
    data = (line * (LARGEST_FILE // len(line))).encode()
    began = process_time()

    with suppress(TranscriptError):
        worth_copying(read_chat(data))

    assert process_time() - began < 5


@pytest.mark.parametrize("text", [ZOOM, ZOOM_LINES, MEET, TABLE])
def test_chat_is_told_from_a_transcript(text: str) -> None:
    assert looks_like_chat(text)


@pytest.mark.parametrize(
    "text", ["**Ana:** [00:05] Number every interview.\n", "Ana: Number every interview.\n", "WEBVTT\n\n00:05.000 -->"]
)
def test_transcript_is_not_taken_for_a_chat(text: str) -> None:
    assert not looks_like_chat(text)


def test_links_commands_code_and_prompts_are_worth_copying_once() -> None:
    chat = [
        Said(1, "see https://docs.example/a, and again https://docs.example/a"),
        Said(2, "$ git log --oneline\nworks"),
        Said(3, "```sql\nSELECT 1;\n```"),
        Said(4, "prompt: List every question on which two interviewees differ."),
        Said(5, "thanks, that was great! write me"),
    ]

    assert worth_copying(chat) == [
        Copyable(Worth.LINK, "https://docs.example/a", 1),
        Copyable(Worth.COMMAND, "git log --oneline", 2),
        Copyable(Worth.CODE, "SELECT 1;", 3),
        Copyable(Worth.PROMPT, "List every question on which two interviewees differ.", 4),
    ]


@pytest.mark.parametrize(("written", "second"), [(50_590, 190), (190, 190), (50_300, 0), (30_000, None), (None, None)])
def test_time_of_a_message_is_counted_from_the_start(written: float | None, second: float | None) -> None:
    assert since_start(written, began=50_400, lasts=1_800) == second
