"""`verify`: the whole log made again from its bytes, and held against all that is stored.

Somebody who can write to the file can drop the triggers, change records and make the hashes
fit again. Whatever they leave as it was betrays them; what they make to fit completely, or
cut off where an instrument ends, only a checkpoint kept elsewhere does. What is looked up of the
log is made anew and compared, row for row. All of it is read as it stood at one moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ...domain.audit.maps import MapAudit
from ...domain.audit.records import Audit, WrongRecordError
from ...domain.proof.checkpoint import Checkpoint, NoteError, opened, read_key
from ..storage.errors import LedgerFileError
from ..storage.log import Log
from ..storage.ports import StoredLog
from .against import Against, LedgerDoesNotHoldError
from .beside import done_beside
from .lookups_held import lookups_held
from .records_held import HeldRecords, Wrong, found_by_stream, records_held

Advance = Callable[[int], None]
_PAGE = 250
"""Progress is told of so many records at a time."""
_NAMED = 5
"""So many differences are named."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found to hold: so many records of so many instruments, with this root."""

    size: int
    instruments: int
    root: bytes
    against: tuple[Checkpoint, ...]


def verify_log(
    log: Log,
    checkpoints: Sequence[Checkpoint] = (),
    advance: Advance = lambda count: None,
    alone: int = 50_000,
) -> Verified:
    """Make the log again and hold it against all that is stored; `LedgerDoesNotHoldError` names
    the first record that is wrong, missing, swapped or added, or what else is not as it must be.

    What is looked up is gone through separately; of a log with more than `alone` records at the
    same time, by another process.
    """
    with log.store.stored() as every:
        try:
            signed, other = remembered(every)
            with done_beside(log, every, alone, lookups_held) as (lookups,):
                found = records_held(every, [*checkpoints, *signed], advance)
                if isinstance(found, Wrong):
                    raise LedgerDoesNotHoldError(found.said)
                _hold_beside(every, found, other, lookups)
        except LedgerFileError as error:
            raise _unreadable(every, error) from error
    audit = found.audit
    given = tuple(sorted(checkpoints, key=lambda one: one.size))
    return Verified(audit.size, audit.instruments, audit.tree.root(), given)


def remembered(every: StoredLog) -> tuple[list[Checkpoint], list[str]]:
    """The checkpoints that the ledger remembers as signed, and what is wrong with any."""
    found, wrong = list[Checkpoint](), list[str]()
    for key, note in every.signed():
        try:
            verifier = read_key(key)
        except (NoteError, AttributeError, TypeError):
            wrong.append(f"log_signers, {key}: it is no key")
            continue
        try:
            found += [] if note is None else [opened(note, [verifier])]
        except (NoteError, TypeError):
            wrong.append(f"log_signed, {key}: that key did not sign it")
    return found, wrong


def _hold_beside(
    every: StoredLog, held: HeldRecords, other: Sequence[str], lookups: Callable[[], list[str]]
) -> None:
    """An error if anything that follows from the records is not as it must be."""
    if remade := every.remade():
        raise LedgerDoesNotHoldError(
            f"the records hold, but the file is not made as a ledger's is: {', '.join(remade)}; "
            "somebody could change what is recorded, or did: hold it against a checkpoint kept "
            "elsewhere, and copy it into a new ledger (licence-ledger copy)"
        )
    wrong = [
        *other,
        *every.beyond(held.audit.size),
        *found_by_stream(every, held),
        *every.unsound(),
        *lookups(),
    ]
    if wrong:
        raise LedgerDoesNotHoldError(
            f"the records hold, but what follows from them does not: {_named(wrong)}; "
            "licence-ledger rebuild makes it anew"
        )


def _named(wrong: Sequence[str]) -> str:
    more = f"; and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
    return "; ".join(wrong[:_NAMED]) + more


def _unreadable(every: StoredLog, error: LedgerFileError) -> LedgerFileError:
    """The error with what the store finds wrong with itself, if it can tell."""
    try:
        found = every.unsound()
    except LedgerFileError:
        found = []
    told = f"; found wrong in it: {_named(found)}" if found else ""
    return LedgerFileError(f"{error}{told}: restore it from a backup, if rebuild does not mend it")


def verify_records(
    lines: Iterable[bytes],
    checkpoints: Sequence[Checkpoint] = (),
    advance: Advance = lambda count: None,
) -> Verified:
    """The same of a log's canonical lines, mirrored elsewhere: nothing is stored beside them."""
    audit, against = Audit(), Against(checkpoints)
    maps = MapAudit(audit)
    try:
        for line in lines:
            audit.take(line.removesuffix(b"\n"))
            if audit.inside:
                maps.take()
            else:
                audit.grown()
                maps.hold()
                if against.wants(audit.size):
                    against.look(audit.size, audit.tree.root())
            if audit.size % _PAGE == 0:
                advance(_PAGE)
        if audit.inside:
            raise WrongRecordError(audit.size, "it is missing: an instrument does not end")
    except WrongRecordError as error:
        raise LedgerDoesNotHoldError(str(error)) from error
    against.end(audit.size)
    return Verified(audit.size, audit.instruments, audit.tree.root(), against.all)
