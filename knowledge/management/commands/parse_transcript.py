"""Shows what an import would read from transcript files, before anything is saved; needs no database."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.transcripts import (
    Cue,
    Transcript,
    TranscriptError,
    join_passages,
    read_transcript,
    refuse_oversize,
)

WARNINGS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """One file: its transcript, or why there is none."""

    file: str
    transcript: Transcript | None
    error: str | None


class Command(BaseCommand):
    help = "Shows what an import would read from transcript files. Exit status 1 when any file is refused."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a .vtt or .srt file, or text with speakers")
        parser.add_argument("--json", action="store_true", help="one JSON object per file and line, cues included")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        refused = 0
        for file in files:
            reading = read(file)
            refused += reading.transcript is None
            if options["json"]:
                self.stdout.write(json.dumps(as_json(reading), ensure_ascii=False))
            else:
                self.stdout.write("\n".join(summary(reading)))
        if refused:
            raise CommandError(f"{refused} of {len(files)} files refused.", returncode=1)


def read(file: str) -> Reading:
    path = Path(file)
    try:
        refuse_oversize(path.stat().st_size)
        return Reading(file, read_transcript(path.read_bytes(), filename=path.name), None)
    except TranscriptError as error:
        return Reading(file, None, str(error))
    except OSError as error:
        return Reading(file, None, f"Cannot be read: {error.strerror}.")


def as_json(reading: Reading) -> dict[str, Any]:
    transcript = reading.transcript
    return {
        "file": reading.file,
        "ok": transcript is not None,
        "error": reading.error,
        "cues": [cue_as_json(cue) for cue in transcript.cues] if transcript else [],
        "warnings": transcript.warnings if transcript else [],
    }


def cue_as_json(cue: Cue) -> dict[str, Any]:
    return {
        "start": cue.start,
        "end": cue.end,
        "speaker": cue.speaker,
        "text": cue.text,
        "estimated": cue.estimated,
    }


def summary(reading: Reading) -> Iterator[str]:
    if reading.transcript is None:
        yield f"{reading.file}: refused. {reading.error}"
        return
    transcript = reading.transcript
    speakers = sorted({cue.speaker for cue in transcript.cues} - {""})
    yield (
        f"{reading.file}: {transcript.format}, {len(transcript.cues):,} cues, "
        f"{len(join_passages(transcript.cues)):,} passages, speakers: {', '.join(speakers) or 'not named'}"
    )
    for warning in transcript.warnings[:WARNINGS_SHOWN]:
        yield f"  {warning}"
    if len(transcript.warnings) > WARNINGS_SHOWN:
        yield f"  and {len(transcript.warnings) - WARNINGS_SHOWN:,} more warnings"
