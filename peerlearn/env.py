"""Every setting an operator can make, read once from the environment.

Defaults are the safe ones: DEBUG is off, and without a SECRET_KEY, DATABASE_URL or REDIS_URL nothing starts.
`make run` and `manage.py` fill those three in for the embedded servers (see `peerlearn.embedded.environment`);
a production start gets them from its operator. An odd value stops the start with one line that names it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from environs import Env, EnvError


class Refused(SystemExit):
    """Ends the process with one line instead of a traceback: the operator has to mend a setting."""


@dataclass(frozen=True)
class Environment:
    debug: bool
    secret_key: str
    database_url: str
    redis_url: str
    base_url: str
    allowed_hosts: list[str]
    email_url: str
    default_from_email: str
    inbound_mail_url: str
    email_provider_url: str
    email_provider_token: str
    media_root: str
    capture_inbox_dir: str
    whisper_model_dir: str
    semantic_model_dir: str
    org_name: str
    org_time_zone: str
    statement_timeout_ms: int
    log_format: str
    log_level: str

    @property
    def https(self) -> bool:
        """Cookies, HSTS and redirects follow the public address: https means all of it."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def broker_url(self) -> str:
        """Celery's database lies beside the cache's: number 1 of the same Redis server."""
        return broker_url(self.redis_url)


def broker_url(redis_url: str, database: int = 1) -> str:
    """The Celery broker address for a Redis address: the same server, another database.

    >>> broker_url("redis://cache:6379/0")
    'redis://cache:6379/1'
    >>> broker_url("unix:///tmp/redis.sock?db=0")
    'redis+socket:///tmp/redis.sock?virtual_host=1'
    """
    address = urlsplit(redis_url)
    if address.scheme == "unix":
        return f"redis+socket://{address.path}?virtual_host={database}"
    return address._replace(path=f"/{database}", query="").geturl()


def read() -> Environment:
    """Read and check all settings. Raises Refused with one line per problem."""
    env = Env()
    try:
        found = Environment(
            debug=env.bool("DEBUG", False),
            secret_key=env.str("SECRET_KEY", ""),
            database_url=env.str("DATABASE_URL", ""),
            redis_url=env.str("REDIS_URL", ""),
            base_url=env.str("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            allowed_hosts=env.list("ALLOWED_HOSTS", []),
            email_url=env.str("EMAIL_URL", "console:"),
            default_from_email=env.str("DEFAULT_FROM_EMAIL", "PeerLearn <peerlearn@localhost>"),
            inbound_mail_url=env.str("INBOUND_MAIL_URL", ""),
            email_provider_url=env.str("EMAIL_PROVIDER_URL", ""),
            email_provider_token=env.str("EMAIL_PROVIDER_TOKEN", ""),
            media_root=env.str("MEDIA_ROOT", ""),
            capture_inbox_dir=env.str("CAPTURE_INBOX_DIR", ""),
            whisper_model_dir=env.str("WHISPER_MODEL_DIR", ""),
            semantic_model_dir=env.str("SEMANTIC_MODEL_DIR", ""),
            org_name=env.str("ORG_NAME", "PeerLearn"),
            org_time_zone=env.str("ORG_TIME_ZONE", "UTC"),
            statement_timeout_ms=env.int("STATEMENT_TIMEOUT_MS", 0),
            log_format=env.str("LOG_FORMAT", "json"),
            log_level=env.str("LOG_LEVEL", "info"),
        )
    except EnvError as problem:
        raise Refused(f"PeerLearn does not start: {problem}") from None
    problems = list(_problems(found))
    if problems:
        raise Refused("PeerLearn does not start: " + " ".join(problems))
    return found


def _problems(env: Environment) -> Iterator[str]:
    if not env.secret_key and not env.debug:
        yield "SECRET_KEY is missing (a long random text; keep it secret)."
    if not env.database_url:
        yield "DATABASE_URL is missing (or start with `make run`, which brings its own PostgreSQL)."
    if not env.redis_url:
        yield "REDIS_URL is missing (or start with `make run`, which brings its own Redis)."
    if urlsplit(env.base_url).scheme not in ("http", "https"):
        yield "BASE_URL must be the public address, beginning with https:// (or http:// on this machine)."
    elif not env.https and urlsplit(env.base_url).hostname not in ("127.0.0.1", "localhost", "::1"):
        yield "BASE_URL must begin with https://; plain http is for this machine only."
    provider = urlsplit(env.email_provider_url)
    if env.email_provider_url and provider.scheme != "https" and provider.hostname not in ("127.0.0.1", "localhost"):
        yield "EMAIL_PROVIDER_URL must begin with https://; plain http is for this machine only."
    if env.inbound_mail_url and not _readable_mailbox(env.inbound_mail_url):
        yield "INBOUND_MAIL_URL must look like imaps://user:password@host/INBOX (plain imap:// on this machine only)."
    if env.whisper_model_dir and not Path(env.whisper_model_dir).is_dir():
        yield "WHISPER_MODEL_DIR must be the folder of a model on this machine."
    if env.semantic_model_dir and not Path(env.semantic_model_dir).is_dir():
        yield "SEMANTIC_MODEL_DIR must be the folder of a model on this machine."
    if env.capture_inbox_dir and not Path(env.capture_inbox_dir).is_dir():
        yield "CAPTURE_INBOX_DIR must be a folder on this machine."
    if env.log_format not in ("json", "console"):
        yield "LOG_FORMAT must be json or console."
    if env.log_level not in ("debug", "info", "warning", "error"):
        yield "LOG_LEVEL must be debug, info, warning or error."
    try:
        ZoneInfo(env.org_time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield f"ORG_TIME_ZONE {env.org_time_zone!r} is not an IANA time zone such as Europe/Berlin."


def _readable_mailbox(address: str) -> bool:
    """Whether a mailbox's password stays secret on its way."""
    found = urlsplit(address)
    here = found.hostname in ("127.0.0.1", "localhost", "::1")
    return bool(found.hostname and found.username) and (found.scheme == "imaps" or (found.scheme == "imap" and here))
