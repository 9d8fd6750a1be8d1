"""A process of the command without pandas.

Where pandas is installed, Arrow loads it at its first value, only to ask of each whether it is one
of pandas'. The command hands over none, and would wait for it longer than for judging a file.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


class _NoPandas:
    """Says of pandas that it is not installed."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not used by this command", name=name)
        return None


_NO_PANDAS = _NoPandas()


def leave_out_pandas() -> None:
    """From now on this process finds no pandas, unless it has loaded it already."""
    sys.meta_path.insert(0, _NO_PANDAS)


def bring_back_pandas() -> None:
    """This process finds pandas again, for a library that hands over its values."""
    if _NO_PANDAS in sys.meta_path:
        sys.meta_path.remove(_NO_PANDAS)
