"""An OpenID provider of our own, served over HTTP: it signs what a test asks it to, and checks PKCE
(RFC 7636) as a provider must."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

AUDIENCE, CLIENT = "https://ledger.example", "the-ledger"


class OwnIssuer:
    """The provider: its keys, what it was asked, and what it answers at its token door."""

    def __init__(self) -> None:
        self.keys: dict[str, RSAPrivateKey] = {"one": generate_private_key(65_537, 2_048)}
        self.url = ""
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, Any]] = {}
        self.id_token: dict[str, Any] = {}

    def claims(self, **more: Any) -> dict[str, Any]:
        """What an access token of ours says (RFC 9068 §2.2); None leaves a claim out."""
        now = int(time.time())
        found = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "ann",
            "client_id": "x",
            "jti": "1",
            "iat": now,
            "exp": now + 300,
            "roles": ["proposer", "approver"],
            **more,
        }
        return {name: value for name, value in found.items() if value is not None}

    def token(
        self,
        key: RSAPrivateKey | str | None = None,
        algorithm: str = "RS256",
        kid: str = "one",
        typ: str = "at+jwt",
        **claims: Any,
    ) -> str:
        """A signed token."""
        signer: Any = self.keys[kid] if key is None else key
        headers = {"typ": typ, "kid": kid}
        return jwt.encode(self.claims(**claims), signer, algorithm=algorithm, headers=headers)

    def code_for(self, address: str) -> str:
        """The code of somebody who logged in at the address he was sent to."""
        asked = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return code

    def answer(self, path: str, body: dict[str, str]) -> tuple[int, Any]:
        """What it answers."""
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            doors = {
                "jwks_uri": "keys",
                "authorization_endpoint": "login",
                "token_endpoint": "token",
            }
            return 200, {
                "issuer": self.url,
                **{name: f"{self.url}/{at}" for name, at in doors.items()},
            }
        if path == "/keys":
            return 200, {"keys": [self._public(name) for name in self.keys]}
        if path == "/token":
            return self._token_for(body)
        return 404, {}

    def _token_for(self, body: dict[str, str]) -> tuple[int, Any]:
        asked = self.codes.pop(body.get("code", ""), None)
        digest = hashlib.sha256(body.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["code_challenge_method"] != "S256"
            or asked["redirect_uri"] != body.get("redirect_uri")
        ):
            return 400, {"error": "invalid_grant"}
        claims = {"aud": CLIENT, "nonce": asked["nonce"], **self.id_token}
        return 200, {"id_token": self.token(typ="JWT", **claims), "token_type": "Bearer"}

    def _public(self, name: str) -> dict[str, Any]:
        found = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.keys[name].public_key()))
        return {**found, "kid": name, "use": "sig"}


@contextmanager
def own_issuer() -> Iterator[OwnIssuer]:
    """A provider, as long as the context lasts."""
    made = OwnIssuer()

    class Doors(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["content-length"])).decode()
            self._answer({name: one[0] for name, one in parse_qs(text).items()})

        def _answer(self, body: dict[str, str]) -> None:
            status, said = made.answer(urlsplit(self.path).path, body)
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *said: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Doors)
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
