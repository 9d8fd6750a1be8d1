"""A dossier checked, and its answer derived again, by whoever it was handed to.

Nothing is trusted but the key it is checked with. Every step needs those before it; the
first that fails ends it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..history.changes import Change
from ..history.history import History
from ..history.instruments import Instrument, read_record
from ..proof.checkpoint import Checkpoint, Note, NoteError, VerifierKey, opened, read_key, read_note
from ..proof.sparse_map import count_value, stream_key, with_items
from ..proof.tlog_proof import read_tlog_proof
from ..proof.tree import is_included, leaf_hash
from ..vocabulary.dates import day
from ..vocabulary.viewpoint import ANSWER_VERSIONS
from .answers import (
    FORMAT,
    UnknownQuestionError,
    UnsoundQuestionError,
    dossier_answer,
    provable,
    question_file,
    viewpoint_told,
    written,
)
from .bag import (
    DECLARATION,
    MANIFEST,
    PAYLOAD_FILES,
    README,
    SIGNED,
    TAG_MANIFEST,
    VERIFIER,
    Files,
    bag_info,
    left_by_a_system,
    manifest,
    payload_of,
    proof_path,
    proofs_in,
    signed_text,
)
from .evidence import NotProvenError, Proven
from .findings import CANNOT_TELL, DOES_NOT_HOLD, CannotTellError, DoesNotHoldError, Findings
from .map_lines import read_map_line

_TAG_FILES = {"bagit.txt", "bag-info.txt", "README.txt", MANIFEST, SIGNED, VERIFIER}
_STREAM = stream_key("")
_RELEASE = re.compile(r"[0-9A-Za-z.+!-]+")


def verdict_on(files: Files, key: VerifierKey | None, kept: Sequence[Checkpoint] = ()) -> Findings:
    """Check a bag with a key that is trusted (or, without, its own), and against checkpoints
    that were kept elsewhere. What a desktop put beside its files is named, and not read."""
    own = {path: content for path, content in files.items() if not left_by_a_system(path)}
    findings = Findings(beside=sorted(files.keys() - own.keys()))
    try:
        for step in _steps(_Bag(own, key, kept, findings)):
            findings.checked.append(step())
    except (DoesNotHoldError, NotProvenError, UnsoundQuestionError) as error:
        findings.status, findings.failed = DOES_NOT_HOLD, str(error)
    except (CannotTellError, UnknownQuestionError) as error:
        findings.status, findings.failed = CANNOT_TELL, str(error)
    except NoteError as error:
        findings.status, findings.failed = DOES_NOT_HOLD, f"a signed text cannot be read: {error}"
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        said = f"the dossier cannot be read: {type(error).__name__} {error}"
        findings.status, findings.failed = CANNOT_TELL, said
    return findings


def _steps(bag: _Bag) -> Iterator[Callable[[], str]]:
    yield bag.is_whole
    yield bag.is_understood
    yield bag.is_signed
    yield bag.stands_in_a_signed_log
    if bag.kept:
        yield bag.is_the_log_that_was_kept
    yield bag.records_are_in_the_log
    yield bag.nothing_is_left_out
    yield bag.answer_follows


class _Bag:
    """The bag, and what was found out of it so far."""

    def __init__(
        self, files: Files, key: VerifierKey | None, kept: Sequence[Checkpoint], findings: Findings
    ) -> None:
        self.files = files
        self.key = key
        self.kept = kept
        self.findings = findings

    def _file(self, path: str) -> bytes:
        if path not in self.files:
            raise DoesNotHoldError(f"the file {path} is missing")
        return self.files[path]

    def _text(self, path: str) -> str:
        return self._file(path).decode()

    def _lines(self, path: str) -> list[bytes]:
        """The lines of a file; each ends with a newline."""
        *lines, rest = self._file(path).split(b"\n")
        if rest:
            raise DoesNotHoldError(f"{path} does not end where a line does")
        return lines

    def is_whole(self) -> str:
        payload = payload_of(self.files)
        listed = self._text(MANIFEST)
        if manifest(payload) != listed.encode():
            raise DoesNotHoldError(_first_difference(listed, payload))
        proofs = proofs_in(payload)
        if strange := payload.keys() - PAYLOAD_FILES - set(proofs):
            raise DoesNotHoldError(f"the file {min(strange)} does not belong here")
        if lacking := PAYLOAD_FILES - payload.keys():
            raise DoesNotHoldError(f"the file {min(lacking)} is missing")
        tags = {path: content for path, content in self.files.items() if path not in payload}
        if missing := (_TAG_FILES | {TAG_MANIFEST}) - tags.keys():
            raise DoesNotHoldError(f"the file {min(missing)} is missing")
        if more := tags.keys() - _TAG_FILES - {TAG_MANIFEST}:
            raise DoesNotHoldError(f"the file {min(more)} does not belong here")
        tag_manifest = tags.pop(TAG_MANIFEST)
        if manifest(tags) != tag_manifest:
            raise DoesNotHoldError(_first_difference(tag_manifest.decode(), tags))
        if tags["bagit.txt"] != DECLARATION or tags["README.txt"] != README:
            raise DoesNotHoldError("bagit.txt or README.txt was changed")
        return f"all {len(payload)} files are there, unchanged, and no others"

    def is_understood(self) -> str:
        said = json.loads(self._text("data/question.json"))
        version = said["viewpoint"]["answer_version"]
        if said["format"] != FORMAT or type(version) is not int or version not in ANSWER_VERSIONS:
            known = " and ".join(map(str, ANSWER_VERSIONS))
            raise CannotTellError(
                f"this verifier knows dossiers of the form {FORMAT} with answers of the versions "
                f"{known}; take the verifier of release {said.get('release')}"
            )
        self.viewpoint, self.release = said["viewpoint"], said["release"]
        self.question = self.findings.question = said["question"]
        self.answer = self.findings.answer = json.loads(self._text("data/answer.json"))
        if not _RELEASE.fullmatch(self.release):
            raise DoesNotHoldError("the release that it names is none")
        for path, again in (
            ("bag-info.txt", bag_info(self.files, self.release)),
            ("data/question.json", question_file(self.question, self.viewpoint, self.release)),
            ("data/answer.json", written(self.answer)),
        ):
            if self._file(path) != again:
                raise DoesNotHoldError(f"{path} says more than it may, or is written otherwise")
        return f"it was made by release {self.release}, in a form that this verifier knows"

    def is_signed(self) -> str:
        own = read_key(self._text("data/key.txt"))
        if f"{own.print()}\n" != self._text("data/key.txt"):
            raise DoesNotHoldError("data/key.txt holds more than a key")
        if self.key is not None and self.key != own:
            raise DoesNotHoldError(
                f"it was signed with {own.print()}, which is not the key that you trust"
            )
        self.own_key = self.findings.key = own
        note = self._own_note(SIGNED, own)
        if note.text != signed_text(self._file(MANIFEST)) or not own.signed(note):
            raise DoesNotHoldError("the list of its files is not signed with its key")
        return f"the list of its files is signed by {own.name} (Ed25519)"

    def _own_note(self, path: str, own: VerifierKey) -> Note:
        """A signed text that only its key may have signed: what others put under it, nobody
        here could check."""
        note = read_note(self._text(path))
        if any(one.name != own.name or one.key_id != own.key_id for one in note.signatures):
            raise DoesNotHoldError(f"{path} bears a signature of somebody else")
        if len(note.signatures) != 1:
            raise DoesNotHoldError(f"{path} is signed more than once")
        return note

    def stands_in_a_signed_log(self) -> str:
        self.signed_checkpoint = self._text("data/checkpoint.txt")
        self._own_note("data/checkpoint.txt", self.own_key)
        self.checkpoint = opened(self.signed_checkpoint, [self.own_key])
        size, root = self.checkpoint.size, self.checkpoint.root.hex()
        here = viewpoint_told(
            self.viewpoint["known_on"], size, root, self.viewpoint["answer_version"]
        )
        if written(self.viewpoint) != written(here):
            raise DoesNotHoldError("the answer was not given at the log's signed checkpoint")
        return f"the log's checkpoint at size {size} is signed by the same key"

    def is_the_log_that_was_kept(self) -> str:
        own = self.checkpoint
        of_this_size = [one for one in self.kept if one.size == own.size]
        if any((one.origin, one.root) != (own.origin, own.root) for one in of_this_size):
            raise DoesNotHoldError("the log is not the one of the checkpoint that you gave")
        if not of_this_size:
            sizes = ", ".join(str(one.size) for one in self.kept)
            raise CannotTellError(
                f"the checkpoint that you gave is of size {sizes}, the dossier's of {own.size}: "
                "ask for the consistency proof between the two, or for a dossier of that size"
            )
        return "it is the checkpoint that you gave"

    def records_are_in_the_log(self) -> str:
        lines = self._lines("data/records.ndjson")
        names = proofs_in(self.files)
        if len(lines) != len(names) or not lines:
            raise DoesNotHoldError("there is not one proof for each record")
        self.records: list[tuple[int, dict[str, Any]]] = []
        last, root = -1, self.checkpoint.root
        for line, name in zip(lines, names, strict=True):
            proof = read_tlog_proof(self._text(name))
            if proof.checkpoint != self.signed_checkpoint or proof.index <= last:
                raise DoesNotHoldError(f"{name} is not a proof for this checkpoint")
            if proof_path(proof.index) != name or proof.print() != self._text(name):
                raise DoesNotHoldError(f"{name} is not the proof of its record alone")
            if not is_included(
                leaf_hash(line), proof.index, self.checkpoint.size, proof.hashes, root
            ):
                raise DoesNotHoldError(f"{name} does not show that its record is in the log")
            last, record = proof.index, json.loads(line)
            if _canonical(record) != line:
                raise DoesNotHoldError(f"record {last} is not written in the one way to write it")
            self.records.append((last, record))
        return f"all {len(lines)} records are in the log, each at its place"

    def nothing_is_left_out(self) -> str:
        position, own = self.records[-1]
        if position != self.checkpoint.size - 1 or not {"map_root", "instrument"} <= own.keys():
            raise DoesNotHoldError(
                "the last record of the log, which commits to its map, is missing"
            )
        root = bytes.fromhex(own["map_root"])
        counts = Counter(record["stream"] for _, record in self.records)
        changed = {record["stream"] for _, record in self.records if "change" in record}
        self.streams: set[str] = set()
        self.lists: dict[str, list[str]] = {}
        before = ""
        for line in self._lines("data/map.ndjson"):
            key, items, proof = read_map_line(line.decode())
            if key <= before:
                raise DoesNotHoldError(f"the proof for `{key}` does not stand in its place")
            before = key
            stream = key.removeprefix(_STREAM)
            if stream != key:
                self.streams.add(stream)
                value = count_value(counts[stream]) if stream in changed else None
                said = (
                    f"{stream} does not have {counts[stream]} records: some are left out, or added"
                )
            else:
                self.lists[key] = items
                value = with_items(None, items) if items else None
                said = f"the list `{key}` is not whole, or not right"
            if proof.root(key, value) != root:
                raise DoesNotHoldError(said)
        strange = {r["stream"] for _, r in self.records[:-1]} - self.streams
        if strange:
            raise DoesNotHoldError(f"nothing shows how many records {min(strange)} has")
        return (
            f"of {len(self.streams)} streams, all records are here, or there are none; "
            f"{len(self.lists)} lists are whole"
        )

    def answer_follows(self) -> str:
        read: list[Change | Instrument] = [read_record(at, record) for at, record in self.records]
        size = self.checkpoint.size
        source = Proven(read, self.streams, self.lists)
        known_on = self.viewpoint["known_on"]
        known = None if known_on is None else day(known_on)
        found = dossier_answer(
            self.question, known, History(source, size), self.viewpoint["answer_version"]
        )
        if lacking := source.lacking(size):
            raise NotProvenError(f"nothing shows all records of {lacking[0]}, which counts as read")
        given = {name: value for name, value in self.answer.items() if name != "viewpoint"}
        if written(self.answer["viewpoint"]) != written(self.viewpoint):
            raise DoesNotHoldError("the answer was given from another viewpoint")
        if written(provable(found, self.question)) != written(provable(given, self.question)):
            raise DoesNotHoldError("the answer does not follow from the records")
        return "the answer, derived again from the records, is the one given"


def _canonical(record: Any) -> bytes:
    """A record's canonical JSON (RFC 8785), by means of the standard library."""
    said = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return said.encode()


def _first_difference(listed: str, files: Files) -> str:
    """Which file is not as it is listed."""
    said, found = _listed(listed), _listed(manifest(files).decode())
    for path in sorted({*said, *found}):
        if path not in found:
            return f"the file {path} is missing"
        if path not in said:
            return f"the file {path} does not belong here"
        if said[path] != found[path]:
            return f"the file {path} was changed"
    return "the list of files was changed"


def _listed(text: str) -> dict[str, str]:
    """The hashes in a manifest by path."""
    lines = (line.partition("  ") for line in text.splitlines())
    return {path: digest for digest, _, path in lines}
