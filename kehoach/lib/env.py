"""Settings from the environment: what is unsafe to serve beyond this machine; the key that a first start makes."""

import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from kehoach.lib.openid import Provider, is_safe_address

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", ".localhost", "testserver"})
LOCAL_SERVICES = frozenset({"localhost", "127.0.0.1", "::1"})
SECRET_KEY_LENGTH = 50


def serves_beyond_loopback(allowed_hosts: Iterable[str]) -> bool:
    """Whether other machines may reach this server, which is what we call production."""
    return bool(set(allowed_hosts) - LOOPBACK_HOSTS)


def kept_secret_key(path: Path) -> str:
    """A key that the environment does not name: made once, kept readable by its owner only.

    Processes that start together agree: the file appears whole, and only the first to make it does.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as draft:  # readable by its owner only
            draft.write(secrets.token_urlsafe(SECRET_KEY_LENGTH))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()


def unsafe_settings(
    *, secret_key: str, allowed_hosts: Iterable[str], site_url: str, email_url: str, debug: bool
) -> list[str]:
    """What must be mended before other machines may reach this server, a sentence each."""
    problems = []
    if len(secret_key) < SECRET_KEY_LENGTH:
        problems.append(f"SECRET_KEY must be set, to at least {SECRET_KEY_LENGTH} random characters.")
    if "*" in allowed_hosts:
        problems.append("ALLOWED_HOSTS must name the hosts; '*' accepts any.")
    if not site_url.startswith("https://"):
        problems.append("SITE_URL must be the public address and start with https://.")
    if not email_url:
        problems.append("EMAIL_URL must name the mail server, e.g. smtp+tls://user:password@mail.example.vn:587.")
    if debug:
        problems.append("DEBUG must be off.")
    return problems


def unsigned_services(addresses: Mapping[str, str]) -> list[str]:
    """Which services on other machines would let anybody in, a sentence each. Takes: addresses by setting."""
    parts = {name: urlsplit(address) for name, address in addresses.items()}
    return [
        f"{name} must hold the password of the service, which is on another machine."
        for name, part in parts.items()
        if part.hostname and part.hostname not in LOCAL_SERVICES and not part.password
    ]


def unsafe_sign_on(provider: Provider, *, production: bool) -> list[str]:
    """What must be mended before anybody may come in by single sign-on, a sentence each."""
    problems = []
    if not is_safe_address(provider.issuer) or (production and not provider.issuer.startswith("https://")):
        problems.append("OIDC_ISSUER must start with https://.")
    if not provider.client_id or not provider.client_secret:
        problems.append("OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set, as the provider has given them.")
    return problems
