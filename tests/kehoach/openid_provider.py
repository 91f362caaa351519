"""A provider of single sign-on for tests: a real server on this machine, which can be told to lie."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from kehoach.lib.openid import Provider

PERSON = {"sub": "248289761001", "email": "bithu@vidu.vn", "email_verified": True}
START = "/dang-nhap/tai-khoan-chung"

CLIENT, SECRET = "kehoach", "bí mật của chương trình"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class FakeProvider:
    port: int
    person: dict[str, Any] = field(default_factory=dict)  # who is at the browser, as the signed answer tells
    userinfo: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)  # what the signed answer says otherwise; None leaves it out
    says: dict[str, Any] = field(default_factory=dict)  # what the description of the provider says otherwise
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    signs_with: Any = None
    algorithm: str = "RS256"
    kid: str = "key 1"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def setting(self) -> Provider:
        return Provider(self.issuer, CLIENT, SECRET)

    def sign_on(self, address: str) -> str:
        """The browser goes there, the person signs on. Gives: where the browser is sent back to."""
        parts = urlsplit(address)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", f"{parts.path}?{parts.query}")
        location = connection.getresponse().headers["Location"]
        connection.close()
        return location

    # --- What it answers -------------------------------------------------------------------------------------------

    def describe(self) -> dict[str, Any]:
        paths = ("authorization", "token", "userinfo", "end_session")
        addresses = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in paths}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **addresses, **self.says}

    def keys(self) -> dict[str, Any]:
        told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [told | {"kid": "key 1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """None when who asks may not have it."""
        begun = self.codes.pop(sent["code"], None)
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        pair = base64.b64encode(f"{CLIENT}:{urlencode({'': SECRET})[1:].replace('+', '%20')}".encode()).decode()
        if begun is None or challenge != begun["code_challenge"] or authorization != f"Basic {pair}":
            return None
        now = time.time()
        about = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": begun["nonce"]}
        claims = {name: value for name, value in (about | self.person | self.lies).items() if value is not None}
        headers = {"kid": self.kid}
        signed = jwt.encode(claims, self.signs_with or self.key, algorithm=self.algorithm, headers=headers)
        return {"access_token": "access", "token_type": "Bearer", "id_token": signed}

    def answer(self, method: str, address: str, body: str, authorization: str) -> Any:
        parts = urlsplit(address)
        self.asked.append(parts.path)
        if method == "POST":
            return self.token(dict(parse_qsl(body)), authorization)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return {
            "/.well-known/openid-configuration": self.describe,
            "/keys": self.keys,
            "/authorization": lambda: self.authorize(query),
            "/userinfo": lambda: self.userinfo if authorization == "Bearer access" else None,
        }[parts.path]()


@contextmanager
def running_provider(**about: Any) -> Iterator[FakeProvider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            told = provider.answer(self.command, self.path, body, self.headers.get("Authorization", ""))
            self.send_response(302 if isinstance(told, str) else 400 if told is None else 200)
            if isinstance(told, str):
                self.send_header("Location", told)
            self.end_headers()
            if isinstance(told, dict):
                self.wfile.write(json.dumps(told).encode())

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            """Nothing: a test tells by failing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = FakeProvider(server.server_port, **about)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sign_on(provider: FakeProvider, client: Client | None = None, start: str = START) -> tuple[Client, Any]:
    """The whole way: out to the provider and back."""
    client = client or Client()
    back = provider.sign_on(client.get(start).headers["Location"])
    return client, client.get(path_of(back))


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def is_in(client: Client) -> bool:
    return client.get("/tai-khoan").status_code == 200
