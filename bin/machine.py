"""What this machine has for the tests: PostgreSQL, Redis, a browser. Plain Python without packages."""

import os
import shutil
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's programs, the newest where there are several."""
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = known[-1] if known else shutil.which("initdb")
    return Path(found).parent if found else None


def find_redis() -> str | None:
    return shutil.which("redis-server")


def find_browser() -> str | None:
    """The browser named by CHROMIUM, else the first known one on the machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
