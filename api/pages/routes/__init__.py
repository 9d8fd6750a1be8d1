"""The pages, one module a noun: each a function of the same answer that HTTP gives."""

from __future__ import annotations

from . import check, countries, home, licence_compare, licence_destinations, licence_times, licences

ROUTERS = (
    home.router,
    check.router,
    licences.router,
    licence_times.router,
    licence_destinations.router,
    licence_compare.router,
    countries.router,
)
"""The pages of every room, below a language."""
