"""`manage.py sweep [--loop]`: send what is due without Celery, once or until told to end."""

import signal
import threading
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from peerlearn.outbox.services.sweep import sweep

log = structlog.get_logger(__name__)
IDLE_SECONDS = 5.0


class Command(BaseCommand):
    help = "Send what is due: once, or for ever with --loop. SIGTERM ends it after the message in hand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until SIGTERM or Ctrl-C")

    def handle(self, *, loop: bool, **options: Any) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        if not loop:
            self.stdout.write(f"Messages dealt with: {sweep(stop=stopping.is_set)}")
        while loop and not stopping.is_set():
            self._sweep_patiently(stopping)
            stopping.wait(IDLE_SECONDS)

    def _sweep_patiently(self, stopping: threading.Event) -> None:
        """A database that restarts ends one sweep and not the loop."""
        close_old_connections()
        try:
            sweep(stop=stopping.is_set)
        except (OperationalError, InterfaceError) as error:
            log.warning("sweep_failed", error=type(error).__name__)
