import pytest

from knowledge.transcripts import TranscriptError, read_transcript
from knowledge.transcripts.names import looks_like_name
from knowledge.transcripts.spoken import ends_sentence, spoken_text


def read(text: str):
    return read_transcript(text.encode(), filename="talk.md")


def said(text: str) -> list[tuple[str, str]]:
    return [(cue.speaker, cue.text) for cue in read(text).cues]


def times(text: str) -> list[tuple[float | None, float | None, bool]]:
    return [(cue.start, cue.end, cue.estimated) for cue in read(text).cues]


@pytest.mark.parametrize(
    "line",
    [
        "Ana Kovač: hello there",
        "**Ana Kovač:** hello there",
        "**Ana Kovač**: hello there",
        "**Ana Kovač** : hello there",
        "**Ana Kovač: h**ello there",
        "__Ana Kovač:__ hello there",
        r"**Ana Kovač:** \[00:12\] hello there",
        "Ana Kovač: [00:12] hello there",
        "[00:12] Ana Kovač: hello there",
        r"\[0:00:12\] **Ana Kovač:** hello there",
        "Ana Kovač: [01:02:03]\nhello there",
        "Ana Kovač:\nhello there",
    ],
)
def test_read_speaker_line_forms(line):
    assert said(line) == [("Ana Kovač", "hello there")]


def test_read_paragraph_without_speaker_continues_the_last():
    assert said("Nobody yet.\n\nAna: one.\n\ntwo.\n\nBen: three.") == [
        ("", "Nobody yet."),
        ("Ana", "one."),
        ("Ana", "two."),
        ("Ben", "three."),
    ]


def test_read_wrapped_lines_are_one_paragraph():
    assert said("Ana: one\ntwo\nthree.\n") == [("Ana", "one two three.")]


def test_read_turn_is_split_at_sentence_ends():
    assert said('Ana: Ask Dr. Ng, e.g. today... then wait. Is it "on?" Yes! Go') == [
        ("Ana", "Ask Dr. Ng, e.g. today... then wait."),
        ("Ana", 'Is it "on?"'),
        ("Ana", "Yes!"),
        ("Ana", "Go"),
    ]


def test_read_sentence_with_a_colon_is_no_speaker():
    text = (
        "**Ana:** We tried it.\n\nHere is the thing: we waited.\n\nNote: it worked.\n\nhttps: no.\n\n10:30 is late.\n"
    )

    assert {speaker for speaker, _ in said(text)} == {"Ana"}
    assert [line for _, line in said(text)][1:3] == ["Here is the thing: we waited.", "Note: it worked."]


def test_read_plain_full_name_in_a_text_with_bold_speakers_is_a_speaker():
    assert said("**Ana Kovač:** Hi.\n\nChis Benson: Hello.\n\n**Ana Kovač:** So.")[1] == ("Chis Benson", "Hello.")


def test_read_single_names_that_recur_are_speakers():
    narration = "\n\n".join(["It began like this."] * 10)

    assert said(f"{narration}\n\nAna: Hi.\n\nAna: There.\n\nOnce: no.")[-3:] == [
        ("Ana", "Hi."),
        ("Ana", "There."),
        ("Ana", "Once: no."),
    ]


def test_read_dialogue_of_single_names_is_speakers():
    assert said("Ana: Hi.\n\nBen: Hello.") == [("Ana", "Hi."), ("Ben", "Hello.")]


def test_read_text_that_opens_with_a_name_is_dialogue():
    assert said("Ana: Hi.\n\nMore.\n\nMore still.\n\nNote: no.\n\nBen: Hello.")[-2:] == [
        ("Ana", "Note: no."),
        ("Ben", "Hello."),
    ]


def test_read_bold_description_is_a_speaker():
    assert said("**Audience member:** Why?") == [("Audience member", "Why?")]


@pytest.mark.parametrize(
    "name",
    [
        "Ana",
        "Ana Kovač",
        "Lucy D'Agostino McGowan",
        "John K. Thompson",
        "Casper da Costa-Luis",
        "Speaker 1",
        "ANA",
        "王芳",
        "Ana Kovač (she/her)",
        "Ludwig van Beethoven",
    ],
)
def test_looks_like_name_accepts_names(name):
    assert looks_like_name(name)


@pytest.mark.parametrize(
    "text",
    ["", "Here is the thing", "So I said", "4", "van", "One. Two", "A B C D E F", "X" * 61, "and", "10 Ways", "\\["],
)
def test_looks_like_name_declines_sentences(text):
    assert not looks_like_name(text)


def test_read_without_marks_has_no_times():
    assert times("Ana: One two. Three four.") == [(None, None, False), (None, None, False)]


