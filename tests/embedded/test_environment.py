import pytest

from peerlearn.embedded.environment import complete
from peerlearn.embedded.paths import urls


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("PEERLEARN_VAR", str(tmp_path))


def test_empty_environment_becomes_that_of_the_demo_company(tmp_path):
    environ = {}

    complete(environ, start=False)

    assert environ == {
        "DATABASE_URL": urls().database_url,
        "REDIS_URL": urls().redis_url,
        "LOG_FORMAT": "console",
        "SECRET_KEY": (tmp_path / "secret-key").read_text(),
        "ORG_NAME": "Hollis Brandt",
        "ORG_TIME_ZONE": "Europe/Lisbon",
    }


def test_what_is_set_stays(tmp_path):
    given = {"SECRET_KEY": "mine", "ORG_NAME": "Mine", "ORG_TIME_ZONE": "Asia/Tokyo", "LOG_FORMAT": "json"}
    environ = dict(given)

    complete(environ, start=False)

    assert {name: environ[name] for name in given} == given
    assert not (tmp_path / "secret-key").exists()


def test_without_the_demo_no_company_is_named():
    environ = {"DEMO": "0"}

    complete(environ, start=False)

    assert "ORG_NAME" not in environ
    assert "ORG_TIME_ZONE" not in environ


def test_servers_from_elsewhere_leave_everything_to_the_operator():
    environ = {"DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://cache"}

    complete(environ)

    assert environ == {"DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://cache"}
