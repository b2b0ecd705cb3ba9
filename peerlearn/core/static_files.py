"""How scripts, styles and fonts reach the browser without a bundler.

Installed front-end packages hold thousands of files; `NpmFinder` publishes the few that the setting NPM_STATIC names.
Our own styles and scripts are many small files; `StaticStorage` joins them, so that a page asks for one of each.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import HashedFilesMixin
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage, Error
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRIES = ("css/app.css", "js/app.js")

_IMPORT = re.compile(
    r"""^@import\ url\("(?P<style>[^"]+)"\)(?:\ layer\((?P<layer>\w+)\))?;$
      | ^import\ "\./(?P<script>[^"]+)";$""",
    re.MULTILINE | re.VERBOSE,
)


def joined(entry: str, read: Callable[[str], str]) -> str:
    """The text of `entry`, with each file it imports in the place of its import.

    A style goes into the cascade layer of its import; a script becomes a block, so that its names stay its own.
    Raises ValueError for a style in another folder that names a file: the address would lead elsewhere.
    """
    folder = posixpath.dirname(entry)

    def part(found: re.Match[str]) -> str:
        name = found["style"] or found["script"]
        text = read(posixpath.join(folder, name))
        if found["style"] and "/" in name and "url(" in text:
            raise ValueError(f"{name} names a file with url(); move that rule to a style beside {entry}.")
        if found["script"]:
            return f"{{\n{text}}}"
        return f"@layer {found['layer']} {{\n{text}}}" if found["layer"] else text

    return _IMPORT.sub(part, read(entry))


class _PackageStorage(FileSystemStorage):
    """Opens a published name, "vendor/htmx/htmx.js", as the file of the installed package behind it."""

    def path(self, name: str) -> str:
        return super().path(settings.NPM_STATIC[name])


class NpmFinder(BaseFinder):
    """Finds what NPM_STATIC, {published name: path below NODE_MODULES}, takes from installed packages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = _PackageStorage(location=settings.NODE_MODULES)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [source for name, source in settings.NPM_STATIC.items() if not self.storage.exists(name)]
        if not missing:
            return []
        return [Error(f"Front-end files are missing: {', '.join(missing)}.", hint="Run make deps.", id="core.E001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        known = path in settings.NPM_STATIC and self.storage.exists(path)
        matches = [self.storage.path(path)] if known else []
        return matches if find_all else next(iter(matches), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in settings.NPM_STATIC:
            if not matches_patterns(name, ignore_patterns or []):
                yield name, self.storage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Joins our entries, then hashes and compresses every file.

    Only addresses in styles are rewritten to their hashed names. Notes about source maps are left alone: packages
    name maps that they do not ship, and collecting would fail on them.
    """

    patterns = (("*.css", HashedFilesMixin.patterns[0][1][:2]),)

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        if not dry_run:
            for entry in ENTRIES:
                paths = paths | {entry: self._join(entry, paths)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _join(self, entry: str, paths: dict[str, Any]) -> tuple["StaticStorage", str]:
        """Write the joined entry over the collected one and say where it is now read from."""

        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                text: str = file.read().decode()
            return text

        text = joined(entry, read)
        self.delete(entry)
        self._save(entry, ContentFile(text.encode()))
        return self, entry
