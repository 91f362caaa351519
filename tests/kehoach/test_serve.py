"""`manage.py serve`, as `make run` starts it: everything comes up, comes back when killed, and goes away together."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0  # seconds; a busy machine is slow to start three programs


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder: Path, port: int) -> subprocess.Popen:
    env = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), "ENV_FILE": os.devnull, "PORT": str(port)}
    command = [sys.executable, str(ROOT / "manage.py"), "serve"]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture
def served(tmp_path):
    """A served installation on data of its own: (process, port, folder)."""
    port = free_port()
    process = start(tmp_path, port)
    yield process, port, tmp_path
    process.terminate()
    process.communicate(timeout=PATIENCE)


def asked(port: int, path: str) -> tuple[int, dict]:
    """Status and JSON of an answer; (0, {}) when nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except OSError:
        return 0, {}


def wait_until(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def children_of(pid: int) -> dict[str, int]:
    """The programs of the supervisor by what their command says."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True
    ).stdout
    found = {}
    for line in listed.splitlines():
        child, command = line.split(maxsplit=1)
        found |= {name: int(child) for name in ("gunicorn", "kehoach worker", "kehoach beat") if f" {name} " in command}
    return found


def test_everything_comes_up_comes_back_and_goes_away(served):
    process, port, _ = served
    wait_until(lambda: asked(port, "/healthz") == (200, {"status": "ok"}))
    wait_until(lambda: asked(port, "/readyz")[0] == 200)  # the worker that came up has swept
    before = children_of(process.pid)
    assert sorted(before) == ["gunicorn", "kehoach beat", "kehoach worker"]

    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(set(children_of(process.pid).values()) - set(before.values())) == 3)
    wait_until(lambda: asked(port, "/healthz")[0] == 200)

    last = children_of(process.pid)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert said.rstrip().endswith("Kehoach has stopped.")
    assert [pid for pid in last.values() if Path(f"/proc/{pid}").exists()] == []
    assert asked(port, "/healthz") == (0, {})


def test_a_second_one_on_the_same_data_is_refused(served):
    _, port, folder = served
    wait_until(lambda: asked(port, "/healthz")[0] == 200)
    second = start(folder, free_port())
    said, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode != 0
    assert "Kehoach already runs on the data in" in said


def test_a_taken_port_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start(tmp_path, port)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert f"Port {port} of 127.0.0.1 is taken." in said
