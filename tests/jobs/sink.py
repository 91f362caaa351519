"""A mail server on this machine that keeps what it is given, as slowly as a test needs."""

import email
import email.policy
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr


@dataclass
class Sink:
    """What arrived, in its order. `pause`: seconds the server thinks before it accepts a mail."""

    pause: float = 0.0
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]

    def by_person(self) -> dict[str, list[EmailMessage]]:
        """The mails of each address."""
        found: dict[str, list[EmailMessage]] = {}
        for mail in self.mails:
            found.setdefault(parseaddr(mail["To"])[1], []).append(mail)
        return found


class _Session(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline():
            match line.split()[0].upper() if line.split() else b"":
                case b"DATA":
                    self._say("354 go on")
                    self._keep(self._data())
                    self._say("250 kept")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _keep(self, data: bytes) -> None:
        time.sleep(self.server.sink.pause)
        self.server.sink.mails.append(email.message_from_bytes(data, policy=email.policy.default))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    sink: Sink

    def handle_error(self, request, client_address) -> None:
        """A client that was killed hangs up in the middle; that is what the tests want."""


@contextmanager
def running_sink(pause: float = 0.0) -> Iterator[Sink]:
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.sink = Sink(pause, server.server_address[1])
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server.sink
        server.shutdown()
