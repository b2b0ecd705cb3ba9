import pytest

from knowledge.transcripts import LARGEST_FILE, TranscriptError, read_transcript, refuse_oversize
from knowledge.transcripts.messages import readable_size

CAPTION = "WEBVTT\n\n00:00.000 --> 00:01.000\nGrüße\n"


def refusal(data: bytes, filename: str = "talk.vtt") -> str:
    with pytest.raises(TranscriptError) as refused:
        read_transcript(data, filename=filename)
    return str(refused.value)


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("filename", ["talk.vtt", "talk.srt", "talk.md"])
def test_read_file_without_content_is_refused(data, filename):
    assert refusal(data, filename) == "The file is empty."


@pytest.mark.parametrize(
    "data",
    [
        CAPTION.encode("latin-1"),
        CAPTION.encode("utf-16"),
        CAPTION.encode("utf-16-le"),
        "WEBVTT\n\n00:00.000 --> 00:01.000\nplain\n".encode("utf-16-be"),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        bytes(range(32)) * 10,
    ],
)
@pytest.mark.parametrize("filename", ["talk.vtt", "talk.srt", "talk.txt"])
def test_read_other_encoding_or_binary_is_refused(data, filename):
    assert refusal(data, filename) == "Save the file as UTF-8."


def test_read_file_over_limit_is_refused_with_both_sizes():
    assert refusal(b"x" * (LARGEST_FILE + 1)) == "5.1 MB; the limit is 5 MB."


def test_refuse_oversize_at_the_limit_accepts():
    refuse_oversize(LARGEST_FILE)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1024, "1 kB"), (1_288_490_188, "1.2 GB"), (2 * 1024**4, "2 TB")],
)
def test_readable_size_rounds_up_to_a_tenth(size, words):
    assert readable_size(size) == words


def test_read_with_byte_order_mark_drops_it():
    transcript = read_transcript(b"\xef\xbb\xbf" + CAPTION.encode(), filename="talk.vtt")

    assert [cue.text for cue in transcript.cues] == ["Grüße"]


def test_read_nul_is_replaced_with_a_warning_for_its_line():
    transcript = read_transcript(b"WEBVTT\r\n\r\n00:00.000 --> 00:01.000\r\nna\x00me\r\n", filename="talk.vtt")

    assert [cue.text for cue in transcript.cues] == ["na\ufffdme"]
    assert transcript.warnings == ["Line 4: contains a character that cannot be stored (NUL)."]
