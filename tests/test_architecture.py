"""The house keeps its ladder: data and migrations point down only, and every template that a view names exists."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[1]
LADDER = ["core", "people", "topics", "jobs", "outbox", "rituals", "knowledge", "recognition", "metrics", "home", "ops"]
OURS = [apps.get_app_config(label) for label in LADDER]


def rung(label: str) -> int:
    return LADDER.index(label)


def test_relations_point_down_or_stay_inside():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for config in OURS
        for model in config.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model._meta.app_label in LADDER
        if rung(field.related_model._meta.app_label) > rung(config.label)
    ]

    assert upward == []


def test_migrations_depend_downwards():
    graph = MigrationLoader(None, ignore_no_migrations=True).disk_migrations

    upward = [
        f"{label}.{name} -> {needed}"
        for (label, name), migration in graph.items()
        if label in LADDER
        for needed, _ in migration.dependencies
        if needed in LADDER and rung(needed) > rung(label)
    ]

    assert upward == []


def named_templates() -> list[str]:
    """Every string in our code that looks like a template's name."""
    found = set()
    for config in OURS:
        for path in Path(config.path).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html"):
                    found.add(node.value)
    return sorted(name for name in found if " " not in name and "{" not in name)


@pytest.mark.parametrize("name", named_templates())
def test_named_template_exists(name):
    assert get_template(name)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("rituals/services/sessions.py", "from knowledge.models import Article"),
        ("peerlearn/core/windows.py", "def late():\n    from peerlearn.people.models import User"),
        ("rituals/models/session.py", "from rituals.services import series"),
    ],
)
def test_lint_names_an_upward_import(tmp_path, module, line):
    for package in ("peerlearn", "rituals", "knowledge", "recognition", "metrics"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.toml", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")

    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert module.removesuffix(".py").replace("/", ".") in done.stdout
