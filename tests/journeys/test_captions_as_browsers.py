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


def cues_with(*settings: str) -> bytes:
    """A file with one cue for each of these settings."""
    cues = (f"00:01.000 --> 00:02.000 {written}\nwith {written!r}" for written in settings)
    return "\n\n".join(["WEBVTT", *cues]).encode()


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
    "signature and one line end": b"WEBVTT\n",
    "signature and a blank": b"WEBVTT \n\n00:01.000 --> 00:02.000\nhello",
    "signature behind a blank": b" WEBVTT\n\n00:01.000 --> 00:02.000\nhello",
    "signature on the second line": b"\nWEBVTT\n\n00:01.000 --> 00:02.000\nhello",
    "signature cut short": b"WEBV\n\n00:01.000 --> 00:02.000\nhello",
    "no signature": b"00:01.000 --> 00:02.000\nhello",
    "signature twice": b"WEBVTT\nWEBVTT\n\n00:01.000 --> 00:02.000\nhello",
    "byte order mark in the middle": b"WEBVTT\xef\xbb\xbf\n\n00:01.000 --> 00:02.000\nhello",
    "NUL behind the signature": b"WEBVTT\x00\n\n00:01.000 --> 00:02.000\nhello",
    "NUL in the header": b"WEBVTT\nKind\x00: captions\n\n00:01.000 --> 00:02.000\nhello",
    "NUL in an identifier": b"WEBVTT\n\none\x00two\n00:01.000 --> 00:02.000\nhello",
    "NUL in the arrow": b"WEBVTT\n\n00:01.000 -\x00-> 00:02.000\nlost\n\n00:03.000 --> 00:04.000\nkept",
    "NUL in a setting": b"WEBVTT\n\n00:01.000 --> 00:02.000 align\x00:end\nhello",
    "header of several lines": b"WEBVTT - a talk\nKind: captions\nLanguage: en\n\n00:01.000 --> 00:02.000\nhello",
    "rubbish below the signature": b"WEBVTT\n: :: !\n\n00:01.000 --> 00:02.000\nhello",
    "region in the header": b"WEBVTT\nRegion: id=left width=40%\n\n00:01.000 --> 00:02.000 region:left\nhello",
    "arrow alone in the header": b"WEBVTT\n-->\n\n00:01.000 --> 00:02.000\nhello",
    "cue below the signature": b"WEBVTT\n00:01.000 --> 00:02.000\none\n\n00:03.000 --> 00:04.000\ntwo",
    "many blank lines": b"WEBVTT\n\n\n\n\n00:01.000 --> 00:02.000\none\n\n\n\n00:03.000 --> 00:04.000\ntwo\n\n\n",
    "carriage return at the end": b"WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nhello\r",
    "line feed before carriage return": b"WEBVTT\n\r00:01.000 --> 00:02.000\n\rno words, a block of its own",
    "vertical tab is no line end": b"WEBVTT\n\n00:01.000 --> 00:02.000\none\x0btwo",
    "other line ends of Unicode": "WEBVTT\n\n00:01.000 --> 00:02.000\none\u2028two\u0085three".encode(),
    "identifier as long as a page": b"WEBVTT\n\n" + b"i" * 1900 + b"\n00:01.000 --> 00:02.000\nhello",
    "same identifier twice": b"WEBVTT\n\n1\n00:01.000 --> 00:02.000\none\n\n1\n00:03.000 --> 00:04.000\ntwo",
    "identifier without its cue": b"WEBVTT\n\nalone\n\n00:01.000 --> 00:02.000\nhello",
    "identifier of almost an arrow": (
        b"WEBVTT\n\n-- >\n00:01.000 --> 00:02.000\none\n\n->\n00:03.000 --> 00:04.000\ntwo"
    ),
    "identifier of a longer arrow": b"WEBVTT\n\n---->\n00:01.000 --> 00:02.000\nhello",
    "identifier that is a time": b"WEBVTT\n\n00:00.500\n00:01.000 --> 00:02.000\nhello",
    "arrow cut at the end": b"WEBVTT\n\n00:01.000 --> 00:02.000\nkept\n\n00:03.000 --",
    "arrow without the second time": b"WEBVTT\n\n00:01.000 -->\nlost\n\n00:03.000 --> 00:04.000\nkept",
    "arrow without the first time": b"WEBVTT\n\n--> 00:02.000\nlost\n\n00:03.000 --> 00:04.000\nkept",
    "arrow twice": b"WEBVTT\n\n00:01.000 --> --> 00:02.000\nlost\n\n00:03.000 --> 00:04.000 --> 00:05.000\nkept",
    "arrows of other shapes": (
        b"WEBVTT\n\n00:01.000 ---> 00:02.000\nlost\n\n00:01.000 -> 00:02.000\nlost\n\n00:01.000 ==> 00:02.000\nlost"
    ),
    "hours of one digit": b"WEBVTT\n\n1:00:01.000 --> 1:00:02.000\nhello",
    "hours of three digits": b"WEBVTT\n\n001:00:01.000 --> 100:00:02.000\nhello",
    "hours on one side": b"WEBVTT\n\n00:01.000 --> 00:00:02.000\none\n\n00:00:03.000 --> 00:04.000\ntwo",
    "two digits without colon": b"WEBVTT\n\n01.000 --> 02.000\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "no minutes": b"WEBVTT\n\n00::01.000 --> 00::02.000\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "four groups": b"WEBVTT\n\n00:00:00:01.000 --> 00:00:00:02.000\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "sixty seconds": b"WEBVTT\n\n00:59.999 --> 00:60.000\nlost\n\n00:59.999 --> 01:00.000\nkept",
    "one digit of seconds": b"WEBVTT\n\n00:1.000 --> 00:2.000\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "four decimals": b"WEBVTT\n\n00:01.0000 --> 00:02.0000\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "no decimals": b"WEBVTT\n\n00:01 --> 00:02\nlost\n\n00:01. --> 00:02.\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "negative times": (
        b"WEBVTT\n\n-00:01.000 --> 00:02.000\nlost\n\n00:01.000 --> -00:02.000\nlost\n\n00:01.000 --> 00:02.000\nkept"
    ),
    "signs before times": b"WEBVTT\n\n+00:01.000 --> 00:02.000\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "digits of another script": "WEBVTT\n\n٠٠:٠١.٠٠٠ --> 00:02.000\nlost\n\n00:01.000 --> 00:02.000\nkept".encode(),
    "blanks inside a time": b"WEBVTT\n\n00: 01.000 --> 00:02.000\nlost\n\n00:01.000 --> 00:02.000\nkept",
    "blanks around the timing": b"WEBVTT\n\n \t\f 00:01.000 \t\f --> \t\f 00:02.000 \t\f \nhello",
    "wide blanks around the arrow": (
        "WEBVTT\n\n00:01.000\u00a0-->\u00a000:02.000\nlost\n\n00:01.000 --> 00:02.000\nkept".encode()
    ),
    "timing at the very end": b"WEBVTT\n\n00:01.000 --> 00:02.000\none\n\n00:03.000 --> 00:04.000",
    "timing cut at the very end": b"WEBVTT\n\n00:01.000 --> 00:02.000\none\n\n00:03.000 --> 00:0",
    "cue without words": b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\ntwo",
    "alignments": cues_with(*(f"align:{word}" for word in ("start", "center", "end", "left", "middle", "START", ""))),
    "lines": cues_with(
        *(f"line:{place}" for place in ("0", "-1", "50%", "101%", "1.5", "0,start", "0,wrong", "%", "-"))
    ),
    "positions": cues_with(
        *(f"position:{place}" for place in ("0%", "100.1%", "-1%", "50", "50%,center", "5%,x", "."))
    ),
    "sizes": cues_with(*(f"size:{size}" for size in ("0%", "100%", "101%", "-1%", "50", "1e1%", "%", "\0"))),
    "vertical": b"WEBVTT\n\n00:01.000 --> 00:02.000 vertical:rl\none\n\n00:03.000 --> 00:04.000 vertical:LR\ntwo",
    "settings more than once": b"WEBVTT\n\n00:01.000 --> 00:02.000 align:start align:end line:1 line:2\nhello",
    "settings glued to the time": b"WEBVTT\n\n00:01.000 --> 00:02.000align:start\nhello",
    "settings with blanks": b"WEBVTT\n\n00:01.000 --> 00:02.000 align: start  line :0\t\tsize:\t50%\nhello",
    "settings of nobody": b"WEBVTT\n\n00:01.000 --> 00:02.000 foo:bar :x y: : ::\nhello",
    "settings on the next line": b"WEBVTT\n\n00:01.000 --> 00:02.000\nalign:start\nhello",
    "region that is not there": b"WEBVTT\n\n00:01.000 --> 00:02.000 region:nowhere\nhello",
    "region behind a cue": (
        b"WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n\nREGION\nid:left\n\n00:03.000 --> 00:04.000\ntwo"
    ),
    "region with an arrow": b"WEBVTT\n\nREGION\nid:left\nwidth:40% -->\n\n00:01.000 --> 00:02.000\nhello",
    "region in small letters": b"WEBVTT\n\nregion\nid:left\n\n00:01.000 --> 00:02.000\nhello",
    "style with an arrow": b"WEBVTT\n\nSTYLE\n::cue(a --> b) {}\n\n00:01.000 --> 00:02.000\nhello",
    "style with blanks behind it": b"WEBVTT\n\nSTYLE  \t\n::cue { color: red }\n\n00:01.000 --> 00:02.000\nhello",
    "style with a word behind it": b"WEBVTT\n\nSTYLE x\n::cue { color: red }\n\n00:01.000 --> 00:02.000\nhello",
    "style as an identifier": b"WEBVTT\n\nSTYLE\n00:01.000 --> 00:02.000\nhello",
    "style directly before a cue": b"WEBVTT\n\nSTYLE\n::cue { color: red }\n00:01.000 --> 00:02.000\nhello",
    "note with an arrow": b"WEBVTT\n\nNOTE to --> fro\n\n00:01.000 --> 00:02.000\nhello",
    "note with an arrow on its third line": b"WEBVTT\n\nNOTE\nsome words\nto --> fro\n\n00:01.000 --> 00:02.000\nhello",
    "note directly before a cue": b"WEBVTT\n\nNOTE\nwords\n00:01.000 --> 00:02.000\nhello",
    "note inside the words": b"WEBVTT\n\n00:01.000 --> 00:02.000\none\nNOTE two\nthree",
    "note that is a longer word": b"WEBVTT\n\nNOTES\nabout it\n\n00:01.000 --> 00:02.000\nhello",
    "stray words between cues": (
        b"WEBVTT\n\n00:01.000 --> 00:02.000\none\n\nstray\nwords\nhere\n\n00:03.000 --> 00:04.000\ntwo"
    ),
    "markup never closed": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<b>bold <i>both\n\n00:03.000 --> 00:04.000\n<v Ana",
    "markup nobody knows": (
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n<c.red.big>red</c> <ruby>x<rt>y</rt></ruby> <lang de>ja</lang>"
    ),
    "letters of several bytes": b"WEBVTT\n\n00:01.000 --> 00:02.000\nhello \xf0\x9f\x99\x82 \xe2\x82\xac",
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
