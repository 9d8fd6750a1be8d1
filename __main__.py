"""`python -m licence_ledger`: the command."""

from .api.cli import app

app()
