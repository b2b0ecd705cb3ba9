"""WebVTT files mean to us what they mean to a browser: times and words of every cue, for odd files too."""

import base64
import random

import pytest
from playwright.sync_api import Page

from knowledge.transcripts import TranscriptError, read_transcript

CUES_OF = """(file) => new Promise((done) => {
  const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
  const track = document.createElement("track");
  track.src = URL.createObjectURL(new Blob([bytes], { type: "text/vtt" }));
  track.onload = () => done([...track.track.cues].map((cue) => [
    cue.startTime, cue.endTime, cue.getCueAsHTML().textContent]));
  track.onerror = () => done([]);
  const video = document.createElement("video");
  video.append(track);
  document.body.replaceChildren(video);
  track.track.mode = "hidden";
})"""

ODD_FILES = {
    "byte order mark": b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nhello",
    "two byte order marks": b"\xef\xbb\xbf\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nhello",
    "signature alone": b"WEBVTT",
    "signature in small letters": b"webvtt\n\n00:01.000 --> 00:02.000\nhello",
    "signature with more letters": b"WEBVTTS\n\n00:01.000 --> 00:02.000\nhello",
    "title behind a tab": b"WEBVTT\tour talk\n\n00:01.000 --> 00:02.000\nhello",
    "title behind a form feed": b"WEBVTT\four talk\n\n00:01.000 --> 00:02.000\nhello",
    "cue in the header": b"WEBVTT\nKind: captions\n00:01.000 --> 00:02.000\nhello",
    "timing on the first line": b"WEBVTT 00:01.000 --> 00:02.000\nhello",
    "carriage returns": b"WEBVTT\r\r00:01.000 --> 00:02.000\rone\rtwo\r\r00:03.000 --> 00:04.000\rthree",
    "mixed line ends": b"WEBVTT\r\n\r00:01.000 --> 00:02.000\r\none\n\r00:03.000 --> 00:04.000\ntwo\r\n",
    "no blank line between": b"WEBVTT\n\n00:01.000 --> 00:02.000\none\n00:03.000 --> 00:04.000\ntwo",
    "identifier and note": b"WEBVTT\n\nNOTE a note\n\nNOTE\n00:01.000 --> 00:02.000\nan identifier, not a note",
    "two lines above": b"WEBVTT\n\none\ntwo\n00:01.000 --> 00:02.000\nhello",
    "arrow in an identifier": b"WEBVTT\n\nto --> fro\n00:01.000 --> 00:02.000\nhello",
    "arrow in the words": b"WEBVTT\n\n00:01.000 --> 00:02.000\nfrom here\n--> to there\nlost",
    "style behind a cue": b"WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n\nSTYLE\n::cue { color: red }",
    "style with a blank line": b"WEBVTT\n\nSTYLE\n::cue {\n\n}\n\n00:01.000 --> 00:02.000\nhello",
    "region": b"WEBVTT\n\nREGION\nid:left width:40%\n\n00:01.000 --> 00:02.000 region:left\nhello",
    "ends before it starts": b"WEBVTT\n\n00:02.000 --> 00:01.000\nback\n\n00:03.000 --> 00:04.000\nforth",
    "lasts no time": b"WEBVTT\n\n00:02.000 --> 00:02.000\nnow",
    "wrong order": b"WEBVTT\n\n00:09.000 --> 00:10.000\nlate\n\n00:01.000 --> 00:02.000\nearly",
    "sixty minutes": b"WEBVTT\n\n60:00.000 --> 61:00.000\nlost\n\n60:00:00.000 --> 60:00:01.000\nkept",
    "one-digit minutes": b"WEBVTT\n\n0:1:00.000 --> 0:2:00.000\nlost\n\n1:01:00.000 --> 1:02:00.000\nkept",
    "comma": b"WEBVTT\n\n00:01,000 --> 00:02,000\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "two decimals": b"WEBVTT\n\n00:01.00 --> 00:02.00\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "no blanks at the arrow": b"WEBVTT\n\n00:01.000-->00:02.000\nhello",
    "rubbish behind": b"WEBVTT\n\n00:01.000 --> 00:02.000rubbish\nhello",
    "rubbish before": b"WEBVTT\n\nx00:01.000 --> 00:02.000\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "settings": b"WEBVTT\n\n00:01.000 --> 00:02.000 line:0 align:end position:10%,line-left size:50%\nhello",
    "wrong settings": b"WEBVTT\n\n00:01.000 --> 00:02.000 line:-x align: vertical:upside size:200%\nhello",
    "NUL in words": b"WEBVTT\n\n00:01.000 --> 00:02.000\nhe\x00llo there",
    "NUL in a time": b"WEBVTT\n\n00:01.\x00000 --> 00:02.000\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "voices and styles": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>We <b>must</b> <i.x>try</i> it</v>",
    "entities": b"WEBVTT\n\n00:01.000 --> 00:02.000\nsalt &amp; pepper &lt;3 &nbsp;&copy;",
    "times inside": b"WEBVTT\n\n00:01.000 --> 00:02.000\none <00:01.500>two",
    "no line end": b"WEBVTT\n\n00:01.000 --> 00:02.000",
    "blank line of blanks": b"WEBVTT\n\n00:01.000 --> 00:02.000\none\n \ntwo\n\n00:03.000 --> 00:04.000\nthree",
}

PIECES = [
    "", "", "", " ", "\t", "hello", "two words", "7", "NOTE", "NOTE x", "STYLE", "REGION", "-->", "->", "a --> b",
    "00:01.000 --> 00:02.000", "00:05.000 --> 00:03.000", "00:00:01.000 --> 00:00:04.000 align:start",
    "99:59:59.999 --> 100:00:00.000", "00:60.000 --> 00:61.000", "1:00.000 --> 2:00.000", "00:03.000-->00:04.000",
    " 00:07.000 \t-->\f 00:08.000 x", "00:01.000 -- > 00:02.000", "WEBVTT", "\x00", "<i>said</i>",
]  # fmt: skip


@pytest.fixture(scope="module")
def page(browser) -> Page:
    context = browser.new_context()
    page = context.new_page()
    page.goto("about:blank")
    yield page
    context.close()


def in_browser(page: Page, data: bytes) -> list[tuple[float, float, str]]:
    cues = page.evaluate(CUES_OF, base64.b64encode(data).decode())
    return [(round(start, 3), round(end, 3), squeezed(words)) for start, end, words in cues]


def read(data: bytes) -> list[tuple[float | None, float | None, str]]:
    try:
        return [(cue.start, cue.end, squeezed(cue.text)) for cue in read_transcript(data, filename="talk.vtt").cues]
    except TranscriptError:
        return []


def squeezed(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("data", ODD_FILES.values(), ids=ODD_FILES.keys())
def test_odd_file_has_the_cues_of_a_browser(page, data):
    assert read(data) == in_browser(page, data)


def test_random_files_have_the_cues_of_a_browser(page):
    """Eight hundred files thrown together of such lines; the seed is printed by the failing comparison."""
    for seed in range(800):
        dice = random.Random(seed)
        lines = ["WEBVTT", *dice.choices(PIECES, k=dice.randint(1, 14))]
        data = dice.choice(["\n", "\r\n", "\r"]).join(lines).encode()

        assert (seed, read(data)) == (seed, in_browser(page, data)), lines
