"""Search by meaning: makes its table and reads every passage that has no vector yet."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from knowledge.meaning import lacking, local_encoder
from knowledge.services.meaning import NoExtension, add_missing, forget_lost, make_table, remove_table


class Command(BaseCommand):
    help = "Makes the index of search by meaning and fills it; safe to interrupt and to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="forget all of it instead")

    def handle(self, *args: Any, remove: bool, **options: Any) -> None:
        if remove:
            remove_table()
            self.stdout.write("Search goes by words only.")
            return
        encoder = local_encoder()
        if encoder is None:
            raise CommandError(lacking() if settings.SEMANTIC_MODEL_DIR else "SEMANTIC_MODEL_DIR is not set.")
        try:
            new = make_table(encoder)
        except NoExtension as problem:
            raise CommandError(str(problem)) from None
        if not new:
            forget_lost()
        done = add_missing(encoder, progress=self._tell)
        self.stdout.write(f"{done:,} passages were read.")

    def _tell(self, done: int, total: int) -> None:
        self.stderr.write(f"\r{done:,} of {total:,} passages", ending="" if done < total else "\n")
        self.stderr.flush()
