from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from rituals.icalendar import CalendarEvent, write_calendar

STARTS = datetime(2026, 11, 24, 13, tzinfo=UTC)


def event(**changes: object) -> CalendarEvent:
    fields = {
        "uid": "one@peerlearn",
        "sequence": 0,
        "title": "Five prompts",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(minutes=30),
        "time_zone": "Europe/Berlin",
        "changed_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
    }
    return CalendarEvent(**(fields | changes))


def lines(*events: CalendarEvent, name: str = "") -> list[str]:
    return write_calendar(events, name=name).decode().split("\r\n")


def test_event_carries_its_zone_uid_sequence_and_stamp() -> None:
    text = lines(event(sequence=2))

    assert "DTSTART;TZID=Europe/Berlin:20261124T140000" in text
    assert "DTEND;TZID=Europe/Berlin:20261124T143000" in text
    assert {"UID:one@peerlearn", "SEQUENCE:2", "DTSTAMP:20261120T090000Z", "STATUS:CONFIRMED"} <= set(text)
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "TZNAME:CET" in text


def test_text_is_escaped_and_folded() -> None:
    written = write_calendar([event(title="Plan, act; check\\do\r\nATTENDEE:x", description="ü" * 200)])

    parsed = Calendar.from_ical(written).walk("VEVENT")[0]
    assert str(parsed["summary"]) == "Plan, act; check\\do\nATTENDEE:x"
    assert "attendee" not in parsed
    assert max(len(line) for line in written.split(b"\r\n")) <= 75


def test_cancelled_event_says_so() -> None:
    assert "STATUS:CANCELLED" in lines(event(cancelled=True))


def test_optional_event_does_not_block_the_time() -> None:
    assert "TRANSP:TRANSPARENT" in lines(event(free=True))


def test_feed_has_a_name_and_no_events_when_there_are_none() -> None:
    text = lines(name="Sessions of Bob")

    assert "X-WR-CALNAME:Sessions of Bob" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    assert "BEGIN:VEVENT" not in text


def test_control_characters_do_not_spoil_the_calendar() -> None:
    text = write_calendar(
        [event(title="A\x01B\x0bC", description="One\r\nTwo\x1f", place="\x07Room")], name="My\x02 own"
    ).decode()

    assert [letter for letter in text if ord(letter) < 32 and letter not in "\r\n"] == []
    assert {"SUMMARY:ABC", "DESCRIPTION:One\\nTwo", "LOCATION:Room", "X-WR-CALNAME:My own"} <= set(text.split("\r\n"))
