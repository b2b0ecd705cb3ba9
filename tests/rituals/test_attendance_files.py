import pytest

from peerlearn.core.csv_import import ImportRefused, Report
from rituals.attendance_files import MeetingList, read_meeting_list

ZOOM = """Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
Ana (Ana Almeida),Ana@example.com,12/01/2026 02:00:03 PM,12/01/2026 02:12:03 PM,12,No,Y
"Guest, a visitor",,12/01/2026 02:00:03 PM,12/01/2026 02:20:03 PM,20,Yes,
Ana (Ana Almeida),ana@example.com,12/01/2026 02:15:00 PM,12/01/2026 02:30:00 PM,15,No,Y
"""
ZOOM_WITH_MEETING = f"""Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456 7890,Five prompts,12/01/2026 02:00:00 PM,12/01/2026 02:30:00 PM,host@example.com,30,2

{ZOOM}"""
TEAMS = """1. Summary
Meeting title\tFive prompts
Attended participants\t2
Start time\t12/1/26, 2:00:00 PM

2. Participants
Full Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ana Almeida\t12/1/26, 2:00:03 PM\t12/1/26, 2:30:00 PM\t29m 57s\tAna.Almeida@example.com\tana@example.com\tOrganizer
Guest\t12/1/26, 2:00:03 PM\t12/1/26, 3:02:06 PM\t1h 2m 3s\t\t\tPresenter

3. In-Meeting Activities
Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Ana Almeida\t12/1/26, 2:00:03 PM\t12/1/26, 2:30:00 PM\t29m 57s\tAna.Almeida@example.com\tOrganizer
"""


def read(content: bytes | str) -> tuple[MeetingList, list[str]]:
    report = Report(file="list.csv")
    found = read_meeting_list(content.encode() if isinstance(content, str) else content, report)
    return found, report.problems


def people(content: bytes | str) -> list[tuple[int, str, tuple[str, ...], int]]:
    found, problems = read(content)
    assert problems == []
    return [(person.line, person.name, person.addresses, person.seconds) for person in found.people]


def test_zoom_list_is_read_and_who_came_back_is_counted_once():
    assert people(ZOOM) == [
        (2, "Ana (Ana Almeida)", ("ana@example.com",), 27 * 60),
        (3, "Guest, a visitor", (), 20 * 60),
    ]


def test_zoom_list_below_its_meeting_is_read_from_its_own_heading():
    assert [(line, seconds) for line, _name, _addresses, seconds in people(ZOOM_WITH_MEETING)] == [
        (5, 27 * 60),
        (6, 20 * 60),
    ]


def test_teams_list_in_utf_16_with_tabs_is_read_up_to_the_next_section():
    assert people(b"\xff\xfe" + TEAMS.encode("utf-16-le")) == [
        (8, "Ana Almeida", ("ana.almeida@example.com", "ana@example.com"), 29 * 60 + 57),
        (9, "Guest", (), 3723),
    ]


def test_columns_that_are_not_read_are_named():
    assert read(ZOOM)[0].unread == ("Join Time", "Leave Time", "Guest", "Recording Consent")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b" \r\n", "The file is empty."),
        ("Grüße,".encode("latin-1"), "not UTF-8"),
        (TEAMS.encode("utf-16-le"), "cannot be stored"),
        (b"\xff\xfe" + TEAMS.encode("utf-16-le")[:-1], "not UTF-8"),
        ("email,name\na@example.com,Ana", "Missing column: Duration"),
        ("email,minutes\na@example.com,3", "Missing column: Name"),
        (ZOOM + '"Ana', "Line 5: quote not closed."),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_the_reason(content: bytes | str, words: str):
    with pytest.raises(ImportRefused, match=words):
        read(content)


def test_bad_lines_are_all_named():
    bad = "Bob,bob@example.com,,,soon,No,\nBea,bea at example.com,,,3,No,\nBen,ben@example.com\nBo,,,,99999,No,\n"

    assert read(ZOOM + bad)[1] == [
        "list.csv, line 5: “soon” is no duration.",
        "list.csv, line 6: not an email address.",
        "list.csv, line 7: has 2 values, expected 7.",
        "list.csv, line 8: “99999” is no duration.",
    ]


def test_formula_in_a_name_stays_text():
    formula = '"=HYPERLINK(""https://evil.example"")",,,,7,Yes,\n'

    assert people(ZOOM + formula)[-1][1] == '=HYPERLINK("https://evil.example")'
