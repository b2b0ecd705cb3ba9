"""A mail provider on loopback that honours idempotency keys, and answers as a test tells it."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    payload: dict[str, Any]
    arrived_at: float = field(default_factory=time.time)


@dataclass
class Reply:
    """`hang` seconds pass before the answer; `text` defaults to the id of the mail."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    hang: float = 0
    takes: bool = True


class Provider:
    """`delivered` are the mails that went out, one for each key; `requests` is everything that came."""

    def __init__(self, answer: Callable[[Request], Reply] = lambda request: Reply()) -> None:
        self.answer = answer
        self.requests: list[Request] = []
        self.delivered: list[Request] = []
        self.url = ""
        self._keys: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def absorbed(self) -> int:
        """How often a mail came again under a key that had gone out."""
        return sum(count - 1 for count in self._keys.values())

    def take(self, request: Request) -> Reply:
        reply = self.answer(request)
        key = request.headers.get("Idempotency-Key", "")
        with self._lock:
            self.requests.append(request)
            if reply.takes and reply.status < 300:
                self._keys[key] += 1
                if self._keys[key] == 1:
                    self.delivered.append(request)
        if not reply.text:
            reply.text = json.dumps({"id": f"mail-{key}"})
        time.sleep(reply.hang)
        return reply


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """The provider on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = provider.take(Request(self.path, dict(self.headers), json.loads(body)))
            content = reply.text.encode()
            head = [f"HTTP/1.1 {reply.status} Told", f"Content-Length: {len(content)}"]
            head += [f"{name}: {value}" for name, value in reply.headers.items()]
            self.wfile.write("\r\n".join([*head, "", ""]).encode() + content)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # whoever asked was killed

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.url = f"http://127.0.0.1:{server.server_port}/emails"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
