"""A daemon that speaks as clamd does, on this machine, for one client."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

MALWARE = b"X5O!-a-file-that-the-daemon-knows"


@contextmanager
def daemon(address: tuple[str, int] | str = ("127.0.0.1", 0), *, says: bytes | None = None) -> Iterator[str]:
    """Answers one client as clamd does, or with these bytes; gives its address."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as server:
        server.bind(address)
        server.listen()
        thread = threading.Thread(target=_serve, args=(server, says))
        thread.start()
        yield f"unix://{address}" if isinstance(address, str) else f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def _serve(server: socket.socket, says: bytes | None) -> None:
    client, _ = server.accept()
    with client, client.makefile("rb") as stream:
        assert stream.read(len(b"zINSTREAM\0")) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(length)
        verdict = b"stream: Eicar-Test-Signature FOUND\0" if MALWARE in content else b"stream: OK\0"
        client.sendall(verdict if says is None else says)
