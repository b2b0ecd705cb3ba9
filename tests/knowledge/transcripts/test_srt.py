import pytest

from knowledge.transcripts import TranscriptError, read_transcript

TIMING = "00:00:01,000 --> 00:00:02,500"


def read(text: str, filename: str = "talk.srt"):
    return read_transcript(text.encode(), filename=filename)


def test_read_cues_have_times_text_and_line():
    transcript = read(f"1\n{TIMING}\nfirst\nsecond\n\n2\n00:00:03,000 --> 00:00:04,000\nthird\n")

    assert [(cue.start, cue.end, cue.text, cue.line) for cue in transcript.cues] == [
        (1.0, 2.5, "first\nsecond", 2),
        (3.0, 4.0, "third", 7),
    ]
    assert (transcript.format, transcript.warnings) == ("srt", [])


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("00:00:03,1", 3.1),
        ("00:00:03,12", 3.12),
        ("00:00:03.123", 3.123),
        ("00:00:03", 3.0),
        ("0:0:3,5", 3.5),
        ("00:03,250", 3.25),
        ("100:00:00,000", 360000.0),
    ],
)
def test_read_times_are_read_tolerantly(written, seconds):
    [cue] = read(f"1\n{written} --> 200:00:00,000\nhello").cues

    assert cue.start == seconds


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
def test_read_line_ends_are_all_understood(line_end):
    transcript = read(line_end.join(["1", TIMING, "one", "", "2", TIMING, "two", ""]))

    assert [cue.text for cue in transcript.cues] == ["one", "two"]


def test_read_without_numbers_and_blank_lines_is_read():
    transcript = read(f"{TIMING}\none\n{TIMING}\n42 it is\n3\n{TIMING}\n42\n\n4\n{TIMING}\nlast")

    assert [cue.text for cue in transcript.cues] == ["one", "42 it is", "42", "last"]


def test_read_blank_line_inside_a_caption_loses_nothing():
    transcript = read(f"1\n{TIMING}\none\n\ntwo\n\n2\n{TIMING}\nthree")

    assert [cue.text for cue in transcript.cues] == ["one\n\ntwo", "three"]


def test_read_position_and_style_are_taken_off():
    transcript = read(f"1\n{TIMING} X1:10 X2:20\n{{\\an8}}<i>soft</i> {{braces}} &amp; more")

    assert [cue.text for cue in transcript.cues] == ["soft {braces} & more"]


@pytest.mark.parametrize("arrow", ["->", "=>", "--", "-- >", "→", "–>"])
def test_read_wrong_arrow_drops_the_cue_with_a_warning(arrow):
    transcript = read(f"1\n00:00:00,000 {arrow} 00:00:01,000\ndropped\n\n2\n{TIMING}\nkept")

    assert [cue.text for cue in transcript.cues] == ["kept"]
    assert transcript.warnings == ["Line 2: expected 00:00:00,000 --> 00:00:01,000."]


@pytest.mark.parametrize(
    "written", ["00:61:00,000", "00:00:61,000", "-00:00:01,000", "9" * 4000 + ":00:00,000", "00:00:01,0000"]
)
def test_read_bad_time_drops_the_cue_with_a_warning(written):
    transcript = read(f"1\n{TIMING}\nkept\n\n2\n{written} --> 00:00:09,000\ndropped\n")

    shown = written if len(written) <= 40 else written[:40] + "…"
    assert [cue.text for cue in transcript.cues] == ["kept"]
    assert transcript.warnings == [f"Line 6: {shown} is not a time."]


def test_read_end_before_start_drops_the_cue():
    transcript = read(f"1\n{TIMING}\nkept\n\n2\n00:00:05,000 --> 00:00:04,000\ndropped")

    assert [cue.text for cue in transcript.cues] == ["kept"]
    assert transcript.warnings == ["Line 6: ends before it starts."]


def test_read_text_before_the_first_timing_is_left_out_with_a_warning():
    transcript = read(f"Made by hand\n\n1\n{TIMING}\nhello")

    assert transcript.warnings == ["Line 1: belongs to no caption and was left out."]


@pytest.mark.parametrize("text", ["just some words", "1\n2\n3", "1\n00:00:00,000 -> 00:00:01,000\nhello"])
def test_read_without_cue_is_refused(text):
    with pytest.raises(TranscriptError, match=r"^No captions found\.$"):
        read(text)


def test_read_long_line_is_refused():
    with pytest.raises(TranscriptError, match=r"^Line 3 is longer than 2,000 characters\.$"):
        read(f"1\n{TIMING}\n{'x' * 5_000_000}\n")


def test_read_arrow_in_spoken_text_is_text():
    transcript = read(f"1\n{TIMING}\nfrom A --> to B\nand 3 -> 4\n")

    assert [cue.text for cue in transcript.cues] == ["from A --> to B\nand 3 -> 4"]
    assert transcript.warnings == []
