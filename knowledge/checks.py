"""What `manage.py check` and every start say of extras that an operator wants and that cannot work as they are."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning

from knowledge import meaning, speech


def check_extras(app_configs: Sequence[AppConfig] | None = None, **options: Any) -> list[CheckMessage]:
    """A line for each extra whose folder is set while a package or a file of its model is missing."""
    found: list[CheckMessage] = []
    if settings.SEMANTIC_MODEL_DIR and (words := meaning.lacking()):
        found.append(Warning(f"Search by meaning is off: {words}", id="knowledge.W001"))
    if settings.WHISPER_MODEL_DIR and (words := speech.lacking()):
        found.append(Warning(f"Transcripts by machine are off: {words}", id="knowledge.W002"))
    return found
