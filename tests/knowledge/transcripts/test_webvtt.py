import pytest

from knowledge.transcripts import TranscriptError, read_transcript
from knowledge.transcripts.webvtt import parse_webvtt

TIMING = "00:00:01.000 --> 00:00:02.500"


def read(text: str):
    return read_transcript(text.encode(), filename="talk.vtt")


def texts(text: str) -> list[str]:
    return [cue.text for cue in parse_webvtt(text).cues]


def refusal(text: str) -> str:
    with pytest.raises(TranscriptError) as refused:
        read(text)
    return str(refused.value)


def test_read_cue_has_times_text_and_line():
    [cue] = read(f"WEBVTT\n\n1\n{TIMING}\nfirst line\nsecond line\n").cues

    assert (cue.start, cue.end, cue.speaker, cue.text, cue.line) == (1.0, 2.5, "", "first line\nsecond line", 4)
    assert cue.estimated is False


@pytest.mark.parametrize(
    "header", ["WEBVTT", "WEBVTT ", "WEBVTT - a title", "WEBVTT\tnote", "WEBVTT\nKind: captions\n\ufffd"]
)
def test_parse_signature_and_header_variants_are_accepted(header):
    assert texts(f"{header}\n\n{TIMING}\nhello") == ["hello"]


@pytest.mark.parametrize(
    "text",
    ["", "WEBVT", "webvtt", " WEBVTT", "\nWEBVTT", "WEBVTTX", "WEBVTT-title", "<!doctype html><p>WEBVTT", "1\nWEBVTT"],
)
def test_parse_without_signature_is_refused(text):
    with pytest.raises(TranscriptError, match=r"^Not a WebVTT file: the first line must be WEBVTT\.$"):
        parse_webvtt(f"{text}\n\n{TIMING}\nhello")


def test_parse_timing_directly_below_signature_is_a_cue():
    assert texts(f"WEBVTT\n{TIMING}\nhello") == ["hello"]


def test_parse_timing_on_signature_line_is_header():
    assert texts(f"WEBVTT {TIMING}\nhello") == []


def test_parse_language_in_header_is_read():
    assert parse_webvtt(f"WEBVTT\nKind: captions\nLanguage: pt-BR\n\n{TIMING}\nolá").language == "pt-BR"


@pytest.mark.parametrize(
    "text", ["WEBVTT", "WEBVTT\n", "WEBVTT\n\n\n", "WEBVTT\n\nNOTE nothing here\n", f"WEBVTT {TIMING}"]
)
def test_read_without_cue_is_refused(text):
    assert refusal(text) == "No captions found."


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
def test_read_line_ends_are_all_understood(line_end):
    transcript = read(line_end.join(["WEBVTT", "", TIMING, "one", "two", "", TIMING, "three", ""]))

    assert [cue.text for cue in transcript.cues] == ["one\ntwo", "three"]
    assert [cue.line for cue in transcript.cues] == [3, 7]


def test_parse_last_cue_without_line_end_is_kept():
    assert texts(f"WEBVTT\n\n{TIMING}") == [""]


@pytest.mark.parametrize(
    ("timing", "start", "end"),
    [
        ("00:00.000 --> 00:01.000", 0.0, 1.0),
        ("0:00:00.000 --> 1:00:00.000", 0.0, 3600.0),
        ("000:00:00.000 --> 123:00:00.001", 0.0, 442800.001),
        ("60:00:00.000 --> 60:00:01.000", 216000.0, 216001.0),
        ("00:00:00.000-->00:00:01.000", 0.0, 1.0),
        (" \t00:00:00.000 \f --> \t00:00:01.000\t ", 0.0, 1.0),
        ("00:00:01.000 --> 00:00:01.000", 1.0, 1.0),
        ("00:00:00.000 --> 00:00:01.000align:end", 0.0, 1.0),
        ("00:00:00.000 --> 00:00:01.000\ufffd line:0", 0.0, 1.0),
        ("00:00:00.000 --> 00:00:01.000 position:10%,line-left align:left size:35% line:-1 --", 0.0, 1.0),
        ("00:00:00.000 --> 00:00:01.000 " + "align:end " * 400, 0.0, 1.0),
    ],
)
def test_parse_timing_variants_are_read(timing, start, end):
    parsed = parse_webvtt(f"WEBVTT\n\n{timing}\nhello")

    assert [(cue.start, cue.end, cue.text) for cue in parsed.cues] == [(start, end, "hello")]
    assert parsed.problems == []


@pytest.mark.parametrize(
    "written",
    [
        "00:61:00.000",
        "00:00:60.000",
        "75:00.000",
        "-00:00:01.000",
        "00:00:01",
        "00:00:01.0",
        "00:00:01.0000",
        "00:00:01,000",
        "00:0:01.000",
        "0:01.000",
        "00::00:01.000",
        "00:000:01.000",
        "00:00:1.000",
        "\ufffd00:00:01.000",
        "٠٠:٠٠:٠١.٠٠٠",
    ],
)
def test_read_bad_time_drops_the_cue_with_a_warning(written):
    transcript = read(
        f"WEBVTT\n\n{TIMING}\nkept\n\n{written} --> 00:00:09.000\ndropped\n\n00:00:02.000 --> {written}\ndropped"
    )

    assert [cue.text for cue in transcript.cues] == ["kept"]
    assert transcript.warnings == [f"Line 6: {written} is not a time.", f"Line 9: {written} is not a time."]


