"""How fast search is and how well it ranks, each figure beside a reference of the same run.

    make bench [DATA=DIR] [SIZES=all]
    python -m bench [--data DIR] [--sizes 1000,10000 | all] [--only GROUP,…] [--keep] [--reindex] [--rounds 7]
                    [--results FILE]

DIR holds sessions, people and transcripts in the shapes of an import; without it a corpus of made-up words is used, and
what only real talks can show is left out. Databases are the benchmark's own; `--keep` leaves them for the next run and
uses those that are there, `--reindex` makes their index anew. What each figure means stands in docs/benchmarks.md.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bench import corpus, scratch
from bench.figures import HEADING, Figure, Results

SIZES = (1_000, 10_000)
ALL = (*SIZES, 25_000)
GROUPS = ("relevance", "search", "web", "writing")
RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    options = _options()
    scratch.start_django()
    source = corpus.real(options.data) if options.data else corpus.generated()
    results = Results()
    print(HEADING)
    try:
        for group in GROUPS:
            if group in options.only:
                _run(group, options, source, results)
                results.write(options.results)
    finally:
        if not options.keep:
            scratch.drop_all()
    return 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--data", type=lambda name: Path(name) if name else None)
    parser.add_argument("--sizes", type=_sizes, default=SIZES)
    parser.add_argument("--only", type=lambda names: names.split(","), default=GROUPS)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--reindex", action="store_true")
    return parser.parse_args()


def _sizes(names: str) -> tuple[int, ...]:
    if names in ("", "all"):
        return ALL if names else SIZES
    return tuple(sorted(int(name) for name in names.split(",")))


def _run(group: str, options: Namespace, source: corpus.Source, results: Results) -> None:
    """One group of figures; only now may the product be imported."""
    from bench import library  # noqa: PLC0415 -- Django is set up first
    from bench.groups import relevance, search, web, writing  # noqa: PLC0415 -- Django is set up first

    if group == "relevance":
        if options.data:
            relevance.measure(options.data, results, keep=options.keep)
        else:
            results.add(Figure("relevance", None, note="only real talks are judged, DATA=DIR names them"))
    if group == "search":
        for size in options.sizes:
            library.prepare(source, size, keep=options.keep, reindex=options.reindex)
        search.measure(source, options.sizes, options.rounds, results)
    if group in ("web", "writing"):
        smallest = min(options.sizes)
        library.prepare(source, smallest, keep=options.keep or "search" in options.only, reindex=False)
        if group == "web":
            web.measure(source, smallest, options.rounds, results)
        else:
            writing.measure_save(smallest, results)
    if group == "writing" and options.data:
        writing.measure_import(options.data, results)


if __name__ == "__main__":
    sys.exit(main())
