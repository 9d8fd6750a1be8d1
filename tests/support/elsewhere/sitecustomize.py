"""What a program that a test starts does first, where ledgers are kept in PostgreSQL."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

import on_postgresql

if on_postgresql.is_chosen():
    on_postgresql.install()