def test_read_marks_give_exact_times_and_words_between_are_interpolated():
    text = "Ana: [00:10] One two three. Four.\n\nBen: [00:18] Five six. Seven eight.\n\n[1:00:00] Nine."

    assert times(text) == [
        (10.0, 16.0, False),
        (16.0, 18.0, True),
        (18.0, 1809.0, False),
        (1809.0, 3600.0, True),
        (3600.0, 3601.0, False),
    ]


def test_read_before_the_first_mark_is_interpolated_from_the_beginning():
    assert times("Ana: One two. Three four.\n\nBen: [00:20] Five.")[:2] == [(0.0, 10.0, True), (10.0, 20.0, True)]


def test_read_after_the_last_mark_keeps_the_pace_of_the_marked_part():
    text = "Ana: [00:00] one two three four.\n\n[00:02] Five six. Seven."

    assert times(text) == [(0.0, 2.0, False), (2.0, 3.0, False), (3.0, 3.5, True)]


def test_read_mark_inside_a_sentence_is_taken_out_and_used():
    text = r"Ana: [00:00] one two \[00:10\] three four. Five."

    assert said(text) == [("Ana", "one two three four."), ("Ana", "Five.")]
    assert times(text)[0][0] == 0.0


def test_read_pause_between_marks_is_not_filled_with_words():
    text = "**Ana:** [00:00] One two.\n\n**Break:** \\[00:04\\] to \\[01:00\\]\n\nThree four.\n\n**Ben:** [01:10] Five."

    assert said(text) == [("Ana", "One two."), ("Ana", "Three four."), ("Ben", "Five.")]
    assert times(text)[:2] == [(0.0, 4.0, False), (60.0, 70.0, False)]


def test_read_mark_that_runs_back_is_ignored_with_a_warning():
    transcript = read("Ana: [00:10] One.\n\n[00:05] Two.\n\n[00:20] Three.\n\n[00:20] Four.")

    assert [cue.start for cue in transcript.cues] == [10.0, 15.0, 20.0, 20.0]
    assert transcript.warnings == ["Line 3: [00:05] is earlier than the mark before it and was ignored."]


def test_read_mark_that_is_no_time_is_ignored_with_a_warning():
    transcript = read("Ana: [00:75] One.")

    assert [(cue.start, cue.text) for cue in transcript.cues] == [(None, "One.")]
    assert transcript.warnings == ["Line 1: 00:75 is not a time."]


def test_read_timecode_with_frames_is_a_mark():
    assert times("Ana: [00:01:00.15] One.")[0][0] == 60.0


def test_read_unintelligible_with_time_stays_text():
    assert said(r"Ana: the \[unintelligible 00:32:01.22\] part") == [("Ana", "the [unintelligible 00:32:01.22] part")]


@pytest.mark.parametrize(
    ("markdown", "spoken"),
    [
        ("see [our **guide**](https://example.org/a_(b)) now", "see our guide now"),
        ("![a chart](chart.png)", "a chart"),
        ("<https://example.org>", "https://example.org"),
        ("*very* **good** _indeed_ __yes__ ***all***", "very good indeed yes all"),
        ("call `model.fit(*args)` then", "call model.fit(*args) then"),
        (r"\[laughs\] sh\*\*t mask\_rcnn", "[laughs] sh**t mask_rcnn"),
        ("mask_rcnn_v2 and 2 * 3 * 4", "mask_rcnn_v2 and 2 * 3 * 4"),
        ("I -- well - yes", "I -- well - yes"),
        ("it&#39;s &quot;on&quot;", 'it\'s "on"'),
        ("## A heading", "A heading"),
        ("- a point", "a point"),
        ("> quoted", "quoted"),
        ("---", ""),
        ("x<sup>2</sup>", "x2"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("[not a link] (aside)", "[not a link] (aside)"),
        ("好。再见。", "好。 再见。"),
    ],
)
def test_spoken_text_keeps_words_and_loses_marks(markdown, spoken):
    assert spoken_text(markdown) == spoken


@pytest.mark.parametrize(
    ("word", "following", "ends"),
    [
        ("done.", "Then", True),
        ("done...", "then", False),
        ("Dr.", "Ng", False),
        ("K.", "Thompson", False),
        ("done", "Then", False),
        ('on?"', "Yes", True),
        ("done.", "", True),
        ("done", "", False),
        ("好。", "再", True),
    ],
)
def test_ends_sentence(word, following, ends):
    assert ends_sentence(word, following) is ends


def test_read_word_over_the_limit_is_refused():
    with pytest.raises(TranscriptError, match=r"^Line 3 is longer than 2,000 characters\.$"):
        read(f"Ana: hello\n\n{'x' * 2001}")


def test_read_long_line_of_words_is_accepted():
    assert len(read("Ana: " + "word " * 50_000).cues[0].text.split()) == 50_000


@pytest.mark.parametrize("text", ["Ana:", "**Break:** [00:12]", "---", "[00:12]"])
def test_read_without_words_is_refused(text):
    with pytest.raises(TranscriptError, match=r"^No captions found\.$"):
        read(text)
