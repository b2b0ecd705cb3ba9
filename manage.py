#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL and REDIS_URL it starts the embedded servers for its own life."""

import os
import sys

from peerlearn.embedded.environment import complete

# These answer from files alone; starting two servers for them would only cost time.
SERVERLESS = {
    "parse_transcript",
    "makemessages",
    "compilemessages",
    "collectstatic",
    "check",
    "help",
    "--version",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerlearn.settings.base")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    complete(os.environ, start=command not in SERVERLESS)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
