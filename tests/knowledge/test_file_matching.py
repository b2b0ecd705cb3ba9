from datetime import UTC, date, datetime

import pytest

from knowledge.file_matching import Candidate, Match, Sign, best_match

MONDAY = Candidate(
    1,
    "Twenty interviews, one page",
    datetime(2026, 11, 16, 13, 0, tzinfo=UTC),
    date(2026, 11, 16),
    "https://acme.zoom.us/j/88812345678",
)
SAME_DAY = Candidate(2, "Filters", datetime(2026, 11, 16, 15, 0, tzinfo=UTC), date(2026, 11, 16))
NEXT_WEEK = Candidate(
    3, "Charts", datetime(2026, 11, 23, 13, 0, tzinfo=UTC), date(2026, 11, 23), "https://acme.zoom.us/j/88812345678"
)
ALL = (MONDAY, SAME_DAY, NEXT_WEEK)


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("GMT20261116-130214_Recording_1920x1080.mp4", Match(1, (Sign.DATE,))),
        ("GMT20261116-150214_Recording.transcript.vtt", Match(2, (Sign.DATE,))),
        ("2026-11-23 recording.mp4", Match(3, (Sign.DATE,))),
        ("Charts.vtt", Match(3, (Sign.TITLE,))),
        ("twenty_interviews_one_page_raw.mp4", Match(1, (Sign.TITLE,))),
        ("2026-11-16 888 1234 5678.mp4", Match(1, (Sign.MEETING, Sign.DATE))),
        ("20261116-Filters.m4a", Match(2, (Sign.DATE, Sign.TITLE))),
        ("16.11.2026 Filters.m4a", Match(2, (Sign.DATE, Sign.TITLE))),
        ("11-23-2026 talk.mp4", Match(3, (Sign.DATE,))),
        ("88812345678.mp4", None),
        ("2026-11-16.mp4", None),
        ("recording.mp4", None),
        ("2026-13-45.mp4", None),
        ("GMT20269999-999999.mp4", None),
        ("", None),
    ],
)
def test_file_is_matched_by_its_name(name: str, match: Match | None) -> None:
    assert best_match(name, ALL) == match
