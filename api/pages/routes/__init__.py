"""The pages, one module a noun: each a function of the same answer that HTTP gives."""

from __future__ import annotations

from ..feeds import atom
from ..help import shelf
from . import check, home, instruments, search, statements, subjects

ROUTERS = (
    home.router,
    check.router,
    instruments.router,
    subjects.router,
    statements.router,
    search.router,
    atom.router,
    shelf.router,
)
"""The pages of every room, below a language."""
