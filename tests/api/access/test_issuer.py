"""An issuer says who people are: its bearer tokens, and logging in through it."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from builders import excluded, instrument
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from department import Department, code_of
from fastapi.testclient import TestClient
from issuer import AUDIENCE, CLIENT, OwnIssuer, own_issuer
from licence_ledger.api.access.entry_errors import AccessError
from licence_ledger.api.access.environment import issuer_of
from licence_ledger.api.access.issuer import Issuer, IssuerSettings, roles_in

NEW = instrument("b", excluded("IL"))


@pytest.fixture(scope="module")
def provider() -> Iterator[OwnIssuer]:
    """A provider of our own."""
    with own_issuer() as made:
        yield made


def server(folder: Path, url: str, **settings: str) -> tuple[Department, TestClient]:
    """A server that this issuer tells who people are."""
    department = Department(folder)
    issuer = Issuer(IssuerSettings(url, AUDIENCE, **settings))
    app = department.served(department.ledger, issuer=issuer)
    return department, TestClient(app, follow_redirects=False)


def sent(client: TestClient, token: str) -> Any:
    """What is answered to a proposal that is sent with a token."""
    return client.post("/v1/proposals", json=NEW, headers={"authorization": f"Bearer {token}"})


def test_a_token_of_the_issuer_lets_in_with_the_roles_that_it_holds(
    provider: OwnIssuer, tmp_path: Path
) -> None:
    _, client = server(tmp_path, provider.url)
    made = sent(client, provider.token())
    assert (made.status_code, made.json()["proposed_by"]) == (201, "ann")
    assert code_of(sent(client, provider.token(roles=["approver"]))) == (403, "role-missing")
    assert code_of(sent(client, provider.token(roles=None))) == (403, "role-missing")


def _forged(provider: OwnIssuer) -> str:
    return provider.token(generate_private_key(65_537, 2_048))


def _by_public_key(provider: OwnIssuer) -> str:
    """The public key taken for the secret of an HMAC: the oldest trick there is."""
    said = [{"alg": "HS256", "typ": "at+jwt", "kid": "one"}, provider.claims()]
    head = ".".join(
        base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in said
    )
    return f"{head}.c2lnbmF0dXJl"


def _unsigned(provider: OwnIssuer) -> str:
    said = [{"alg": "none", "typ": "at+jwt", "kid": "one"}, provider.claims()]
    head = ".".join(
        base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in said
    )
    return f"{head}."


NOT_GOOD = {
    "of another issuer": lambda it: it.token(iss="https://other.example"),
    "for another audience": lambda it: it.token(aud="https://other.example"),
    "for nobody": lambda it: it.token(aud=None),
    "past its time": lambda it: it.token(exp=int(time.time()) - 60),
    "without an end": lambda it: it.token(exp=None),
    "from the future": lambda it: it.token(nbf=int(time.time()) + 300),
    "without a subject": lambda it: it.token(sub=None),
    "an empty subject": lambda it: it.token(sub=" "),
    "an ID token": lambda it: it.token(typ="JWT"),
    "signed by another key": _forged,
    "signed by nobody": _unsigned,
    "signed with the public key": _by_public_key,
    "of an unknown key": lambda it: it.token(key=it.keys["one"], kid="two"),
    "cut": lambda it: it.token()[:-10],
    "no token": lambda it: "a.b.c",
}


@pytest.mark.parametrize("made", NOT_GOOD.values(), ids=NOT_GOOD.keys())
def test_a_token_that_is_not_good_here_lets_nobody_in(
    provider: OwnIssuer, tmp_path: Path, made: Any
) -> None:
    department, client = server(tmp_path, provider.url)
    token = made(provider)
    assert sent(client, token).status_code == 401
    assert [one["event"] for one in department.told()] == ["entry_refused"]
    assert token not in department.trail.read_text()


def test_keys_are_asked_for_once_in_a_while_and_not_for_every_token(
    provider: OwnIssuer, tmp_path: Path
) -> None:
    _, client = server(tmp_path, provider.url)
    before = provider.asked.count("/keys")
    for kid in ("one", "two", "three", "four"):
        sent(client, provider.token(key=provider.keys["one"], kid=kid))
    assert provider.asked.count("/keys") - before == 1


def test_an_issuer_that_cannot_be_asked_is_told_and_lets_nobody_in(
    provider: OwnIssuer, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}"
    _, client = server(tmp_path, nowhere)
    assert sent(client, provider.token()).status_code == 503


@pytest.mark.parametrize("url", ["http://issuer.example", "ftp://localhost", "issuer", ""])
def test_an_issuer_is_asked_by_https_only(url: str) -> None:
    with pytest.raises(AccessError, match="https"):
        Issuer(IssuerSettings(url, AUDIENCE))


def test_an_issuer_without_an_audience_is_refused_at_the_start() -> None:
    with pytest.raises(AccessError, match="LEDGER_OIDC_AUDIENCE"):
        issuer_of({"LEDGER_OIDC_ISSUER": "https://issuer.example"})


@pytest.mark.parametrize(
    ("claims", "path", "roles"),
    [
        ({"roles": ["a", 1, "b"]}, "roles", ("a", "b")),
        ({"roles": "a b"}, "roles", ("a", "b")),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", ("a",)),
        ({"https://x.example/roles": ["a"]}, "https://x.example/roles", ("a",)),
        ({"roles": {"a": True}}, "roles", ()),
        ({}, "a.b", ()),
    ],
)
def test_roles_are_read_where_the_issuer_puts_them(claims: Any, path: str, roles: Any) -> None:
    assert roles_in(claims, path) == roles


# -- logging in --------------------------------------------------------------------------


def begun(client: TestClient) -> str:
    """The address of the issuer that somebody is sent to."""
    answer = client.get("/en/login/issuer", params={"to": "/en/proposals"})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def back(client: TestClient, address: str, code: str, **more: str) -> Any:
    """He comes back with a code."""
    state = parse_qs(urlsplit(address).query)["state"][0]
    return client.get("/login/callback", params={"code": code, "state": state, **more})


def test_somebody_logs_in_through_the_issuer(provider: OwnIssuer, tmp_path: Path) -> None:
    department, client = server(tmp_path, provider.url, client=CLIENT)
    address = begun(client)
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    answer = back(client, address, provider.code_for(address))
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/proposals")
    assert "logged in as ann" in client.get("/en/proposals").text
    assert [one["event"] for one in department.told()] == ["entered"]


def test_a_login_that_was_not_begun_here_lets_nobody_in(
    provider: OwnIssuer, tmp_path: Path
) -> None:
    _, client = server(tmp_path, provider.url, client=CLIENT)
    address = begun(client)
    code = provider.code_for(address)
    assert back(client, address, code, state="another").status_code == 401
    stranger = TestClient(client.app, follow_redirects=False)
    assert back(stranger, address, code).status_code == 401
    assert back(client, address, code).status_code == 303
    assert back(client, address, code).status_code == 401  # a code is good once


def test_an_id_token_of_another_login_lets_nobody_in(provider: OwnIssuer, tmp_path: Path) -> None:
    _, client = server(tmp_path, provider.url, client=CLIENT)
    for wrong in ({"nonce": "another"}, {"aud": "another"}, {"exp": 1}, {"iss": "https://x"}):
        provider.id_token = wrong
        try:
            address = begun(client)
            assert back(client, address, provider.code_for(address)).status_code == 401, wrong
        finally:
            provider.id_token = {}
    assert "logged in as" not in client.get("/en/proposals").text


def test_somebody_whom_the_issuer_does_not_let_in_is_told(
    provider: OwnIssuer, tmp_path: Path
) -> None:
    _, client = server(tmp_path, provider.url, client=CLIENT)
    state = parse_qs(urlsplit(begun(client)).query)["state"][0]
    denied = {"error": "access_denied", "state": state}
    assert client.get("/login/callback", params=denied).status_code == 401


@pytest.fixture(scope="module")
def independent() -> Iterator[str]:
    """A provider that others made, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    user = json.dumps({"sub": "bob", "roles": ["approver"]})
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--user-claims", user], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://localhost:{port}"
    try:
        for _ in range(400):
            try:
                urllib.request.urlopen(f"{url}/.well-known/openid-configuration")
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def test_somebody_logs_in_through_a_provider_that_others_made(
    independent: str, tmp_path: Path
) -> None:
    _, client = server(tmp_path, independent, client=CLIENT, client_secret="secret")
    address = begun(client)
    allowed = httpx2.post(address, data={"sub": "bob"}, follow_redirects=False)
    assert allowed.status_code == 302, allowed.text
    came = parse_qs(urlsplit(allowed.headers["location"]).query)
    answer = client.get("/login/callback", params={name: one[0] for name, one in came.items()})
    assert answer.status_code == 303, answer.text
    assert "logged in as bob" in client.get("/en/proposals").text
