"""A small recording that plays: silence with a soft tone at each minute, so that a jump to a second can be heard.

It stands for the recordings a company has, and is made here rather than shipped: 8 kHz, 8 bit, one channel, a format
every browser plays.
"""

import io
import math
import wave

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

RATE = 8_000
CONTENT_TYPE = "audio/wav"
_SILENCE = 128
_PITCH = 440
_LOUDNESS = 24
_TONE_SECONDS = 0.6


def store_recording(name: str, seconds: float) -> str:
    """Keep a recording of that length under `name`, unless it is there; returns the name in the storage."""
    if default_storage.exists(name):
        return name
    return default_storage.save(name, ContentFile(wav(seconds)))


def wav(seconds: float) -> bytes:
    """A recording of that length, rounded up to the second."""
    samples = bytearray([_SILENCE]) * (math.ceil(seconds) * RATE)
    tone = _tone()
    for minute in range(0, math.ceil(seconds), 60):
        start = minute * RATE
        end = min(start + len(tone), len(samples))
        samples[start:end] = tone[: end - start]
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(samples))
    return target.getvalue()


def _tone() -> bytes:
    """A tone that fades in and out without a click."""
    count = round(_TONE_SECONDS * RATE)
    return bytes(
        _SILENCE
        + round(_LOUDNESS * math.sin(math.pi * sample / count) * math.sin(2 * math.pi * _PITCH * sample / RATE))
        for sample in range(count)
    )
