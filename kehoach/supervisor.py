"""Keeps a few programs running: starts what died again, later each time, and stops all of them together."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

STEADY_AFTER = 60.0  # seconds after which a program counts as healthy and its next pause is short again
LONGEST_PAUSE = 60.0  # seconds
STOP_TIMEOUT = 15.0  # seconds that all programs together have to finish what they are doing
LOOK_EVERY = 0.2  # seconds

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


@dataclass
class Program:
    """One program to keep running. Written by: Supervisor."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    deaths: int = 0

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs the programs until this process is told to stop (Ctrl-C, SIGTERM)."""

    def __init__(self, programs: list[Program], folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.programs = programs
        self.folder = folder
        self.clock = clock
        self.stopping = False

    def run(self) -> None:
        """Returns when every program has stopped."""
        before = {number: signal.signal(number, self._ask_to_stop) for number in _STOPS}
        try:
            while not self.stopping:
                self.look()
                time.sleep(LOOK_EVERY)
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def look(self) -> None:
        """Start what should run and does not; called again and again."""
        for program in self.programs:
            if program.process is not None and not program.runs:
                self._bury(program, program.process)
            if program.process is None and self.clock() >= program.start_at:
                self._start(program)

    def stop(self) -> None:
        """Ask every program to finish, wait for it, kill what is left with all its children."""
        running = [program.process for program in self.programs if program.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = self.clock() + STOP_TIMEOUT
        for process in running:
            try:
                process.wait(max(0.1, deadline - self.clock()))
            except subprocess.TimeoutExpired:
                logger.warning("%s did not stop in time and is killed", process.args)
            _kill_group(process.pid)
            process.wait()

    def _start(self, program: Program) -> None:
        program.started_at = self.clock()
        program.process = subprocess.Popen(
            program.command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the supervisor only, which stops the programs in order
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def _bury(self, program: Program, process: subprocess.Popen[bytes]) -> None:
        """Note a death and when to start again: after 1, 2, 4 … seconds when it keeps dying young."""
        _kill_group(process.pid)
        if self.clock() - program.started_at >= STEADY_AFTER:
            program.deaths = 0
        pause = min(2.0**program.deaths, LONGEST_PAUSE)
        logger.error("%s ended with code %s; again in %.0f s", program.name, process.returncode, pause)
        program.deaths += 1
        program.process = None
        program.start_at = self.clock() + pause

    def _ask_to_stop(self, *_: object) -> None:
        self.stopping = True


def _kill_group(leader: int) -> None:
    """End whatever a dead program left behind in its own group."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _die_with_parent() -> None:
    """Linux ends the program when the supervisor itself is killed, so that nothing runs on unseen."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
