"""Scripts and styles are collected hashed and compressed, and name no other host."""

import re

import pytest
from django.core.management import call_command
from django.test import override_settings

from peerlearn.settings import base


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=base.STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map", "django_htmx"])
    return folder


def test_collected_files_are_hashed_and_compressed(collected):
    styles = list(collected.glob("css/app.*.css"))

    assert len(styles) == 1
    assert styles[0].with_name(styles[0].name + ".br").exists()
    assert styles[0].with_name(styles[0].name + ".gz").exists()


def test_collected_scripts_and_styles_fetch_from_nowhere_else(collected):
    fetched = re.compile(r"""(?:url\(\s*["']?|import\s+["']|from\s+["']|@import\s+["'])(?:https?:)?//""")

    elsewhere = [
        str(path.relative_to(collected))
        for path in [*collected.rglob("*.css"), *collected.rglob("*.js")]
        if fetched.search(path.read_text())
    ]

    assert elsewhere == []


def test_first_load_is_small(collected):
    """HTML aside, what a first visit loads compressed stays under 50 kB; the font does not block the text."""
    wanted = ["css/app.*.css", "js/app.*.js", "vendor/htmx/htmx.*.js"]
    sizes = [next(collected.glob(pattern + ".br")).stat().st_size for pattern in wanted]

    assert sum(sizes) < 50_000
