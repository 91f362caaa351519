"""Settings of the tests: those of an installation without any variable, on scratch data, and quick."""

import os
import tempfile
from pathlib import Path

# One for each process, so that parallel tests do not meet; tests/conftest.py removes it at the end.
_scratch = tempfile.mkdtemp(prefix="kehoach-tests-")
os.environ["VAR_DIR"] = _scratch
os.environ["ENV_FILE"] = os.devnull

from kehoach.settings import *  # noqa: E402, F403
from kehoach.settings import DATABASES, TEMPLATES  # noqa: E402
from tests.undefined import UndefinedVariable  # noqa: E402

PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True  # looks a static file up when it is asked for, instead of all of them for every client
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("undefined")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that two threads or processes of one test meet in it as they do in an installation.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_scratch) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
