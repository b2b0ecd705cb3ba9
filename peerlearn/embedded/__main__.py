"""`python -m peerlearn.embedded up|down|status`: the embedded servers by hand.

`guard` and `keep` are the two duties of the guardian process and not meant for people.
"""

from __future__ import annotations

import sys

from .paths import EmbeddedError, places
from .stack import Stack

USAGE = "usage: python -m peerlearn.embedded up|down|status"


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        return _do(arguments[0], Stack(places()))
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


def _do(verb: str, stack: Stack) -> int:
    match verb:
        case "up":
            stack.keep()
            return _status(stack)
        case "down":
            left = stack.stop()
            print(f"Servers stopped{f', and {left} processes a killed run had left' if left else ''}.")
        case "status":
            return _status(stack)
        case "guard":
            stack.guard()
        case "keep":
            stack.guard_forever()
        case _:
            print(USAGE, file=sys.stderr)
            return 2
    return 0


def _status(stack: Stack) -> int:
    postgres, redis = stack.postgres.ready(), stack.redis.ready()
    print(f"PostgreSQL {'up' if postgres else 'down'}  {stack.places.urls.database_url}")
    print(f"Redis      {'up' if redis else 'down'}  {stack.places.urls.redis_url}")
    return 0 if postgres and redis else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
