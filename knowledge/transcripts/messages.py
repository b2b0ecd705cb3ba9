"""Every sentence the reader of transcripts says, in one place.

Refusals and warnings name the line and the reason; the wording is part of what senders of files rely on.
"""

LONGEST_QUOTE = 40


def with_line(line: int, reason: str) -> str:
    return f"Line {line}: {reason}"


def empty_file() -> str:
    return "The file is empty."


def not_utf8() -> str:
    return "Save the file as UTF-8."


def too_large(size: int, limit: int) -> str:
    return f"{readable_size(size)}; the limit is {readable_size(limit)}."


def not_webvtt() -> str:
    return "Not a WebVTT file: the first line must be WEBVTT."


def no_captions() -> str:
    return "No captions found."


def no_chat() -> str:
    return "Not the chat of a meeting: no message with a time and a writer was found."


def line_too_long(line: int, limit: int) -> str:
    return f"Line {line} is longer than {limit:,} characters."


def nul_character() -> str:
    return "contains a character that cannot be stored (NUL)."


def ends_before_start() -> str:
    return "ends before it starts."


def not_a_time(written: str) -> str:
    return f"{_quoted(written)} is not a time."


def expected_webvtt_timing() -> str:
    return "expected 00:00:00.000 --> 00:00:01.000."


def expected_srt_timing() -> str:
    return "expected 00:00:00,000 --> 00:00:01,000."


def outside_caption() -> str:
    return "belongs to no caption and was left out."


def out_of_order() -> str:
    return "starts before the caption above it and was moved to its place."


def mark_runs_back(written: str) -> str:
    return f"{_quoted(written)} is earlier than the mark before it and was ignored."


def readable_size(size: int) -> str:
    """Bytes as "5 MB" or "5.1 MB", rounded up, so that a size over a limit never reads like the limit."""
    amount, unit = float(size), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    tenths = -int(-amount * 10 // 1)
    return f"{tenths // 10} {unit}" if tenths % 10 == 0 else f"{tenths / 10} {unit}"


def _quoted(written: str) -> str:
    return written if len(written) <= LONGEST_QUOTE else written[:LONGEST_QUOTE] + "…"
