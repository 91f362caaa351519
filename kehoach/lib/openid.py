"""OpenID Connect as the office's program speaks it: the authorization code flow with PKCE, state and nonce.

Believed is only what the provider answers to a request of ours, signed by a key of its own, for this program, about the
very log-in that this browser began. Source: OpenID Connect Core 1.0 (3.1), RFC 7636, RFC 9207.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt

Claims = dict[str, Any]

SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
TIMEOUT = 5  # seconds for each question to the provider
LONGEST_ANSWER = 1024 * 1024  # bytes
CLOCKS_MAY_DIFFER = 60  # seconds


class SignOnError(Exception):
    """What came back cannot be believed, or nothing came; the words are for the log."""


@dataclass(frozen=True)
class Provider:
    """Who signs people on. Its addresses are asked of it each time, so that it may change keys and addresses."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Attempt:
    """What the browser's session keeps between the way out and the way back."""

    state: str
    nonce: str
    verifier: str


def is_safe_address(address: str) -> bool:
    """Whether what is sent there can be read and changed by nobody on the way."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def begin(provider: Provider, *, back_to: str) -> tuple[str, Attempt]:
    """Gives: where the browser goes to sign on, and what to keep until it is back. Errors: SignOnError."""
    attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back_to,
        "scope": "openid profile email",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return _with_query(_address(_configuration(provider), "authorization_endpoint"), asked), attempt


def finish(provider: Provider, *, attempt: Attempt, answer: Mapping[str, str], back_to: str, wanted: str) -> Claims:
    """Who has signed on.

    Takes: answer: the query with which the browser came back; wanted: the claim that is needed, asked for separately
    where the signed answer lacks it.
    Errors: SignOnError.
    """
    if not compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
        raise SignOnError("the answer belongs to no log-in that this browser began")
    if answer.get("iss", provider.issuer) != provider.issuer:
        raise SignOnError("the answer is another provider's")
    if "code" not in answer:
        raise SignOnError(f"the provider refused: {answer.get('error', 'no code')[:100]}")
    configuration = _configuration(provider)
    tokens = _exchange(provider, configuration, code=answer["code"], attempt=attempt, back_to=back_to)
    claims = _believed(provider, configuration, str(tokens.get("id_token", "")), attempt.nonce)
    if wanted in claims or "userinfo_endpoint" not in configuration:
        return claims
    told = _ask(
        _address(configuration, "userinfo_endpoint"), headers={"Authorization": f"Bearer {tokens.get('access_token')}"}
    )
    if told.get("sub") != claims["sub"]:
        raise SignOnError("the provider tells of somebody else")
    return told | claims


def way_out(provider: Provider, *, back_to: str) -> str:
    """Where the browser goes to end the session with the provider too; empty when it has no such page."""
    configuration = _configuration(provider)
    if "end_session_endpoint" not in configuration:
        return ""
    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": back_to}
    return _with_query(_address(configuration, "end_session_endpoint"), asked)


def _configuration(provider: Provider) -> Claims:
    told = _ask(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != provider.issuer:
        raise SignOnError("the provider calls itself otherwise than the setting does")
    return told


def _exchange(provider: Provider, configuration: Claims, *, code: str, attempt: Attempt, back_to: str) -> Claims:
    """The tokens for a code, which the provider gives once and only to who knows both secret and verifier."""
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_to,
        "code_verifier": attempt.verifier,
    }
    headers = {}
    if "client_secret_post" in configuration.get("token_endpoint_auth_methods_supported", []):
        sent |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    else:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return _ask(_address(configuration, "token_endpoint"), data=urlencode(sent).encode(), headers=headers)


def _believed(provider: Provider, configuration: Claims, token: str, nonce: str) -> Claims:
    try:
        keys = jwt.PyJWKSet.from_dict(_ask(_address(configuration, "jwks_uri"))).keys
        kid = jwt.get_unverified_header(token).get("kid")
        key = next((key for key in keys if key.key_id == kid), None)
        if key is None or key.public_key_use == "enc":
            raise SignOnError("signed by a key that the provider does not name")
        claims: Claims = jwt.decode(
            token,
            key,
            algorithms=SIGNED_WITH,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=CLOCKS_MAY_DIFFER,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as refusal:
        raise SignOnError(f"the signed answer is refused: {refusal}") from refusal
    if not compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise SignOnError("the signed answer belongs to another log-in")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise SignOnError("the signed answer is for another program")
    return claims


# --- Questions to the provider -------------------------------------------------------------------------------------


class _NoDetours(HTTPRedirectHandler):
    """An answer that sends on is no answer: secrets go where the provider's own description says, nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


_opener = build_opener(_NoDetours)


def _ask(address: str, *, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> Claims:
    """What the provider answers, as JSON."""
    if not is_safe_address(address):
        raise SignOnError(f"no https: {address[:100]}")
    request = Request(address, data, {"Accept": "application/json", **(headers or {})})  # noqa: S310
    try:
        response: HTTPResponse
        with _opener.open(request, timeout=TIMEOUT) as response:
            told = json.loads(response.read(LONGEST_ANSWER))
    except (OSError, HTTPException, ValueError) as failure:
        raise SignOnError(f"no answer of {address[:100]}: {failure}") from failure
    if not isinstance(told, dict):
        raise SignOnError(f"an answer of {address[:100]} that makes no sense")
    return told


def _address(configuration: Claims, name: str) -> str:
    address = configuration.get(name)
    if not isinstance(address, str) or not is_safe_address(address):
        raise SignOnError(f"the provider names no safe {name}")
    return address


def _with_query(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
