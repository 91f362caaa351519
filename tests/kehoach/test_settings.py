"""Settings come from the environment only, are all described, and refuse to serve the public unsafely."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "SECRET_KEY": "an-example-of-a-key-that-is-long-enough-and-random-7Qw2Zr9xLm4T",
    "ALLOWED_HOSTS": "kehoach.example.vn",
    "SITE_URL": "https://kehoach.example.vn",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.vn:587",
}
SIGN_ON = {
    "OIDC_ISSUER": "https://dang-nhap.example.vn",
    "OIDC_CLIENT_ID": "kehoach",
    "OIDC_CLIENT_SECRET": "an-example-of-a-secret",
}


def manage(*arguments: str, tmp_path: Path, **env: str) -> subprocess.CompletedProcess:
    """manage.py in a process of its own, with these variables and no others of ours."""
    clean = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "ENV_FILE": os.devnull}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=clean | env, capture_output=True, text=True)


def test_env_example_describes_every_variable_that_is_read():
    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', (ROOT / "kehoach" / "settings.py").read_text()))
    lines = (ROOT / ".env.example").read_text().splitlines()
    described = {}
    for above, line in pairwise(lines):
        if match := re.match(r"#?([A-Z_]+)=", line):
            described[match[1]] = above
    assert set(described) == read
    assert [name for name, above in described.items() if not above.startswith("# ")] == []


def test_env_example_shows_the_defaults(tmp_path):
    """Taken as a settings file with every line uncommented, it changes nothing; what it leaves empty is left out."""
    text = re.sub(r"^#([A-Z_]+=)", r"\1", (ROOT / ".env.example").read_text(), flags=re.M)
    kept = re.sub(r"^([A-Z_]+=|VAR_DIR=.*|STATIC_ROOT=.*|ENV_FILE=.*)$", "", text, flags=re.M)
    (tmp_path / "env").write_text(kept)
    show = (
        "from django.conf import settings as s; import json;"
        "names = 'ALLOWED_HOSTS SITE_URL PORT DEBUG UPLOAD_MAX_MB DEFAULT_FROM_EMAIL SECURE_HSTS_SECONDS';"
        "names += ' SECURE_SSL_REDIRECT ALLAUTH_TRUSTED_PROXY_COUNT LOGGING';"
        "print(json.dumps([getattr(s, name) for name in names.split()]))"
    )
    plain = manage("shell", "-v", "0", "-c", show, tmp_path=tmp_path)
    filled = manage("shell", "-v", "0", "-c", show, tmp_path=tmp_path, ENV_FILE=str(tmp_path / "env"))
    assert plain.returncode == filled.returncode == 0, plain.stderr + filled.stderr
    assert filled.stdout == plain.stdout


def test_a_fresh_start_needs_no_variable_and_keeps_its_secret_key_private(tmp_path):
    done = manage("check", "--fail-level", "WARNING", tmp_path=tmp_path)
    assert done.returncode == 0, done.stderr
    key = tmp_path / "secret_key"
    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o777 == 0o600


def test_safe_production_settings_pass_every_deployment_check(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path, **SAFE, **SIGN_ON)
    assert done.returncode == 0, done.stderr


def test_cookies_of_production_are_of_this_host_alone_and_sent_safely(tmp_path):
    show = (
        "from django.conf import settings as s; from kehoach.messages import HostCookieStorage;"
        "from tasks.views.drafts import SENT;"
        "print(*[[getattr(s, f'{kind}_COOKIE_{name}') for name in ('NAME', 'SECURE', 'HTTPONLY', 'SAMESITE')]"
        " for kind in ('SESSION', 'CSRF')], HostCookieStorage.cookie_name, SENT)"
    )
    done = manage("shell", "-v", "0", "-c", show, tmp_path=tmp_path, **SAFE)
    kept = "['__Host-sessionid', True, True, 'Lax'] ['__Host-csrftoken', True, True, 'Lax']"
    assert done.stdout.strip() == f"{kept} __Host-messages __Host-kehoach_sent"


@pytest.mark.parametrize(
    ("unsafe", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be set"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"SITE_URL": "http://kehoach.example.vn"}, "SITE_URL must be the public address"),
        ({"EMAIL_URL": ""}, "EMAIL_URL must name the mail server"),
        ({"DEBUG": "true"}, "DEBUG must be off"),
        ({"DATABASE_URL": "postgres://kehoach@db.example.vn:5432/kehoach"}, "DATABASE_URL must hold the password"),
        ({"REDIS_URL": "redis://queue.example.vn:6379/0"}, "REDIS_URL must hold the password"),
        ({"LEAKED_PASSWORDS": "/nowhere/leaked.txt"}, "LEAKED_PASSWORDS must name a file"),
        (SIGN_ON | {"OIDC_ISSUER": "http://dang-nhap.example.vn"}, "OIDC_ISSUER must start with https://"),
        (SIGN_ON | {"OIDC_ISSUER": "http://127.0.0.1:8080"}, "OIDC_ISSUER must start with https://"),
        (SIGN_ON | {"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set"),
    ],
)
def test_unsafe_production_settings_are_refused_with_the_reason(tmp_path, unsafe, sentence):
    done = manage("check", tmp_path=tmp_path, **SAFE | unsafe)
    assert done.returncode != 0
    assert "Kehoach does not start" in done.stderr
    assert sentence in done.stderr
