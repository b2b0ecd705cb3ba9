"""Speakers that a meeting tool wrote into its captions: `Ana Kovač: we start with …`.

WebVTT has a tag for voices, but not every tool uses it, and SRT has none. A prefix is taken as speaker only when it
comes in at least two cues of the file, and only in files that name no voice by tag.
"""

from collections import Counter
from dataclasses import replace

from .cues import Cue
from .names import prefix_of

FEWEST_TIMES = 2


def name_speakers(cues: list[Cue]) -> list[Cue]:
    """The cues with recurring name prefixes moved from the text to the speaker."""
    if any(cue.speaker for cue in cues):
        return cues
    prefixes = [prefix_of(cue.text) for cue in cues]
    times = Counter(prefix.name for prefix in prefixes if prefix)
    return [
        replace(cue, speaker=prefix.name, text=prefix.rest) if prefix and times[prefix.name] >= FEWEST_TIMES else cue
        for cue, prefix in zip(cues, prefixes, strict=True)
    ]
