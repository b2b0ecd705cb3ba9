"""Times of several ways to the same answer, taken in turns, so that a busy moment hits all of them alike."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

Question = TypeVar("Question")
Times = dict[str, dict[Any, list[float]]]  # milliseconds by way and question


def interleaved(ways: Mapping[str, Callable[[Question], Any]], questions: Iterable[Question], times: Times) -> None:
    """Ask every question once of each way, one after the other, and add what it took to `times`."""
    for question in questions:
        for name, answer in ways.items():
            began = time.perf_counter()
            answer(question)
            times.setdefault(name, defaultdict(list))[question].append((time.perf_counter() - began) * 1000)


def seconds_of(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of all does not exceed.

    >>> percentile([4, 1, 3, 2], 0.5)
    2
    """
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * int(share * 1000) // 1000) - 1, 0)]


def mean_of_medians(by_class: Mapping[str, Iterable[Iterable[float]]]) -> float:
    """Mean over the classes of the median over each class's questions, a question counting with its own median."""
    return statistics.mean(
        statistics.median(statistics.median(times) for times in questions) for questions in by_class.values()
    )
