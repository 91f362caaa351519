"""A file shown to ClamAV's daemon before it is kept.

Source: clamd(8), INSTREAM: the length of each piece in four bytes, then the piece; a length of 0 ends it.
"""

import socket
import struct
from collections.abc import Iterable
from contextlib import closing
from urllib.parse import urlsplit

TIMEOUT = 30.0  # seconds; a daemon that has just started reads its signatures first
PIECE = 64 * 1024  # bytes


class Unreachable(Exception):
    """The daemon does not answer, or not as it should; whether the file is clean is not known."""


def infection_of(pieces: Iterable[bytes], address: str) -> str:
    """What ClamAV found in the file: the name of the malware, or "" for a clean file.

    Takes: address: tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl. Errors: Unreachable.
    """
    try:
        with closing(_connect(address)) as daemon:
            daemon.sendall(b"zINSTREAM\0")
            for piece in pieces:
                for start in range(0, len(piece), PIECE):
                    part = piece[start : start + PIECE]
                    daemon.sendall(struct.pack("!L", len(part)) + part)
            daemon.sendall(struct.pack("!L", 0))
            answer = _answer(daemon)
    except (OSError, ValueError) as error:
        raise Unreachable(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise Unreachable(answer or "no answer")


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(TIMEOUT)
        try:
            daemon.connect(parts.path)
        except OSError:
            daemon.close()
            raise
        return daemon
    if parts.scheme != "tcp" or not parts.hostname or not parts.port:
        raise ValueError(f"CLAMD_ADDRESS is neither tcp://host:port nor unix:///path: {address}")
    return socket.create_connection((parts.hostname, parts.port), TIMEOUT)


def _answer(daemon: socket.socket) -> str:
    """All that it says until it closes or ends the line with a zero."""
    said = b""
    while b"\0" not in said and (more := daemon.recv(4096)):
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()
