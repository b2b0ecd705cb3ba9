"""What a meeting tool leaves behind, made by the test: a silent recording and its captions."""

import io
import wave

SAMPLES_A_SECOND = 8000


def silence(seconds: int) -> bytes:
    """A WAV file of that length, which every browser plays and seeks in."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(SAMPLES_A_SECOND)
        file.writeframes(b"\x80" * SAMPLES_A_SECOND * seconds)
    return target.getvalue()


def captions(*lines: tuple[int, int, str, str]) -> bytes:
    """A WebVTT file of (start second, end second, speaker, words)."""
    cues = [
        f"00:{start // 60:02}:{start % 60:02}.000 --> 00:{end // 60:02}:{end % 60:02}.000\n<v {speaker}>{words}"
        for start, end, speaker, words in lines
    ]
    return "\n\n".join(["WEBVTT", *cues, ""]).encode()
