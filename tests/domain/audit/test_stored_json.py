"""What a stored record says, or why that cannot be told."""

from __future__ import annotations

import subprocess
import sys

import pytest
from licence_ledger.domain.audit.stored_json import said_by_stored

SHORT_OF_MEMORY = """
import resource
from licence_ledger.domain.audit.records import Audit
from licence_ledger.projections.storage.ports import Row
from licence_ledger.projections.storage.records import read_row
record = b'{"id": [' + b"1," * 10_000_000 + b"1]}"
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 50_000_000, -1))
for read in (Audit().take, lambda one: read_row(Row(1, "licence/NL1", 1, TOPIC, one))):
    try:
        read(record)
    except MemoryError:
        print("no memory")
"""


def test_a_record_that_there_is_no_memory_left_to_read_is_not_told_as_wrong() -> None:
    topic = "from licence_ledger.domain.history.topics import INSTRUMENT_TOPIC as TOPIC\n"
    done = subprocess.run(
        [sys.executable, "-c", topic + SHORT_OF_MEMORY], capture_output=True, text=True, check=False
    )
    assert done.stdout == "no memory\nno memory\n", done.stderr


def test_what_is_no_json_is_told_as_that() -> None:
    assert said_by_stored(b'{"instrument":"a"}') == {"instrument": "a"}
    with pytest.raises(ValueError, match="unexpected"):
        said_by_stored(b"{")
