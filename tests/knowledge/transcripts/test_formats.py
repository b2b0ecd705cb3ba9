import time

import pytest

from knowledge.transcripts import TranscriptError, join_passages, read_transcript

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nhello\n"
TEXT = "Ana: hello\n"


@pytest.mark.parametrize(
    ("content", "filename", "format"),
    [
        (VTT, "talk.vtt", "vtt"),
        (VTT, "TALK.VTT", "vtt"),
        (VTT, "talk.srt", "vtt"),
        (VTT, "talk", "vtt"),
        (SRT, "talk.srt", "srt"),
        (SRT, "talk.txt", "srt"),
        (TEXT, "talk.md", "text"),
        (TEXT, "talk.txt", "text"),
        (TEXT, "", "text"),
    ],
)
def test_read_format_follows_name_then_content(content, filename, format):
    transcript = read_transcript(content.encode(), filename=filename)

    assert (transcript.format, [cue.text for cue in transcript.cues]) == (format, ["hello"])


@pytest.mark.parametrize("content", [SRT, TEXT, "<!doctype html><title>WEBVTT</title>"])
def test_read_other_content_named_vtt_is_refused(content):
    with pytest.raises(TranscriptError, match=r"^Not a WebVTT file: the first line must be WEBVTT\.$"):
        read_transcript(content.encode(), filename="talk.vtt")


@pytest.mark.parametrize(
    ("filename", "language"),
    [("talk.de.vtt", "de"), ("talk.pt-BR.vtt", "pt-BR"), ("talk.vtt", None), ("v1.2.vtt", None), ("a.final.vtt", None)],
)
def test_read_language_follows_the_name(filename, language):
    assert read_transcript(VTT.encode(), filename=filename).language == language


def test_read_names_that_recur_in_captions_are_speakers():
    cues = ["Ana Kovač: first", "Ben: second", "one thing: third", "Ana Kovač: fourth", "Ben: fifth", "Once: sixth"]
    content = "WEBVTT\n\n" + "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{text}" for n, text in enumerate(cues))

    transcript = read_transcript(content.encode(), filename="meeting.vtt")

    assert [(cue.speaker, cue.text) for cue in transcript.cues] == [
        ("Ana Kovač", "first"),
        ("Ben", "second"),
        ("", "one thing: third"),
        ("Ana Kovač", "fourth"),
        ("Ben", "fifth"),
        ("", "Once: sixth"),
    ]


def test_read_names_in_captions_with_voices_stay_text():
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>Rule: one\n\n00:02.000 --> 00:03.000\n<v Ana>Rule: two\n"

    cues = read_transcript(content.encode(), filename="talk.vtt").cues

    assert [(cue.speaker, cue.text) for cue in cues] == [("Ana", "Rule: one"), ("Ana", "Rule: two")]


def test_read_sixty_thousand_cues_takes_seconds():
    blocks = (
        f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000 --> {n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.900\n"
        "we use the retry queue here"
        for n in range(60_000)
    )
    content = "WEBVTT\n\n" + "\n\n".join(blocks)
    started = time.perf_counter()

    transcript = read_transcript(content.encode(), filename="long.vtt")
    passages = join_passages(transcript.cues)

    assert len(transcript.cues) == 60_000
    assert sum(len(passage.text.split()) for passage in passages) == 360_000
    assert time.perf_counter() - started < 10
