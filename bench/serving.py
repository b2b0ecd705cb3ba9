"""Pages over HTTP, by the server that serves the product, on a free port of this machine."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client

from bench import scratch
from peerlearn.people.models import User
from peerlearn.run import COLLECT_OPTIONS, GUNICORN, MANAGE

ENOUGH = 60.0  # seconds to start in


class NotServed(Exception):
    """An answer was no page."""


@dataclass
class Site:
    """A server, asked by one person; each request has a connection of its own, since idle ones are closed."""

    connection: http.client.HTTPConnection
    headers: dict[str, str]

    def get(self, path: str, **headers: str) -> bytes:
        """The body of a page as it was sent. Raises NotServed for any other answer."""
        self.connection.request("GET", path, headers=self.headers | headers)
        response = self.connection.getresponse()
        body = response.read()
        self.connection.close()
        if response.status != 200:
            raise NotServed(f"{path}: {response.status}")
        return body


@contextmanager
def product(database: str, reader: User) -> Iterator[Site]:
    """The product as an operator runs it, with static files collected, in a scratch database."""
    var = scratch.folder(database) / "web"
    port = _free_port()
    given = {
        "DJANGO_SETTINGS_MODULE": "peerlearn.settings.base",
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl(),
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "PEERLEARN_VAR": str(var),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "error",
    }
    collect = [*MANAGE, "collectstatic", *COLLECT_OPTIONS]
    subprocess.run(collect, env=os.environ | given, cwd=scratch.ROOT, check=True)  # noqa: S603 -- our own command
    with _served("peerlearn.wsgi:application", port, given) as site:
        site.headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={_session_of(reader)}"
        yield site


@contextmanager
def application(name: str, given: Mapping[str, str]) -> Iterator[Site]:
    """Any other WSGI application, served in the same way."""
    with _served(name, _free_port(), given) as site:
        yield site


@contextmanager
def _served(name: str, port: int, given: Mapping[str, str]) -> Iterator[Site]:
    environment = os.environ | given | {"PORT": str(port)}
    process = subprocess.Popen([*GUNICORN, name], env=environment, cwd=scratch.ROOT)  # noqa: S603 -- our own command
    try:
        _wait_for(port, process)
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        yield Site(client, {"Accept-Encoding": "gzip", "Accept-Language": "en"})
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + ENOUGH
    while time.monotonic() < ends and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The server of the benchmark did not start.")


def _session_of(reader: User) -> str:
    client = Client()
    client.force_login(reader)
    connection.close()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
