"""Settings are refused in one line that names them."""

import pytest

from peerlearn import env

GOOD = {
    "SECRET_KEY": "x",
    "DATABASE_URL": "postgresql://db/peerlearn",
    "REDIS_URL": "redis://cache:6379/0",
    "BASE_URL": "https://learn.example.com",
}


@pytest.fixture
def read(monkeypatch):
    def with_variables(**changes: str):
        for name in [*GOOD, "DEBUG", "ORG_TIME_ZONE", "LOG_FORMAT", "LOG_LEVEL"]:
            monkeypatch.delenv(name, raising=False)
        for name, value in (GOOD | changes).items():
            monkeypatch.setenv(name, value)
        return env.read()

    return with_variables


def test_debug_is_off_unless_said(read):
    assert read().debug is False
    assert read(DEBUG="true").debug is True


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing"),
        ("DATABASE_URL", "", "DATABASE_URL is missing"),
        ("REDIS_URL", "", "REDIS_URL is missing"),
        ("WHISPER_MODEL_DIR", "/nowhere", "WHISPER_MODEL_DIR must be the folder of a model"),
        ("SEMANTIC_MODEL_DIR", "/nowhere", "SEMANTIC_MODEL_DIR must be the folder of a model"),
        ("CAPTURE_INBOX_DIR", "/nowhere", "CAPTURE_INBOX_DIR must be a folder on this machine"),
        ("BASE_URL", "ftp://x", "BASE_URL must be the public address"),
        ("BASE_URL", "http://learn.example.com", "plain http is for this machine only"),
        ("DEBUG", "perhaps", 'variable "DEBUG" invalid'),
        ("ORG_TIME_ZONE", "Mars/Olympus", "ORG_TIME_ZONE 'Mars/Olympus' is not an IANA time zone"),
        ("EMAIL_PROVIDER_URL", "http://mail.example.com/emails", "EMAIL_PROVIDER_URL must begin with https://"),
        ("INBOUND_MAIL_URL", "imap://learn:x@mail.example.com/INBOX", "INBOUND_MAIL_URL must look like imaps://"),
        ("INBOUND_MAIL_URL", "imaps://mail.example.com", "INBOUND_MAIL_URL must look like imaps://"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT must be json or console"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be debug, info, warning or error"),
    ],
)
def test_odd_setting_stops_the_start_with_one_line(read, variable, value, line):
    with pytest.raises(SystemExit) as refused:
        read(**{variable: value})

    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("cache", "broker"),
    [
        ("redis://cache:6379/0", "redis://cache:6379/1"),
        ("rediss://:secret@cache:6380", "rediss://:secret@cache:6380/1"),
        ("unix:///tmp/redis.sock?db=0", "redis+socket:///tmp/redis.sock?virtual_host=1"),
    ],
)
def test_broker_is_database_one_of_the_same_server(cache, broker):
    assert env.broker_url(cache) == broker
