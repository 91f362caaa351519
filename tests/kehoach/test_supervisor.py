"""The supervisor: keeps its programs alive, waits longer each time they die, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kehoach.supervisor import Program, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"]
DIES_AT_ONCE = [sys.executable, "-c", "raise SystemExit(3)"]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def supervise(clock, tmp_path):
    """Gives a supervisor of these commands, stopped at the end of the test."""
    made = []

    def make(*commands):
        programs = [Program(f"program{n}", command) for n, command in enumerate(commands)]
        made.append(Supervisor(programs, tmp_path, clock))
        return made[-1]

    yield make
    for supervisor in made:
        supervisor.stop()


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_look_starts_every_program_once(supervise):
    supervisor = supervise(SLEEPER, SLEEPER)
    supervisor.look()
    first = [program.process.pid for program in supervisor.programs]
    supervisor.look()
    assert [program.process.pid for program in supervisor.programs] == first


def test_a_program_that_dies_starts_again_after_a_pause(supervise, clock):
    supervisor = supervise(SLEEPER)
    supervisor.look()
    (program,) = supervisor.programs
    program.process.kill()
    program.process.wait()
    supervisor.look()
    assert program.process is None
    clock.now += 1.0
    supervisor.look()
    assert program.runs


def test_a_program_that_keeps_dying_waits_longer_each_time_up_to_a_minute(supervise, clock):
    supervisor = supervise(DIES_AT_ONCE)
    (program,) = supervisor.programs
    pauses = []
    for _ in range(8):
        supervisor.look()
        program.process.wait()
        supervisor.look()
        pauses.append(program.start_at - clock.now)
        clock.now = program.start_at
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_program_that_ran_long_starts_again_soon(supervise, clock):
    supervisor = supervise(SLEEPER)
    (program,) = supervisor.programs
    program.deaths = 5
    supervisor.look()
    clock.now += 60
    program.process.kill()
    program.process.wait()
    supervisor.look()
    assert program.start_at - clock.now == 1


def test_stop_kills_what_does_not_want_to_stop(supervise, clock, monkeypatch):
    monkeypatch.setattr("kehoach.supervisor.STOP_TIMEOUT", 0.5)
    supervisor = supervise(STUBBORN, SLEEPER)
    supervisor.look()
    pids = [program.process.pid for program in supervisor.programs]
    supervisor.stop()
    assert [pid for pid in pids if lives(pid)] == []


def test_a_dead_program_leaves_no_children(supervise, tmp_path):
    note = tmp_path / "child"
    parent = f"import subprocess; p = subprocess.Popen({SLEEPER!r}); open({str(note)!r}, 'w').write(str(p.pid))"
    supervisor = supervise([sys.executable, "-c", parent])
    supervisor.look()
    (program,) = supervisor.programs
    program.process.wait()
    child = int(note.read_text())
    supervisor.look()
    wait_until(lambda: not lives_unreaped(child))


def test_run_returns_when_told_to_stop(tmp_path):
    supervisor = Supervisor([Program("sleeper", SLEEPER)], tmp_path)
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    supervisor.run()
    assert not supervisor.programs[0].runs


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells a program that its parent died")
def test_nothing_runs_on_when_the_supervisor_itself_is_killed(tmp_path):
    root = Path(__file__).resolve().parents[2]
    code = (
        "from pathlib import Path; from kehoach.supervisor import *;"
        f"s = Supervisor([Program('sleeper', {SLEEPER!r})], Path('.')); s.look();"
        "print(s.programs[0].process.pid, flush=True); time.sleep(600)"
    )
    env = {**os.environ, "VAR_DIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, env=env, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    wait_until(lambda: not lives_unreaped(child))


def lives_unreaped(pid: int) -> bool:
    """Whether it runs; a zombie that nobody reaped counts as dead."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