def test_read_hour_of_thousands_of_digits_drops_the_cue():
    transcript = read(f"WEBVTT\n\n{TIMING}\nkept\n\n{'9' * 4000}:00:00.000 --> 00:00:01.000\ndropped")

    assert [cue.text for cue in transcript.cues] == ["kept"]
    assert transcript.warnings == [f"Line 6: {'9' * 40}… is not a time."]


def test_read_end_before_start_keeps_the_words_with_a_warning():
    transcript = read(f"WEBVTT\n\n{TIMING}\nkept\n\n00:00:05.000 --> 00:00:04.999\nkept too")

    assert [(cue.start, cue.end, cue.text) for cue in transcript.cues] == [(1.0, 2.5, "kept"), (5.0, 4.999, "kept too")]
    assert transcript.warnings == ["Line 6: ends before it starts."]


@pytest.mark.parametrize("line", ["-->", "foo-->", "--> foo", "--->", "00:00:01.000 --a -->"])
def test_read_arrow_without_times_drops_the_block(line):
    transcript = read(f"WEBVTT\n\n{TIMING}\nkept\n\n{line}\ndropped")

    assert [cue.text for cue in transcript.cues] == ["kept"]
    assert transcript.warnings[0].startswith("Line 6: ")


@pytest.mark.parametrize("arrow", ["->", "- ->", "=>", "–>", "→", "-- >"])
def test_read_wrong_arrow_leaves_the_block_out_and_shows_the_right_form(arrow):
    transcript = read(f"WEBVTT\n\n{TIMING}\nkept\n\n7\n00:00:03.000 {arrow} 00:00:04.000\ndropped")

    assert [cue.text for cue in transcript.cues] == ["kept"]
    if arrow != "- ->":
        assert transcript.warnings == ["Line 7: expected 00:00:00.000 --> 00:00:01.000."]


def test_parse_missing_blank_line_begins_a_new_cue_at_the_arrow():
    assert texts(f"WEBVTT\n\n{TIMING}\none\n{TIMING}\ntwo\n-->\n{TIMING}\nthree") == ["one", "two", "three"]


@pytest.mark.parametrize(
    "identifier", ["7", " leading", "-- >", "->", " ", "NOTE", "STYLE", "<script>alert(1)</script>"]
)
def test_parse_line_above_timing_is_an_identifier_and_no_text(identifier):
    assert texts(f"WEBVTT\n\n{identifier}\n{TIMING}\nhello") == ["hello"]


def test_parse_two_lines_above_timing_are_a_block_of_their_own():
    parsed = parse_webvtt(f"WEBVTT\n\nstray\nsecond\n{TIMING}\nhello")

    assert [cue.text for cue in parsed.cues] == ["hello"]
    assert [(problem.line, problem.reason) for problem in parsed.problems] == [
        (3, "belongs to no caption and was left out.")
    ]


def test_parse_text_behind_a_blank_line_is_left_out_with_a_warning():
    parsed = parse_webvtt(f"WEBVTT\n\n{TIMING}\nhello\n\nlost words\n")

    assert [cue.text for cue in parsed.cues] == ["hello"]
    assert [problem.line for problem in parsed.problems] == [6]


@pytest.mark.parametrize(
    "block",
    [
        "NOTE",
        "NOTE one line",
        "NOTE\nseveral\nlines",
        "STYLE\n::cue { color: red }",
        "REGION\nid:fred width:40%",
        "REGION: id=a",
    ],
)
def test_parse_blocks_that_are_not_spoken_are_passed_over(block):
    parsed = parse_webvtt(f"WEBVTT\n\n{block}\n\n\n\n{TIMING}\nhello\n\n{block}\n")

    assert [cue.text for cue in parsed.cues] == ["hello"]
    assert parsed.problems == []


def test_read_wrong_order_is_sorted_with_a_warning():
    transcript = read(
        "WEBVTT\n\n00:05.000 --> 00:06.000\nlate\n\n00:01.000 --> 00:02.000\nearly\n\n00:01.000 --> 00:03.000\nlonger"
    )

    assert [cue.text for cue in transcript.cues] == ["longer", "early", "late"]
    assert transcript.warnings == [
        "Line 6: starts before the caption above it and was moved to its place.",
        "Line 9: starts before the caption above it and was moved to its place.",
    ]


def test_read_warnings_stand_in_the_order_of_lines():
    transcript = read(
        "WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb\n\n00:99.000 --> 00:02.000\nc\0"
    )

    assert [warning.split(":")[0] for warning in transcript.warnings] == ["Line 6", "Line 9", "Line 10"]


@pytest.mark.parametrize(("length", "accepted"), [(2000, True), (2001, False)])
def test_read_long_line_is_refused(length, accepted):
    text = f"WEBVTT\n\n{TIMING}\n{'x' * length}\n"

    if accepted:
        assert len(read(text).cues[0].text) == length
    else:
        assert refusal(text) == "Line 4 is longer than 2,000 characters."
