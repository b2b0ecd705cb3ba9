from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge.file_matching import Candidate, Match, Sign, best_match, match_arrival

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


MEET = Candidate(
    4, "Tables", datetime(2026, 11, 24, 13, tzinfo=UTC), date(2026, 11, 24), "https://meet.google.com/abc-defg-hij"
)
TEAMS = Candidate(
    5,
    "Notes",
    datetime(2026, 11, 24, 15, tzinfo=UTC),
    date(2026, 11, 24),
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NjQ2YzQ4YjMtYzVkNi00%40thread.v2/0?context=x",
)
EVENING = datetime(2026, 11, 24, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "match", "sure"),
    [
        ("2026-11-23 888 1234 5678.mp4", Match(3, (Sign.MEETING, Sign.DATE)), True),
        ("20261124-Tables and more.vtt", Match(4, (Sign.DATE, Sign.TITLE)), True),
        ("Your recording of meeting 888 1234 5678", Match(3, (Sign.MEETING, Sign.ARRIVAL)), True),
        ("abc-defg-hij", Match(4, (Sign.MEETING, Sign.ARRIVAL)), True),
        ("Recap: meeting_NjQ2YzQ4YjMtYzVkNi00", Match(5, (Sign.MEETING, Sign.ARRIVAL)), True),
        ("888 1234 5678 on 2026-11-01", None, False),
        ("Tables", Match(4, (Sign.TITLE,)), False),
        ("GMT20261124-130214_Recording.mp4", Match(4, (Sign.DATE,)), False),
        ("888 1234 567", None, False),
        ("xabc-defg-hijk", None, False),
    ],
)
def test_what_came_by_itself_is_sure_only_by_number_or_title_and_moment(
    said: str, match: Match | None, sure: bool
) -> None:
    found = match_arrival(said, (*ALL, MEET, TEAMS), arrived_at=EVENING)

    assert found == match
    assert (found is not None and found.sure) is sure


@pytest.mark.parametrize(("days", "pk"), [(-1, None), (0, 3), (2, 3), (4, None)])
def test_number_alone_means_the_last_meeting_of_three_days(days: int, pk: int | None) -> None:
    came = datetime(2026, 11, 23, 14, tzinfo=UTC) + timedelta(days=days)

    found = match_arrival("888 1234 5678", ALL, arrived_at=came)

    assert (found.pk if found else None) == pk
