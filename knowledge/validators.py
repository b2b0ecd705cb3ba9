"""What may be uploaded: a recording is known by its first bytes, whatever its name says; a transcript, which may be any
text, by its name as well.
"""

from pathlib import PurePath

from django.utils.translation import gettext as _

HEADER = 16  # bytes that are looked at
LARGEST_RECORDING = 1024**3  # bytes

SUFFIXES = {
    "video/mp4": ".mp4",
    "audio/mp4": ".m4a",
    "video/webm": ".webm",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
}

TRANSCRIPT_ENDINGS = frozenset({".vtt", ".srt", ".txt", ".text", ".md", ".markdown"})


def refuse_other_names(filename: str) -> None:
    """Raises ValueError for a name that is not a transcript's, such as ".htaccess" or "talk.vtt.html"."""
    if PurePath(filename).suffix.lower() not in TRANSCRIPT_ENDINGS:
        raise ValueError(_("Not a transcript by its name; its ending is one of .vtt, .srt, .txt and .md."))


def media_type(header: bytes) -> str:
    """The content type of a recording that begins with `header`. Raises ValueError for any other file."""
    if header[4:8] == b"ftyp":
        return "audio/mp4" if header[8:11] == b"M4A" else "video/mp4"
    if header.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm"
    if header.startswith(b"OggS"):
        return "audio/ogg"
    if header.startswith(b"RIFF") and header[8:12] == b"WAVE":
        return "audio/wav"
    if header.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")):
        return "audio/mpeg"
    raise ValueError(_("This is not a recording (mp4, webm, ogg, mp3, m4a, wav)."))


def refuse_large_recording(size: int) -> None:
    """Raises ValueError for a file beyond the limit."""
    if size > LARGEST_RECORDING:
        raise ValueError(
            _("%(size).1f GB; the limit is %(limit)d GB.")
            % {"size": size / 1024**3, "limit": LARGEST_RECORDING // 1024**3}
        )
