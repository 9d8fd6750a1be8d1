"""The pages, one module a noun: each a function of the same answer that HTTP gives."""

from __future__ import annotations

from . import check, files, home, record

ROUTERS = (home.router, check.router, record.router, files.router)
"""The pages of every room, below a language."""
