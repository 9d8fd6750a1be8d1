"""The way in, from what stands in the environment: who may enter, and how many must approve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .entry_errors import AccessError
from .notices import Notices
from .people_file import PeopleFile
from .trail import Trail
from .way_in import WayIn

if TYPE_CHECKING:
    from .issuer import Issuer

APPROVALS_MOST = 100


def way_in(
    environ: Mapping[str, str],
    token: str | None,
    recorder: str,
    today: Callable[[], date],
    now: Callable[[], datetime],
) -> WayIn:
    """The way in that the environment says; `AccessError` for what it says wrongly."""
    people = people_file(environ, today)
    if people is not None:
        people.people()  # what is wrong with it is told at the start
    named = environ.get("LEDGER_TRAIL")
    trail = Trail(Path(named) if named else None, now)
    addresses = (environ.get("LEDGER_WEBHOOKS") or "").split()
    secret = environ.get("LEDGER_WEBHOOK_SECRET") or ""
    return WayIn(
        token,
        recorder,
        approvals_asked(environ),
        people,
        issuer_of(environ),
        trail,
        Notices(addresses, secret, trail, now) if addresses else None,
    )


def people_file(environ: Mapping[str, str], today: Callable[[], date]) -> PeopleFile | None:
    """The file of people, if one is named."""
    named = environ.get("LEDGER_ACCESS")
    return PeopleFile(Path(named), today) if named else None


def approvals_asked(environ: Mapping[str, str]) -> int:
    """How many approvals an instrument needs."""
    said = environ.get("LEDGER_APPROVALS") or "0"
    if not (said.isascii() and said.isdigit() and len(said) < 4 and int(said) <= APPROVALS_MOST):
        raise AccessError(f"LEDGER_APPROVALS is `{said}`: give a number from 0 to {APPROVALS_MOST}")
    return int(said)


def issuer_of(environ: Mapping[str, str]) -> Issuer | None:
    """The issuer that says who people are, if one is named."""
    from .issuer import ACCESS_TOKEN_TYPES, Issuer, IssuerSettings  # reads tokens: the part `serve`

    named = environ.get("LEDGER_OIDC_ISSUER")
    if not named:
        return None
    audience = environ.get("LEDGER_OIDC_AUDIENCE")
    if not audience:
        raise AccessError(
            "LEDGER_OIDC_ISSUER is set, and LEDGER_OIDC_AUDIENCE is not: say for whom its tokens "
            "are, or tokens for others would be taken here"
        )
    types = environ.get("LEDGER_OIDC_TOKEN_TYPES")
    return Issuer(
        IssuerSettings(
            issuer=named,
            audience=audience,
            roles=environ.get("LEDGER_OIDC_ROLES") or "roles",
            subject=environ.get("LEDGER_OIDC_SUBJECT") or "sub",
            client=environ.get("LEDGER_OIDC_CLIENT") or "",
            client_secret=environ.get("LEDGER_OIDC_SECRET") or "",
            types=tuple(types.lower().split()) if types else ACCESS_TOKEN_TYPES,
        )
    )
