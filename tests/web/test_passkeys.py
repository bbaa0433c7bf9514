"""Passkeys: made and used with an authenticator in software."""

import hashlib
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from html import unescape

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.web.people import send, sign_in, sign_in_as
from tests.web.test_accounts import fresh, is_signed_in


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def data(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


class Authenticator:
    """A key that says that its owner was present and verified."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = b"a key of a test!"
        self.owner = b""
        self.n_used = 0

    def _client_data(self, kind: str, options: dict) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": "http://localhost"}).encode()

    def _authenticator_data(self, more: bytes = b"") -> bytes:
        self.n_used += 1
        flags = 0x05 | (0x40 if more else 0)
        return hashlib.sha256(b"localhost").digest() + bytes([flags]) + self.n_used.to_bytes(4, "big") + more

    def create(self, options: dict) -> str:
        self.owner = data(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        statement = {"fmt": "none", "attStmt": {}, "authData": self._authenticator_data(attested)}
        response = {
            "attestationObject": text(cbor2.dumps(statement)),
            "clientDataJSON": text(self._client_data("webauthn.create", options)),
            "transports": ["internal"],
        }
        return self._answer(response, extensions='{"credProps": {"rk": true}}')

    def get(self, options: dict) -> str:
        seen, said = self._authenticator_data(), self._client_data("webauthn.get", options)
        signature = self.key.sign(seen + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "authenticatorData": text(seen),
            "clientDataJSON": text(said),
            "signature": text(signature),
            "userHandle": text(self.owner),
        }
        return self._answer(response, assertionClientExtensions="{}")

    def _answer(self, response: dict, **more: object) -> str:
        key = text(self.id)
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": response, **more})


def answered(client: FlaskClient, page: str, answer):
    """Send the form of a page with what the authenticator says."""
    action = unescape(re.search(r'action="([^"]*)" method="post" data-passkey', page)[1])
    options = json.loads(unescape(re.search(r'data-options="([^"]*)"', page)[1]))
    return send(client, action, credential=answer(options))


def a_passkey(client: FlaskClient, usage: str) -> Authenticator:
    made = Authenticator()
    page = send(client, "/account/passkeys", name="my phone", usage=usage).text
    assert '<script type="module" src="/static/passkey.js' in page
    assert answered(client, page, made.create).location == "/account"
    return made


def test_a_passkey_signs_in_without_a_password(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session)
    key = a_passkey(client, "first")
    assert "my phone" in client.get("/account/passkeys").text
    other = fresh(client)
    page = send(other, "/account/sign-in/passkey").text
    assert "allowCredentials&#34;: []" in page or "allowCredentials" not in page, "no key is told before somebody signed in"
    answered(other, page, key.get)
    assert is_signed_in(other)


def test_a_passkey_is_a_second_factor(client: FlaskClient, session: Session) -> None:
    user = sign_in_as(client, session)
    key = a_passkey(client, "secondary")
    other = fresh(client)
    led = sign_in(other, user.email).location
    assert led.startswith("/account/sign-in/passkey")
    assert not is_signed_in(other)
    answered(other, send(other, led).text, key.get)
    assert is_signed_in(other)


@pytest.mark.parametrize("usage", ["first", "secondary"])
def test_a_passkey_that_was_removed_does_not_sign_in(client: FlaskClient, session: Session, usage: str) -> None:
    sign_in_as(client, session)
    key = a_passkey(client, usage)
    send(client, "/account/passkeys/delete", name="my phone")
    other = fresh(client)
    answered(other, send(other, "/account/sign-in/passkey").text, key.get)
    assert not is_signed_in(other)


def test_another_key_does_not_sign_in(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session)
    key = a_passkey(client, "first")
    key.key = ec.generate_private_key(ec.SECP256R1())
    other = fresh(client)
    answered(other, send(other, "/account/sign-in/passkey").text, key.get)
    assert not is_signed_in(other)
