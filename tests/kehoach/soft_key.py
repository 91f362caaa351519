"""A passkey in software: makes what a browser would answer, true or false as a test asks."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from units.models import User

HOST = "testserver"
ADD, SECOND = "/tai-khoan/khoa-truy-cap/them", "/dang-nhap/lop-hai"
FLAGS = AuthenticatorData.FLAG


@dataclass
class SoftKey:
    origin: str = f"https://{HOST}"
    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b"soft key"

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        key = AttestedCredentialData.create(Aaguid.NONE, self.id, ES256.from_cryptography_key(self.secret.public_key()))
        said = CollectedClientData.create("webauthn.create", websafe_decode(options["challenge"]), self.origin)
        about = AttestationObject.create("none", self._about(FLAGS.UP | FLAGS.UV | FLAGS.AT, key), {})
        return self._answer(clientDataJSON=said, attestationObject=about)

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        said = CollectedClientData.create("webauthn.get", websafe_decode(options["challenge"]), self.origin)
        about = self._about(FLAGS.UP | FLAGS.UV)
        signature = self.secret.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=about, signature=signature)

    def _about(self, flags: int, key: bytes = b"") -> AuthenticatorData:
        return AuthenticatorData.create(hashlib.sha256(HOST.encode()).digest(), flags, 1, key)

    def _answer(self, **response: bytes) -> dict[str, Any]:
        encoded = {name: websafe_encode(value) for name, value in response.items()}
        kept = websafe_encode(self.id)
        return {"id": kept, "rawId": kept, "type": "public-key", "response": encoded, "clientExtensionResults": {}}


def options_of(client: Client, page: str) -> dict[str, Any]:
    (options,) = client.get(page).context["js_data"].values()
    return options["publicKey"]


def add_key(client: Client, name: str = "Điện thoại", **about: Any) -> SoftKey:
    """The signed-in person adds a key on the page."""
    key = SoftKey(**about)
    answer = key.create(options_of(client, ADD))
    client.post(ADD, {"name": name, "credential": json.dumps(answer)})
    return key


def give_key(user: User, **about: Any) -> SoftKey:
    """A person has added a key once."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["logged_in_at"] = 1e12
    session.save()
    return add_key(client, **about)
