"""Where a file of a session belongs, by its name and for text by how it begins: recording, transcript or chat.

A file whose name is none of theirs is refused, so that a page or a program is never taken in. Pure.
"""

from enum import Enum
from pathlib import PurePath

from django.utils.translation import gettext as _

from knowledge.transcripts.chat import looks_like_chat

OPENING = 4096  # bytes that tell a chat from a transcript
RECORDING_ENDINGS = (".mp4", ".m4v", ".m4a", ".webm", ".ogg", ".oga", ".opus", ".mp3", ".wav")
CAPTION_ENDINGS = (".vtt", ".srt")
TEXT_ENDINGS = (".txt", ".text", ".md", ".markdown")
CHAT_ENDINGS = (".sbv", ".csv")
ACCEPTED = ",".join((*RECORDING_ENDINGS, *CAPTION_ENDINGS, *TEXT_ENDINGS, *CHAT_ENDINGS))


class FileKind(Enum):
    RECORDING = "recording"
    TRANSCRIPT = "transcript"
    CHAT = "chat"


def kind_of(filename: str, opening: bytes) -> FileKind:
    """`opening` are its first bytes. Raises ValueError for names such as ".htaccess" or "talk.vtt.html"."""
    path = PurePath(filename)
    ending = path.suffix.lower()
    if ending in RECORDING_ENDINGS:
        return FileKind.RECORDING
    if ending in CAPTION_ENDINGS:
        return FileKind.TRANSCRIPT
    if ending in CHAT_ENDINGS:
        return FileKind.CHAT
    if ending not in TEXT_ENDINGS:
        raise ValueError(_("Neither recording, transcript nor chat by its name: mp4, webm, mp3, wav, vtt, srt, txt …"))
    chat = looks_like_chat(opening.decode(errors="ignore")) or "chat" in path.stem.lower()
    return FileKind.CHAT if chat else FileKind.TRANSCRIPT


def refuse_other_recordings(filename: str) -> None:
    """Raises ValueError for a name that is not a recording's."""
    if PurePath(filename).suffix.lower() not in RECORDING_ENDINGS:
        raise ValueError(_("This is not a recording (mp4, webm, ogg, mp3, m4a, wav)."))
