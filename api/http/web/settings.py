"""How an application stands on the web: whom it lets in, below which path, behind which proxies."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from .compression import Compressed
from .heads import HeadAsGet
from .methods import ASKED, Methods
from .prefix import (
    BehindProxies,
    BelowPrefix,
    LinksThroughPrefix,
    Network,
    WebSettingsError,
    networks_of,
    sound_prefix,
)
from .route_table import RouteTable

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+")

SENT = (
    *("Accept", "Accept-Datetime", "Authorization", "Content-Type", "If-None-Match"),
    *("Last-Event-ID", "X-Request-Id"),
)
"""The headers that programs of other origins may send."""
SEEN = (
    *("Allow", "Content-Location", "Deprecation", "ETag", "Link", "Location", "Memento-Datetime"),
    *("Retry-After", "Sunset", "X-Request-Id"),
)
"""The headers that they may read."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The origins whose programs may ask (`*`: all), the prefix, and the proxies that are
    believed; whether `/metrics` is told beside the answers."""

    origins: tuple[str, ...] = ()
    prefix: str = ""
    proxies: tuple[Network, ...] = ()
    metrics: bool = True


def web_settings(origins: str, prefix: str, proxies: str) -> WebSettings:
    """The settings as their texts say them; an error for one that cannot be used."""
    return WebSettings(sound_origins(origins), sound_prefix(prefix), networks_of(proxies))


def sound_origins(text: str) -> tuple[str, ...]:
    """The origins of a list, apart by commas or blanks; an error for what is none (RFC 6454)."""
    found = tuple(text.replace(",", " ").split())
    for one in found:
        if one != "*" and not _ORIGIN.fullmatch(one):
            raise WebSettingsError(
                f"LEDGER_ORIGINS: `{one}` is no origin; give a scheme and a host, as in "
                "https://tools.example, or * for all"
            )
    return found


def add_web(app: FastAPI, settings: WebSettings) -> None:
    """Answers found by the shape of an address, compressed, to every method that there is, and to
    programs of other origins. These never send cookies: what they may ask is what anybody may."""
    routes = RouteTable(app.router)
    app.router.middleware_stack = routes
    if settings.prefix:
        app.add_middleware(LinksThroughPrefix, prefix=settings.prefix)
    app.add_middleware(Compressed)
    app.add_middleware(Methods, routes=routes.near)
    app.add_middleware(HeadAsGet)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=("GET", "HEAD", *ASKED[1:]),
            allow_headers=SENT,
            expose_headers=SEEN,
        )


def add_proxies(app: FastAPI, settings: WebSettings) -> None:
    """Below a prefix, behind proxies: what is read of these, everything else reads."""
    if settings.prefix:
        app.add_middleware(BelowPrefix, prefix=settings.prefix)
    if settings.proxies:
        app.add_middleware(BehindProxies, proxies=settings.proxies)
