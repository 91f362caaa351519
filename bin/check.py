"""Every check and test: lint, then the tests on SQLite, then on a private PostgreSQL and Redis, then in a browser.

With the word `lint` only the checks that run no test. Everything started here is stopped here, also after a failure.
All steps run, so that one run shows everything that is wrong; the exit code is 1 when any step failed.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from machine import find_browser, find_postgres, find_redis

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
START_TIMEOUT = 60.0  # seconds a server may take to answer

Env = dict[str, str]

# A production environment that must pass every deployment check.
PRODUCTION: Env = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "kehoach.example.vn",
    "SITE_URL": "https://kehoach.example.vn",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.vn:587",
    "LOG_LEVEL": "WARNING",
}

LINT: tuple[tuple[str, tuple[str, ...], Env], ...] = (
    ("Python style", ("ruff", "check"), {}),
    ("Python format", ("ruff", "format", "--check"), {}),
    ("Templates", ("djlint", "--lint", "--quiet", "templates"), {}),
    ("Vietnamese texts", ("python", "bin/compile_texts.py", "--check"), {}),
    ("Doors between the rooms", ("lint-imports", "--no-cache"), {}),
    ("Types", ("mypy",), {}),
    ("Migrations", ("python", "manage.py", "makemigrations", "--check", "--dry-run"), {}),
    ("Production settings", ("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    failed = lint()
    if sys.argv[1:] != ["lint"]:
        failed += test()
    print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'All checks and tests passed.'}", flush=True)
    return 1 if failed else 0


def lint() -> list[str]:
    with tempfile.TemporaryDirectory(prefix="kehoach-check-") as var:
        quiet = {"VAR_DIR": var, "ENV_FILE": os.devnull}
        return [title for title, command, env in LINT if not step(title, *command, env=quiet | env)]


def test() -> list[str]:
    failed = []
    if not step("Tests on SQLite", *pytest("not browser and not redis and not postgres", cores=2)):
        failed.append("SQLite")
    with ExitStack() as started:
        folder = started.enter_context(scratch_folder())
        servers = {
            "DATABASE_URL": started.enter_context(postgres(folder)),
            "REDIS_URL": started.enter_context(redis(folder)),
        }
        if not step("Tests on PostgreSQL and Redis", *pytest("not browser", cores=2), env=servers):
            failed.append("PostgreSQL and Redis")
        browser = servers | {"CHROMIUM": find_browser() or ""}
        if not step("Tests in a browser", *pytest("browser", cores=0), env=browser):
            failed.append("browser")
    return failed


def pytest(marker: str, *, cores: int) -> tuple[str, ...]:
    return ("pytest", "-q", "-rs", "-n", str(cores), "--dist", "worksteal", "-m", marker)


def step(title: str, program: str, *arguments: str, env: Env | None = None) -> bool:
    print(f"\n=== {title}", flush=True)
    start = time.monotonic()
    done = subprocess.run([str(BIN / program), *arguments], cwd=ROOT, env={**os.environ, **(env or {})})
    print(f"=== {title}: {'FAILED' if done.returncode else 'ok'}, {time.monotonic() - start:.0f} s", flush=True)
    return done.returncode == 0


# --- Servers -------------------------------------------------------------------------------------------------------


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="kehoach-check-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of our own, gone at the end; gives its address. It refuses root, so root lends it a user."""
    programs, data, password, port = find_postgres(), folder / "postgres", secrets.token_urlsafe(16), free_port()
    owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    data.mkdir()
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if owner:
        shutil.chown(data, "postgres", "postgres")
        shutil.chown(secret, "postgres", "postgres")
    make = [programs / "initdb", "-D", data, "-U", "kehoach", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    make += ["--auth=scram-sha-256", f"--pwfile={secret}"]
    subprocess.run(make, cwd=folder, check=True, stdout=subprocess.DEVNULL, **owner)
    tuned = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": data,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "log_min_messages": "fatal",
    }
    command = [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in tuned.items())]
    with (folder / "postgres.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **owner)
    with stopped_at_end(process, signal.SIGINT):
        ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        wait_until(lambda: subprocess.run(ready).returncode == 0, process, "PostgreSQL")
        yield f"postgres://kehoach:{password}@127.0.0.1:{port}/postgres"


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis of our own that keeps what it is given, as production should; gives its address."""
    port = free_port()
    (folder / "redis").mkdir()
    command = [find_redis(), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder / "redis"), "--save", ""]
    command += ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    with stopped_at_end(process, signal.SIGTERM):
        wait_until(lambda: answers(port), process, "Redis")
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def stopped_at_end(process: subprocess.Popen, stop: signal.Signals) -> Iterator[None]:
    try:
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_until(is_ready, process: subprocess.Popen, name: str) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{name} did not start.")
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main())
