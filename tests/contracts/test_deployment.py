"""docker-compose.yml describes the same product as `make run`: the same programs with the same options and settings."""

import dataclasses
import re
from pathlib import Path

import yaml

from peerlearn import env, run

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
PRODUCT = ["web", "worker", "beat"]


def without_interpreter(command: list[str]) -> list[str]:
    """The words after `python -m`, without switches that only quieten a terminal or name a place on one machine."""
    words = command[command.index("-m") + 1 :]
    if "--schedule" in words:
        del words[words.index("--schedule") : words.index("--schedule") + 2]
    return [word for word in words if word != "--quiet"]


def test_compose_has_two_servers_three_programs_and_the_migration():
    assert set(SERVICES) == {"db", "redis", "migrate", *PRODUCT}
    assert int(SERVICES["db"]["image"].removeprefix("postgres:")) >= 17
    assert int(SERVICES["redis"]["image"].removeprefix("redis:")) >= 7


def test_compose_runs_the_commands_of_make_run():
    ours = {
        "web": [*run.GUNICORN, "peerlearn.wsgi:application"],
        "worker": [*run.CELERY, *run.WORKER],
        "beat": [*run.CELERY, "beat", *run.BEAT],
    }

    theirs = {name: without_interpreter(SERVICES[name]["command"]) for name in PRODUCT}

    quiet_access_log = ["--log-level", "warning"]
    ours["web"] = [word for word in ours["web"] if word not in quiet_access_log]
    assert theirs == {name: without_interpreter(command) for name, command in ours.items()}


def test_compose_differs_from_make_run_in_two_variables_only():
    for name in [*PRODUCT, "migrate"]:
        assert set(SERVICES[name]["environment"]) == {"DATABASE_URL", "REDIS_URL"}
        assert SERVICES[name]["env_file"] == ".env"


def test_env_example_lists_every_setting_and_no_other():
    listed = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    read = {field.name.upper() for field in dataclasses.fields(env.Environment)}

    assert set(listed) - {"POSTGRES_PASSWORD"} == read
