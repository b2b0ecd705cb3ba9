import time

import pytest

from knowledge.transcripts.markup import Part, spoken_parts


@pytest.mark.parametrize(
    ("caption", "speaker", "text"),
    [
        ("<v Ana>hello", "Ana", "hello"),
        ("<v Ana>hello</v>", "Ana", "hello"),
        ("<v.loud Ana>hello</v>", "Ana", "hello"),
        ("<v.first.loud  Ana \t Kovač >hello", "Ana Kovač", "hello"),
        ("<v Ana\nKovač>hello", "Ana Kovač", "hello"),
        ("<v R&amp;D team>hello", "R&D team", "hello"),
        ("<i><v Ana>he<b>ll</b>o</v></i>", "Ana", "hello"),
        ("<v>hello", "", "hello"),
        ("<v Ana", "Ana", ""),
        ("<v <script>>alert(1)", "<script", ">alert(1)"),
        ("<c.yellow.bg_blue>one</c> <u>two</u>", "", "one two"),
        ("<lang en-GB>colour</lang>", "", "colour"),
        ("<ruby>漢<rt>かん</rt></ruby>", "", "漢かん"),
        ("one <00:00:01.000>two<01:02.500> three", "", "one two three"),
        ('<font color="#ff0000">red</font>', "", "red"),
        ("one<br>two<br/>three", "", "one\ntwo\nthree"),
        ("a &lt;b&gt; &amp; c&nbsp;d&#39;s", "", "a <b> & c\xa0d's"),
        ("if a < b and c > d", "", "if a < b and c > d"),
        ("<script>alert(1)</script>", "", "<script>alert(1)</script>"),
        ("<img src=x onerror=y>", "", "<img src=x onerror=y>"),
        ("   indented", "", "   indented"),
        ("", "", ""),
    ],
)
def test_spoken_parts_of_one_voice(caption, speaker, text):
    assert spoken_parts(caption) == [Part(speaker, text)]


def test_spoken_parts_of_two_voices_are_kept_apart():
    assert spoken_parts("<v Ana>Is it on?</v> <v Ben>Yes.</v> Laughter <v Ben>Go.") == [
        Part("Ana", "Is it on?"),
        Part("Ben", "Yes."),
        Part("", "Laughter"),
        Part("Ben", "Go."),
    ]


@pytest.mark.parametrize("flood", ["<", "<b", "<font ", "<v ", "</", "<00:", "<v.", "&", "<br"])
def test_spoken_parts_of_a_flood_takes_no_time(flood):
    started = time.perf_counter()
    spoken_parts(flood * 100_000)

    assert time.perf_counter() - started < 2
