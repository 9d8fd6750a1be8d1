"""Somebody else who says who people are: an OpenID provider, by its signed tokens.

A bearer token is checked as RFC 9068 §4 says: its type, issuer, audience, times, and a signature by
one of the issuer's keys in an algorithm from a list. For a page somebody logs in by an
authorization code (RFC 6749 §4.1) with PKCE (RFC 7636), state and nonce (OpenID Connect Core
§3.1). What the issuer publishes is kept for a while, and only so often asked for again.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt

from ...domain.approval.people import Person, person
from .entry_errors import AccessError, NotAllowedError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""The algorithms of signatures that count (RFC 7518, RFC 8037): with public keys alone."""
ACCESS_TOKEN_TYPES = ("at+jwt", "application/at+jwt")
"""What a token says that it is (RFC 9068 §2.1): no other one, an ID token say, is taken for it."""
LEEWAY = 30
"""Seconds by which clocks may differ."""
_KEPT = 300.0
_TIMEOUT = 5.0
_ANSWER_MOST = 1 << 20
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class IssuerSettings:
    """Which issuer, for whom its tokens are (`audience`), the claims that hold roles (a name, or
    names with points between) and the name that stands in the record; and as which client people
    are sent there to log in (none: they are not)."""

    issuer: str
    audience: str
    roles: str = "roles"
    subject: str = "sub"
    client: str = ""
    client_secret: str = ""
    types: tuple[str, ...] = ACCESS_TOKEN_TYPES


@dataclass(frozen=True, slots=True)
class LoginBegun:
    """What is kept of a login until its code comes: never shown to the issuer but as hashes."""

    state: str
    nonce: str
    verifier: str


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *given: Any) -> None:
        return None


