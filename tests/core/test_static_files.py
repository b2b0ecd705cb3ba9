import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from peerlearn.core.static_files import NpmFinder, joined


def reader(files: dict[str, str]):
    return lambda name: files[name]


def test_joined_style_keeps_order_and_layers():
    files = {
        "css/app.css": '@layer a, b;\n\n@import url("fonts.css");\n@import url("parts/b.css") layer(b);\n',
        "css/fonts.css": '@font-face { src: url("../x.woff2"); }\n',
        "css/parts/b.css": ".b { color: red; }\n",
    }

    assert joined("css/app.css", reader(files)) == (
        '@layer a, b;\n\n@font-face { src: url("../x.woff2"); }\n\n@layer b {\n.b { color: red; }\n}\n'
    )


def test_joined_script_gives_each_part_its_own_names():
    files = {
        "js/app.js": '// all\nimport "./a.js";\nimport "./b.js";\n',
        "js/a.js": "const x = 1;\n",
        "js/b.js": "const x = 2;\n",
    }

    assert joined("js/app.js", reader(files)) == "// all\n{\nconst x = 1;\n}\n{\nconst x = 2;\n}\n"


def test_joined_style_naming_a_file_from_another_folder_is_refused():
    files = {
        "css/app.css": '@import url("parts/b.css") layer(b);\n',
        "css/parts/b.css": 'a { background: url("x.png"); }\n',
    }

    with pytest.raises(ValueError, match=r"parts/b\.css names a file"):
        joined("css/app.css", reader(files))


@pytest.fixture
def packages(tmp_path, settings):
    """One installed package, of which the setting publishes one file."""
    (tmp_path / "htmx.org/dist").mkdir(parents=True)
    (tmp_path / "htmx.org/dist/htmx.min.js").write_text("htmx")
    (tmp_path / "htmx.org/dist/other.js").write_text("other")
    settings.NODE_MODULES = tmp_path
    settings.NPM_STATIC = {"vendor/htmx/htmx.js": "htmx.org/dist/htmx.min.js"}
    return tmp_path


def test_npm_finder_publishes_named_files_only(packages):
    finder = NpmFinder()

    assert finder.find("vendor/htmx/htmx.js") == str(packages / "htmx.org/dist/htmx.min.js")
    assert finder.find("vendor/htmx/htmx.js", find_all=True) == [str(packages / "htmx.org/dist/htmx.min.js")]
    assert finder.find("htmx.org/dist/other.js") == []
    assert [(name, storage.open(name).read()) for name, storage in finder.list([])] == [
        ("vendor/htmx/htmx.js", b"htmx")
    ]
    assert list(finder.list(["*.js"])) == []
    assert finder.check() == []


def test_npm_finder_missing_file_is_reported(packages, settings):
    settings.NPM_STATIC = settings.NPM_STATIC | {"vendor/x.js": "gone/x.js"}

    (error,) = NpmFinder().check()

    assert (error.id, error.msg, error.hint) == (
        "core.E001",
        "Front-end files are missing: gone/x.js.",
        "Run make deps.",
    )
    assert NpmFinder().find("vendor/x.js") == []


def test_collected_files_are_joined_hashed_and_call_nobody(tmp_path):
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "peerlearn.core.static_files.StaticStorage"},
    }
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map", "django_htmx"])

    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    style, script = (tmp_path / names[name] for name in ("css/app.css", "js/app.js"))
    assert re.fullmatch(r"app\.[0-9a-f]{12}\.css", style.name)
    assert "@import" not in style.read_text()
    assert not re.search(r"^import", script.read_text(), re.MULTILINE)
    fonts = re.findall(r'url\("\.\./([^"]+\.woff2)"\)', style.read_text())
    assert len(fonts) == 2
    assert all((tmp_path / font).is_file() for font in fonts)
    assert style.with_name(style.name + ".br").stat().st_size < 16_000
    assert not any(re.search(r"https?://(?!www\.w3\.org/)", file.read_text()) for file in browser_files(tmp_path))


def browser_files(folder: Path) -> list[Path]:
    return [*folder.rglob("*.css"), *folder.rglob("*.js")]


def test_every_style_and_script_of_ours_is_part_of_its_entry():
    static = Path(finders.find("css/app.css")).parents[1]
    styles = {str(path.relative_to(static / "css")) for path in static.rglob("*.css")} - {"app.css"}
    scripts = {path.name for path in (static / "js").glob("*.js")} - {"app.js"}

    assert set(re.findall(r'@import url\("([^"]+)"\)', (static / "css/app.css").read_text())) == styles
    assert set(re.findall(r'import "\./([^"]+)"', (static / "js/app.js").read_text())) == scripts
