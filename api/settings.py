"""What is set in the environment: every name, what it means, and what holds without it.

One table. Options of commands are made of it, `licence-ledger settings` lists it, and a name
that begins like one of ours and is none is told with the nearest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

PREFIX = "LEDGER_"
"""How every name begins."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A name of the environment, what it means, and its value where it is not set (as text;
    empty: none). What is secret is never shown."""

    name: str
    meaning: str
    default: str = ""
    secret: bool = False


SETTINGS = (
    # -- the ledger
    Setting(
        "LEDGER_DATABASE",
        "Where the ledger is: sqlite:///path/ledger.db, or postgresql://user@host/database "
        "(?schema=NAME for one of several there).",
        "sqlite:///ledger.db",
    ),
    Setting(
        "LEDGER_KEY",
        "The file with the key that checkpoints are signed with; left out: beside the ledger's. "
        "It is made if there is none.",
    ),
    Setting(
        "LEDGER_ORIGIN",
        "The name of the log, given to a key when it is made, as in example.com/ledger.",
    ),
    Setting(
        "LEDGER_CACHE",
        "The folder in which machine code for judging files is kept; left out: beside the program, "
        "or else a private one for temporary files.",
    ),
    # -- where it is served
    Setting("LEDGER_HOST", "The address.", "127.0.0.1"),
    Setting("LEDGER_PORT", "The port.", "8000"),
    Setting(
        "LEDGER_WORKERS",
        "How many processes serve on it; each has the bounds below, but for LEDGER_POOL, which "
        "they share.",
        "1",
    ),
    Setting(
        "LEDGER_ROOT_PATH",
        "The prefix of a site that it is served below, as in /ledger; a proxy may hand on paths "
        "with it or without it.",
    ),
    Setting(
        "LEDGER_PROXIES",
        "The proxies in front, addresses or networks apart by commas, as in 10.0.0.0/24: only of "
        "them X-Forwarded-For, X-Forwarded-Proto and X-Request-Id are believed.",
    ),
    Setting(
        "LEDGER_ORIGINS",
        "The origins whose programs may read answers in a browser, apart by commas, as in "
        "https://tools.example; * for all.",
    ),
    # -- a replica of the database
    Setting(
        "LEDGER_REPLICA",
        "Only answer, from a replica of the database: every answer says in its header "
        "Ledger-Log-Size how far the log goes there.",
        "false",
    ),
    Setting(
        "LEDGER_WAIT",
        "Seconds that a replica waits for a question's log_size or min_log_size to arrive; then "
        "it tells to come again (503).",
        "2",
    ),
    # -- who records
    Setting(
        "LEDGER_TOKEN",
        "What recording over HTTP needs as `Authorization: Bearer`; without it nobody can record "
        "over HTTP. (Give it in the environment.)",
        secret=True,
    ),
    Setting("LEDGER_RECORDER", "By whom what comes over HTTP is recorded.", "http"),
    Setting(
        "LEDGER_APPROVALS",
        "How many others must approve an instrument before it is recorded; 0: none are asked.",
        "0",
    ),
    Setting("LEDGER_ACCESS", "The file of people (licence-ledger access)."),
    Setting(
        "LEDGER_PERSON_TOKEN",
        "The token of whoever proposes or approves by the command, where there is a file of "
        "people.",
        secret=True,
    ),
    Setting(
        "LEDGER_OIDC_ISSUER",
        "The OpenID provider whose tokens say who people are, as in https://login.example.com.",
    ),
    Setting("LEDGER_OIDC_AUDIENCE", "For whom its access tokens are: others are not taken."),
    Setting("LEDGER_OIDC_ROLES", "The claim that holds roles, as in realm_access.roles.", "roles"),
    Setting("LEDGER_OIDC_SUBJECT", "The claim with the name that stands in the record.", "sub"),
    Setting(
        "LEDGER_OIDC_TOKEN_TYPES",
        "What access tokens say that they are (RFC 9068), apart by blanks; add JWT for a provider "
        "that says no more.",
        "at+jwt application/at+jwt",
    ),
    Setting(
        "LEDGER_OIDC_CLIENT",
        "As which client people are sent there to log in; left out: they log in by token only. It "
        "sends them back to /login/callback.",
    ),
    Setting("LEDGER_OIDC_SECRET", "That client's secret, if it has one.", secret=True),
    Setting(
        "LEDGER_WEBHOOKS",
        "Addresses that are told what people do with proposals, and what changes for watches, "
        "apart by blanks.",
    ),
    Setting(
        "LEDGER_WEBHOOK_SECRET",
        "What their notices are signed with: whsec_ and base64 of at least 24 bytes.",
        secret=True,
    ),
    Setting(
        "LEDGER_TRAIL",
        "The file to which a line is added for everything recorded, approved or refused to enter; "
        "left out: the program's log.",
    ),
    # -- what is seen of it
    Setting(
        "LEDGER_LOG_REQUESTS", "Write one JSON line for every request to standard error.", "false"
    ),
    Setting(
        "LEDGER_METRICS_PORT",
        "The port on which /metrics is told, and nowhere else; left out: beside the answers.",
    ),
    Setting("LEDGER_METRICS_HOST", "The address of that port, for who collects them.", "127.0.0.1"),
    Setting(
        "LEDGER_TELEMETRY",
        "Where traces and metrics are sent (OTLP over HTTP), as http://collector:4318; needs the "
        "extra `telemetry` of licence-ledger.",
    ),
    # -- bounds
    Setting(
        "LEDGER_POOL",
        "How many processes answer what takes longer, beside those that serve; all but one of "
        "them also what takes long: impact, dossiers, batches.",
        "3",
    ),
    Setting(
        "LEDGER_QUEUE",
        "How many questions wait for them; who comes then is told to come again (503).",
        "16",
    ),
    Setting("LEDGER_TIME_LIMIT", "Seconds that one question may take.", "120"),
    Setting("LEDGER_MEMORY_LIMIT", "Megabytes that one question may need.", "1024"),
    Setting("LEDGER_CONNECTIONS", "How many connections there are at most.", "4000"),
    Setting(
        "LEDGER_CLIENT_CONNECTIONS",
        "How many of one address; 0 where all come from a proxy in front.",
        "256",
    ),
)
"""Every setting there is, those that belong together beside each other."""

_PASSWORD = re.compile(r"(://[^/?#@:]*:)[^/?#]*@")
"""What an address may hold that is not shown: RFC 3986 §3.2.1."""
_BY_NAME = {one.name: one for one in SETTINGS}


def setting(name: str) -> Setting:
    """The setting of a name."""
    return _BY_NAME[name]


def number(name: str) -> int:
    """The number that holds where a setting is not set."""
    return int(_BY_NAME[name].default)


def current(one: Setting, environment: Mapping[str, str]) -> str:
    """What a setting is now, as it can be shown to anybody; empty where it is not set and has no
    default. An empty value of the environment says nothing."""
    value = environment.get(one.name, "")
    if value and one.secret:
        return "(set, not shown)"
    return _PASSWORD.sub(r"\1***@", value) or one.default


def unknown(environment: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each name of the environment that begins like ours and is none, with the
    nearest that is."""
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in _BY_NAME:
            own = [one.removeprefix(PREFIX) for one in _BY_NAME]
            near = get_close_matches(name.removeprefix(PREFIX), own, 1)
            meant = f"; did you mean {PREFIX}{near[0]}?" if near else ""
            yield f"{name} is set, and is no setting{meant}"
