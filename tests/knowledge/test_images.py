import struct

import pytest

from knowledge.images import MOST_PIXELS, refuse_bad_image
from tests.factories.images import GIF, JPEG, WEBP, WEBP_EXACT, png

WHOLE = [
    ("image/png", png()),
    ("image/jpeg", JPEG),
    ("image/gif", GIF),
    ("image/webp", WEBP),
    ("image/webp", WEBP_EXACT),
]
TOO_LARGE = r"^The image is larger than 40 megapixels \(20000 × 20000\)\. Make it smaller\.$"
UNREADABLE = r"^The image could not be read\. Save it once more and try again\.$"
EXTENDED = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (19_999).to_bytes(3, "little") * 2


@pytest.mark.parametrize(("kind", "data"), WHOLE)
def test_image_is_taken_as_it_is_and_at_no_length_that_it_was_cut_to(kind: str, data: bytes) -> None:
    refuse_bad_image(data, kind)
    refuse_bad_image(data + b"what cameras append", kind)

    for length in range(16, len(data)):
        with pytest.raises(ValueError, match=UNREADABLE):
            refuse_bad_image(data[:length], kind)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("image/png", png(20_000, 20_000)),
        ("image/png", png(20_000, 20_000)[:60]),
        ("image/jpeg", JPEG.replace(b"\0\x02\0\x03\x01", struct.pack(">HHB", 20_000, 20_000, 1))),
        ("image/gif", GIF[:6] + struct.pack("<HH", 20_000, 20_000) + GIF[10:]),
        ("image/gif", GIF.replace(b",\0\0\0\0\x03\0\x02\0", b",\0\0\0\0" + struct.pack("<HH", 20_000, 20_000))),
        ("image/webp", EXTENDED),
    ],
    ids=["whole", "header only", "jpeg", "screen", "frame", "canvas"],
)
def test_image_of_too_many_pixels_is_refused_by_what_it_says_of_itself(kind: str, data: bytes) -> None:
    with pytest.raises(ValueError, match=TOO_LARGE):
        refuse_bad_image(data, kind)


def test_limit_itself_is_accepted() -> None:
    refuse_bad_image(png(MOST_PIXELS // 5_000, 5_000), "image/png")
    with pytest.raises(ValueError, match="larger than 40 megapixels"):
        refuse_bad_image(png(MOST_PIXELS // 5_000, 5_001), "image/png")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("image/png", png().replace(b"IDAT", b"IDAU")),
        ("image/png", png()[:33] + png()[-12:]),
        ("image/png", png(0, 5)),
        ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("image/jpeg", b"\xff\xd8\xff\xd9"),
        ("image/jpeg", JPEG[:20] + b"\0\0" + JPEG[20:]),
        ("image/gif", GIF[:25] + b";"),
        ("image/webp", EXTENDED.replace((19_999).to_bytes(3, "little"), b"\x01\0\0")),
    ],
    ids=["one bit", "no picture", "no width", "zeros", "empty", "odd bytes", "no frame", "canvas only"],
)
def test_image_that_is_broken_or_empty_is_refused(kind: str, data: bytes) -> None:
    with pytest.raises(ValueError, match=UNREADABLE):
        refuse_bad_image(data, kind)
