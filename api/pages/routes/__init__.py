"""The pages, one module a noun: each a function of the same answer that HTTP gives."""

from __future__ import annotations

from ..feeds import atom
from ..help import shelf
from . import (
    check,
    countries,
    files,
    home,
    instruments,
    licence_compare,
    licence_destinations,
    licence_times,
    licences,
    record,
    search,
    statements,
    subjects,
)

ROUTERS = (
    home.router,
    check.router,
    licences.router,
    licence_times.router,
    licence_destinations.router,
    licence_compare.router,
    countries.router,
    instruments.router,
    subjects.router,
    statements.router,
    search.router,
    record.router,
    files.router,
    atom.router,
    shelf.router,
)
"""The pages of every room, below a language."""
