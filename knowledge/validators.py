"""What may be uploaded: a recording and an image are known by their first bytes, whatever their names say. What is text
is known by its name as well (`knowledge.file_kinds`).
"""

import re
from pathlib import PurePath

from django.utils.translation import gettext as _

from knowledge.transcripts.messages import readable_size

HEADER = 16  # bytes that are looked at
LARGEST_RECORDING = 1024**3  # bytes

SUFFIXES = {
    "video/mp4": ".mp4",
    "audio/mp4": ".m4a",
    "video/webm": ".webm",
    "audio/webm": ".webm",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
}


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


def sound_type(content_type: str) -> str:
    """The same container where nothing but sound is in it: its first bytes do not tell, whoever recorded it knows."""
    return content_type.replace("video/", "audio/", 1)


def too_large(size: int) -> str:
    """What is said of more bytes than a recording may have."""
    sizes = {"size": readable_size(size), "limit": readable_size(LARGEST_RECORDING)}
    return _("%(size)s; the limit is %(limit)s.") % sizes


def refuse_large_recording(size: int) -> None:
    """Raises ValueError for a file beyond the limit."""
    if size > LARGEST_RECORDING:
        raise ValueError(too_large(size))


LARGEST_ATTACHMENT = 25 * 1024**2  # bytes
LARGEST_IMAGE = 10 * 1024**2
LONGEST_NAME = 150  # characters
IMAGES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}
# What may lie beside an article; all but images is saved by the browser and never opened by it.
DOCUMENTS = {
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".json": "application/json",
    ".ipynb": "application/x-ipynb+json",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}


def image_type(header: bytes) -> str:
    """The content type of an image that begins with `header`. Raises ValueError for any other file."""
    if header.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if header.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if header.startswith(b"RIFF") and header[8:12] == b"WEBP":
        return "image/webp"
    if header.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    raise ValueError(_("PNG, JPEG, WebP or GIF only."))


def attachment_type(header: bytes, filename: str) -> str:
    """The content type of a file beside an article: an image by its first bytes, else by its name.

    Raises ValueError for what is neither, such as a program or a page.
    """
    try:
        return image_type(header)
    except ValueError:
        kind = DOCUMENTS.get(PurePath(filename).suffix.lower())
    if kind is None:
        endings = ", ".join(ending.removeprefix(".") for ending in DOCUMENTS)
        raise ValueError(_("An image, or one of these: %(endings)s.") % {"endings": endings})
    return kind


def refuse_large_attachment(size: int, content_type: str) -> None:
    """Raises ValueError for an empty file and for one beyond the limit of its kind."""
    limit = LARGEST_IMAGE if content_type in IMAGES else LARGEST_ATTACHMENT
    if size == 0:
        raise ValueError(_("The file is empty."))
    if size > limit:
        words = {"size": size / 1024**2, "limit": limit // 1024**2}
        raise ValueError(_("%(size).1f MB; the limit is %(limit)d MB.") % words)


def safe_filename(filename: str) -> str:
    r"""A name that is one name wherever it is shown or saved: no folder, nothing invisible, not too long.

    >>> safe_filename("../../a\r\nb\u202egnp.exe")
    'abgnp.exe'
    """
    name = re.split(r"[/\\]", filename)[-1]
    visible = "".join(sign for sign in name if sign.isprintable() and sign not in '<>:"|?*').strip(" .")
    path = PurePath(visible or "file")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix[:LONGEST_NAME]


def image_filename(filename: str, content_type: str) -> str:
    """A safe name that ends like the image it is: whoever saves a picture must not get a page to open.

    >>> image_filename("wall.PNG", "image/png"), image_filename("wall.png.html", "image/png")
    ('wall.PNG', 'wall.png.html.png')
    """
    name, ending = safe_filename(filename), IMAGES[content_type]
    fits = PurePath(name).suffix.lower() in (ending, ".jpeg" if ending == ".jpg" else ending)
    return name if fits else f"{name}{ending}"
