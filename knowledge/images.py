"""How large an image is when it is drawn, and whether it is here to its end; nothing is ever decoded. Pure.

Each format is walked from part to part, so that a picture of a few bytes that fills a computer's memory is refused by
what it says of itself, and one that was cut off in between by what it lacks.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

MOST_PIXELS = 40_000_000
Size = tuple[int, int]
"""Width and height in pixels."""


class _Broken(Exception):
    """Something in it is not as its format has it."""


def refuse_bad_image(data: bytes, content_type: str) -> None:
    """Raises ValueError for an image of too many pixels, and for one that is cut off or broken."""
    drawn = False
    try:
        for width, height in _READERS[content_type](data):
            if width * height > MOST_PIXELS:
                sides = {"width": width, "height": height, "most": MOST_PIXELS // 1_000_000}
                raise ValueError(
                    _("The image is larger than %(most)d megapixels (%(width)d × %(height)d). Make it smaller.") % sides
                )
            drawn = width > 0 and height > 0
    except (_Broken, IndexError, struct.error):
        drawn = False
    if not drawn:
        raise ValueError(_("The image could not be read. Save it once more and try again."))


def _png(data: bytes) -> Iterator[Size]:
    place, seen = 8, set[bytes]()
    while b"IEND" not in seen:
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 4 : place + 8 + length]
        if (kind == b"IHDR") == bool(seen):
            raise _Broken
        if kind == b"IHDR":
            yield struct.unpack_from(">II", data, place + 8)
        if struct.unpack_from(">I", data, place + 8 + length)[0] != zlib.crc32(body):
            raise _Broken
        seen.add(kind)
        place += 12 + length
    if b"IDAT" not in seen:
        raise _Broken


_STANDS_ALONE = {0x01, *range(0xD0, 0xD9)}
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


def _jpeg(data: bytes) -> Iterator[Size]:
    place, marker = 2, 0
    while marker != _END:
        if data[place] != 0xFF:
            raise _Broken
        marker = data[place + 1]
        if marker == 0xFF:  # filled up
            place += 1
            continue
        place += 2
        if marker == _END or marker in _STANDS_ALONE:
            continue
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 3)
            yield width, height
        place += struct.unpack_from(">H", data, place)[0]
        if marker == _SCAN:
            following = _NEXT_MARKER.search(data, place)
            if following is None:
                raise _Broken
            place = following.start()


def _gif(data: bytes) -> Iterator[Size]:
    yield struct.unpack_from("<HH", data, 6)
    place, frames = 13 + _colours(data[10]), 0
    while data[place] != 0x3B:
        if data[place] == 0x2C:
            yield struct.unpack_from("<HH", data, place + 5)
            place += 11 + _colours(data[place + 9])
            frames += 1
        elif data[place] == 0x21:
            place += 2
        else:
            raise _Broken
        while data[place]:
            place += 1 + data[place]
        place += 1
    if not frames:
        raise _Broken


def _colours(flags: int) -> int:
    """Bytes of the table of colours that these flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _webp(data: bytes) -> Iterator[Size]:
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise _Broken
    place, drawn = 12, False
    while place < end:
        kind, length = struct.unpack_from("<4sI", data, place)
        begin = place + 8
        place = begin + length + length % 2
        if kind == b"VP8X":
            yield _three_bytes(data, begin + 4) + 1, _three_bytes(data, begin + 7) + 1
        elif kind == b"ANMF":
            yield _three_bytes(data, begin + 6) + 1, _three_bytes(data, begin + 9) + 1
        elif kind == b"VP8 ":
            width, height = struct.unpack_from("<HH", data, begin + 6)
            yield width & 0x3FFF, height & 0x3FFF
        elif kind == b"VP8L":
            sides = struct.unpack_from("<I", data, begin + 1)[0]
            yield (sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1
        drawn = drawn or kind in (b"ANMF", b"VP8 ", b"VP8L")
    if not drawn or place > end:
        raise _Broken


def _three_bytes(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 3], "little")


_READERS: dict[str, Callable[[bytes], Iterator[Size]]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
}
"""Each yields the sizes that an image says it has, the first one from its beginning; it ends where the image does."""
