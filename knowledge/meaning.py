"""Texts as vectors that lie near each other when they mean the same, as an extra with a model on this machine.

Nothing of it is needed, imported or asked of the database until an operator has installed `requirements/semantic.txt`
and named the folder of a model. The model is read from that folder only; nothing is fetched.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

AT_ONCE = 32
LONGEST = 128  # tokens of a text that are read; a passage has one to three sentences
PACKAGES = ("numpy", "onnxruntime", "tokenizers")
MODELS = ("model.onnx", "onnx/model.onnx")
TOKENIZER = "tokenizer.json"


class Encoder(Protocol):
    """`mark` tells models apart: vectors of two models say nothing about each other."""

    @property
    def mark(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector of length 1 for each text."""


def lacking() -> str:
    """In one line what keeps an instance with a model's folder from searching by meaning; nothing where all is well."""
    folder = Path(settings.SEMANTIC_MODEL_DIR)
    if missing := [name for name in PACKAGES if find_spec(name) is None]:
        return f"{', '.join(missing)} not installed: see requirements/semantic.txt."
    if not any((folder / name).is_file() for name in MODELS):
        return f"SEMANTIC_MODEL_DIR has no {' or '.join(MODELS)}."
    return "" if (folder / TOKENIZER).is_file() else f"SEMANTIC_MODEL_DIR has no {TOKENIZER}."


def local_encoder() -> Encoder | None:
    """The model of an instance that is configured, on this machine's processors; None where there is none."""
    if not settings.SEMANTIC_MODEL_DIR or lacking():
        return None
    return _model(settings.SEMANTIC_MODEL_DIR)


@dataclass(frozen=True)
class SentenceModel:
    """A sentence model in ONNX whose outputs are averaged over the tokens, unless it does that itself."""

    mark: str
    dimensions: int
    tokenizer: Any
    session: Any

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        # Texts of about the same length go together: the shorter ones are filled up to the longest.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        found: dict[int, list[float]] = {}
        for start in range(0, len(order), AT_ONCE):
            numbers = order[start : start + AT_ONCE]
            found |= zip(numbers, self._read([texts[number] for number in numbers]), strict=True)
        return [found[number] for number in range(len(texts))]

    def _read(self, texts: Sequence[str]) -> list[list[float]]:
        import numpy  # noqa: PLC0415 - comes with the extra

        read = self.tokenizer.encode_batch(list(texts))
        mask = numpy.array([each.attention_mask for each in read], dtype=numpy.int64)
        given = {
            "input_ids": numpy.array([each.ids for each in read], dtype=numpy.int64),
            "attention_mask": mask,
            "token_type_ids": numpy.zeros_like(mask),
        }
        wanted = {each.name for each in self.session.get_inputs()}
        found = self.session.run(None, {name: value for name, value in given.items() if name in wanted})[0]
        if found.ndim == 3:
            found = (found * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        lengths = numpy.linalg.norm(found, axis=1, keepdims=True)
        vectors: list[list[float]] = (found / numpy.maximum(lengths, 1e-9)).tolist()
        return vectors


@lru_cache(maxsize=1)
def _model(folder: str) -> Encoder:
    from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415 - an extra
    from tokenizers import Tokenizer  # noqa: PLC0415 - an extra

    file = next(Path(folder) / name for name in MODELS if (Path(folder) / name).is_file())
    tokenizer = Tokenizer.from_file(str(Path(folder) / TOKENIZER))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    options = SessionOptions()
    options.intra_op_num_threads = os.cpu_count() or 1
    session = InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    with file.open("rb") as content:
        mark = hashlib.file_digest(content, "sha256").hexdigest()
    return SentenceModel(mark, int(session.get_outputs()[0].shape[-1]), tokenizer, session)
