"""Reading the rows of an import file so that every bad one is named by line and reason."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SHOWN = 100  # problems that are listed one by one; the rest are counted


class ImportRefused(ValueError):
    """The file as a whole can't be read: wrong encoding, a missing column."""


@dataclass
class Report:
    """What an import found and did. `problems` are lines such as «people.csv, line 7: not an e-mail address.»"""

    file: str
    problems: list[str] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def problem(self, line: int, reason: str) -> None:
        self.problems.append(f"{self.file}, line {line}: {reason}")

    def listed(self) -> Iterator[str]:
        """The first hundred problems and how many more there are."""
        yield from self.problems[:SHOWN]
        if len(self.problems) > SHOWN:
            yield f"… and {len(self.problems) - SHOWN} more."


def read_text(path: Path) -> str:
    """The file's text. Raises ImportRefused when it is missing or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise ImportRefused(f"{path}: {problem.strerror}.") from None
    except UnicodeDecodeError as problem:
        line = path.read_bytes()[: problem.start].count(b"\n") + 1
        raise ImportRefused(f"{path.name}, line {line}: not UTF-8. Save the file as UTF-8.") from None


def rows(
    path: Path, *, required: list[str], optional: list[str], report: Report
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, values by column) of each well-formed row; ragged rows go into the report.

    Raises ImportRefused for a missing or unknown column, or a quote that is never closed.
    """
    text = read_text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(path.name, header, required, optional)
        for values in reader:
            if not values:
                continue
            if len(values) != len(header):
                report.problem(reader.line_num, f"has {len(values)} values, expected {len(header)}.")
                continue
            if any("\x00" in value for value in values):
                report.problem(reader.line_num, "contains a character that cannot be stored (NUL).")
                continue
            yield reader.line_num, dict(zip(header, (value.strip() for value in values), strict=True))
    except csv.Error as problem:
        reason = "quote not closed" if "unexpected end of data" in str(problem) else str(problem)
        raise ImportRefused(f"{path.name}, line {reader.line_num}: {reason}.") from None


def _check_header(file: str, header: list[str], required: list[str], optional: list[str]) -> None:
    expected = ",".join(required) + (f" (optional: {','.join(optional)})" if optional else "")
    for name in required:
        if name not in header:
            raise ImportRefused(f"{file}, line 1: Missing column: {name}. Expected: {expected}")
    for name in header:
        if name not in [*required, *optional]:
            raise ImportRefused(f"{file}, line 1: Unknown column: {name}. Expected: {expected}")
    if len(set(header)) != len(header):
        raise ImportRefused(f"{file}, line 1: a column stands twice. Expected: {expected}")
