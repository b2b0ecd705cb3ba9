"""What an operator is told of an extra that cannot work as it is."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from knowledge import meaning, speech


def said() -> list[tuple[str, str]]:
    return [(each.id, each.msg) for each in run_checks() if each.id.startswith("knowledge.")]


def installed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """As if these packages of the extras were here and no others."""
    for module in (meaning, speech):
        monkeypatch.setattr(module, "find_spec", lambda name: name if name in names else None)


def test_nothing_is_said_where_no_extra_is_wanted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEMANTIC_MODEL_DIR = settings.WHISPER_MODEL_DIR = ""
    installed(monkeypatch)

    assert said() == []


@pytest.mark.parametrize(
    ("packages", "files", "words"),
    [
        ((), (), "numpy, onnxruntime, tokenizers not installed: see requirements/semantic.txt."),
        (("numpy", "tokenizers"), (), "onnxruntime not installed: see requirements/semantic.txt."),
        (meaning.PACKAGES, (), "SEMANTIC_MODEL_DIR has no model.onnx or onnx/model.onnx."),
        (meaning.PACKAGES, ("onnx/model.onnx",), "SEMANTIC_MODEL_DIR has no tokenizer.json."),
        (meaning.PACKAGES, ("model.onnx", "tokenizer.json"), None),
        (meaning.PACKAGES, ("onnx/model.onnx", "tokenizer.json"), None),
    ],
)
def test_search_by_meaning_says_what_is_lacking(
    packages: tuple[str, ...],
    files: tuple[str, ...],
    words: str | None,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    settings.SEMANTIC_MODEL_DIR, settings.WHISPER_MODEL_DIR = str(tmp_path), ""
    installed(monkeypatch, *packages)
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert said() == ([("knowledge.W001", f"Search by meaning is off: {words}")] if words else [])


@pytest.mark.parametrize(
    ("packages", "files", "words"),
    [
        ((), ("model.bin",), "faster_whisper is not installed: see requirements/transcribe.txt."),
        (("faster_whisper",), (), "WHISPER_MODEL_DIR has no model.bin."),
        (("faster_whisper",), ("model.bin",), None),
    ],
)
def test_transcripts_by_machine_say_what_is_lacking(
    packages: tuple[str, ...],
    files: tuple[str, ...],
    words: str | None,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    settings.SEMANTIC_MODEL_DIR, settings.WHISPER_MODEL_DIR = "", str(tmp_path)
    installed(monkeypatch, *packages)
    for name in files:
        (tmp_path / name).touch()

    assert said() == ([("knowledge.W002", f"Transcripts by machine are off: {words}")] if words else [])
    assert speech.is_configured() is (words is None)