class Issuer:
    """One issuer, and what it published."""

    def __init__(self, settings: IssuerSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._read_at = -_KEPT
        self._found: dict[str, Any] = {}
        self._keys: jwt.PyJWKClient | None = None
        _must_be_https(settings.issuer)

    # -- bearer tokens ---------------------------------------------------------------

    def holder(self, token: str) -> Person:
        """Whom a bearer token is of; `NotAllowedError` with the reason if it is not good here."""
        settings = self.settings
        try:
            kind = str(jwt.get_unverified_header(token).get("typ", "")).lower()
        except jwt.PyJWTError as error:
            raise NotAllowedError(f"the token is none of {settings.issuer}: {error}") from error
        if kind not in settings.types:
            raise NotAllowedError(
                f"the token says that it is `{kind[:40]}`, and not {settings.types[0]} (RFC 9068): "
                "send an access token"
            )
        return self._person(self._claims(token, settings.audience))

    def _claims(self, token: str, audience: str) -> Mapping[str, Any]:
        """What a token says, once it is found good."""
        try:
            key = self._key_of(token)
            found: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=audience,
                issuer=self.settings.issuer,
                leeway=LEEWAY,
                options={"require": ["iss", "aud", "exp", "iat", "sub"]},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise AccessError(f"the keys of {self.settings.issuer} cannot be read") from error
        except jwt.PyJWTError as error:
            raise NotAllowedError(f"the token is not good here: {error}") from error
        return found

    def _key_of(self, token: str) -> jwt.PyJWK:
        """The key that a token names; of an issuer with one key it need not (RFC 7515 §4.1.4)."""
        keys = self._signing_keys()
        name = jwt.get_unverified_header(token).get("kid")
        if name is None:
            every = keys.get_jwk_set().keys
            if len(every) == 1:
                return every[0]
        return keys.get_signing_key(str(name))

    def _person(self, claims: Mapping[str, Any]) -> Person:
        subject = claims.get(self.settings.subject)
        if not isinstance(subject, str) or not subject.strip() or len(subject) > 200:
            raise NotAllowedError(f"the token does not say who it is of ({self.settings.subject})")
        return person(subject, roles_in(claims, self.settings.roles))

    # -- login -----------------------------------------------------------------------

    def begin(self, redirect_uri: str) -> tuple[str, LoginBegun]:
        """Where somebody is sent to log in, and what is to be kept until he is back."""
        begun = LoginBegun(*(secrets.token_urlsafe(32) for _ in range(3)))
        challenge = urlsafe_b64encode(sha256(begun.verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "response_type": "code",
            "client_id": self.settings.client,
            "redirect_uri": redirect_uri,
            "scope": "openid profile",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        address = self._published()["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", begun

    def complete(self, code: str, begun: LoginBegun, redirect_uri: str) -> Person:
        """Who logged in, from the code that he came back with; `NotAllowedError` if the issuer
        does not say so in an ID token of this very login."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": begun.verifier,
            "client_id": self.settings.client,
        }
        headers = {"Accept": "application/json"}
        if self.settings.client_secret:
            pair = (quote(self.settings.client, ""), quote(self.settings.client_secret, ""))
            headers["Authorization"] = "Basic " + b64encode(":".join(pair).encode()).decode()
        told = self._asked(self._published()["token_endpoint"], headers, urlencode(asked).encode())
        claims = dict(self._claims(str(told.get("id_token", "")), self.settings.client))
        if not secrets.compare_digest(str(claims.get("nonce", "")), begun.nonce):
            raise NotAllowedError("the login is not the one that was begun here: begin it again")
        if roles_in(claims, self.settings.roles) == () or self.settings.subject not in claims:
            claims = {**self._more_claims(told, claims["sub"]), **claims}
        return self._person(claims)

    def _more_claims(self, told: Mapping[str, Any], subject: str) -> Mapping[str, Any]:
        """What the issuer tells of the same person elsewhere (OpenID Connect Core §5.3)."""
        address = self._published().get("userinfo_endpoint")
        if not address or "access_token" not in told:
            return {}
        found = self._asked(address, {"Authorization": f"Bearer {told['access_token']}"})
        if found.get("sub") != subject:
            raise NotAllowedError("the issuer tells of somebody else than who logged in")
        return found

    # -- what it publishes -----------------------------------------------------------

    def _signing_keys(self) -> jwt.PyJWKClient:
        address = self._published()["jwks_uri"]
        with self._lock:
            if self._keys is None or self._keys.uri != address:
                self._keys = jwt.PyJWKClient(address, lifespan=_KEPT, timeout=_TIMEOUT)
            return self._keys

    def _published(self) -> dict[str, Any]:
        """The issuer's own description (OpenID Connect Discovery §4), no older than some minutes
        unless it cannot be asked."""
        with self._lock:
            if time.monotonic() - self._read_at < _KEPT:
                return self._found
        issuer = self.settings.issuer
        try:
            address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            found = self._asked(address, {})
            if found.get("issuer") != issuer:
                raise AccessError(f"{address} is of another issuer than {issuer}")
            for name in ("jwks_uri", "authorization_endpoint", "token_endpoint"):
                _must_be_https(str(found.get(name, "")))
        except (AccessError, NotAllowedError):
            if not self._found:
                raise
            found = self._found
        with self._lock:
            self._found, self._read_at = found, time.monotonic()
        return found

    def _asked(
        self, address: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> dict[str, Any]:
        """The JSON that the issuer answers."""
        request = Request(address, data=body, headers=dict(headers))
        try:
            with build_opener(_NoRedirects()).open(request, timeout=_TIMEOUT) as answer:
                found = json.loads(answer.read(_ANSWER_MOST))
        except HTTPError as error:
            error.close()
            if body is not None and error.code in (400, 401, 403):
                raise NotAllowedError("the issuer does not take this login: begin again") from error
            raise AccessError(f"{address} answers {error.code}") from error
        except (URLError, OSError, ValueError) as error:
            raise AccessError(f"{address} cannot be asked") from error
        if not isinstance(found, dict):
            raise AccessError(f"{address} does not answer as an issuer does")
        return found


def roles_in(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The roles that a claim holds: a list of names, or names with blanks between."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return tuple(found.split())
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _must_be_https(address: str) -> None:
    """`AccessError` unless an address is https, or this very machine's."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return
    raise AccessError(f"`{address}` is no https address: an issuer is asked by https only")
