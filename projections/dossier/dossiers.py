"""Dossiers: a question, its answer and all that proves it, as a BagIt bag in a ZIP.

The same question from the same viewpoint gives the same bytes: nothing in it tells when it
was made, and the files stand in it uncompressed, since compressors differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...domain.dossier.answers import dossier_answer, question_file, viewpoint_told, written
from ...domain.dossier.bag import (
    DECLARATION,
    MANIFEST,
    README,
    REPORTS,
    SIGNED,
    TAG_MANIFEST,
    VERIFIER,
    bag_info,
    manifest,
    payload_of,
    proof_path,
    signed_text,
    zipped,
)
from ...domain.dossier.evidence import Noted
from ...domain.dossier.map_lines import map_line
from ...domain.faults import Fault, Hints, QuestionError
from ...domain.history.history import History
from ...domain.proof.sparse_map import COMPLETIONS, orders_key, stream_key, subjects_key
from ...domain.questions import read_day, read_transaction, require_instrument, require_known
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.viewpoint import Viewpoint
from ..proof.proofs import Proofs
from ..storage.ports import Row, Store
from ..storage.stored_source import StoredSource
from ..viewpoints import AskedView
from .report import report
from .verifier_archive import verifier

Json = dict[str, Any]
_KINDS = ("transaction", "licence", "instrument")


def read_question(value: Any, history: History) -> Json:
    """A sound question, its fields in order; `QuestionError` with what is wrong with it."""
    given = value if isinstance(value, Mapping) else {}
    kinds = [kind for kind in _KINDS if kind in given]
    if len(kinds) != 1:
        sentence = (
            "ask about one of `transaction`, `licence` (with `from` and `until`), `instrument`"
        )
        raise QuestionError([Fault("missing" if not kinds else "malformed", "", sentence)])
    (kind,) = kinds
    fields = ("licence", "from", "until") if kind == "licence" else (kind,)
    hints = Hints()
    faults = [
        Fault(
            "unknown_field",
            f"/{name}",
            f"`{name}` says nothing about {kind}s{near}",
        )
        for name in given
        if name not in fields
        for near in (hints.did_you_mean(name, lambda _: fields),)
    ]
    faults += [Fault("missing", f"/{n}", f"`{n}` is missing") for n in fields if n not in given]
    faults += [
        Fault("malformed", f"/{name}", f"`{name}` is a text")
        for name in fields
        if name != "transaction" and name in given and not isinstance(given[name], str)
    ]
    if faults:
        raise QuestionError(faults)
    if kind == "transaction":
        read_transaction(given["transaction"], history)
    elif kind == "licence":
        require_known("licence", given["licence"], history, "/licence")
        if read_day(given["until"], "until") <= read_day(given["from"], "from"):
            sentence = "`until` is the first day after the period, and not after `from`"
            raise QuestionError([Fault("until_not_after_from", "/until", sentence)])
    else:
        require_instrument(given["instrument"], history)
    return {name: given[name] for name in fields}


class Dossiers:
    """Makes dossiers of a ledger."""

    def __init__(self, proofs: Proofs, release: str) -> None:
        self.proofs = proofs
        self.release = release

    def dossier(self, asked: Any, viewpoint: AskedView) -> bytes:
        """The ZIP that answers a question from a viewpoint."""
        return zipped(self.bag(asked, viewpoint))

    def bag(self, asked: Any, viewpoint: AskedView) -> dict[str, bytes]:
        """The files of the bag, by their path in it."""
        ledger = self.proofs.ledger
        with ledger.reading() as book:
            seen_from, history = ledger.viewpoint(book, viewpoint, None)
            question = read_question(asked, history)
            noted = Noted(book)
            fresh = History(noted, seen_from.log_size)
            answer = dossier_answer(question, seen_from.known_on, fresh, seen_from.answer_version)
            noted.read_also(seen_from.log_size)
            evidence = self._evidence(book, noted, seen_from)
        known_on = None if seen_from.known_on is None else day_text(seen_from.known_on)
        said = viewpoint_told(
            known_on, seen_from.log_size, seen_from.root_hash, seen_from.answer_version
        )
        payload = {
            "data/question.json": question_file(question, said, self.release),
            "data/answer.json": written({**answer, "viewpoint": said}),
            "data/key.txt": f"{self.proofs.key.verifier.print()}\n".encode(),
            **evidence,
        }
        for language, path in REPORTS.items():
            shown = report(question, {**answer, "viewpoint": said}, self.release, language)
            payload[path] = shown.encode()
        return self.signed(payload)

    def signed(self, payload: Mapping[str, bytes]) -> dict[str, bytes]:
        """A payload as a bag: with its manifests, the signature and the verifier."""
        listed = manifest(payload_of(payload))
        files = {
            **payload,
            "bagit.txt": DECLARATION,
            "bag-info.txt": bag_info(payload, self.release),
            "README.txt": README,
            MANIFEST: listed,
            SIGNED: self.proofs.key.sign(signed_text(listed)).encode(),
            VERIFIER: verifier(),
        }
        tags = {path: content for path, content in files.items() if path not in payload}
        return {**files, TAG_MANIFEST: manifest(tags)}

    def _evidence(self, book: StoredSource, noted: Noted, seen_from: Viewpoint) -> dict[str, bytes]:
        """The records that were read, each with its proof, and what shows that they are all."""
        size, root = seen_from.log_size, bytes.fromhex(seen_from.root_hash)
        store = self.proofs.ledger.store
        rows: dict[int, Row] = {}
        firsts: dict[str, int] = {}
        for stream in sorted(noted.streams):
            for row in store.rows_of([stream], size):
                firsts.setdefault(stream, row.position)
                rows[row.position] = row
        for row in store.rows_between(size - 1, size):
            rows[row.position] = row
        checkpoint = self.proofs.checkpoint(size)
        ordered = [rows[position] for position in sorted(rows)]
        lists = {key: _items(key, book, size, firsts, store) for key in noted.lists}
        return {
            "data/checkpoint.txt": checkpoint.encode(),
            "data/records.ndjson": b"".join(row.record + b"\n" for row in ordered),
            "data/map.ndjson": self._map_lines(noted, lists, size),
            **{
                proof_path(row.position): self.proofs.tlog_proof(
                    row, size, root, checkpoint
                ).encode()
                for row in ordered
            },
        }

    def _map_lines(self, noted: Noted, lists: Mapping[str, list[str]], size: int) -> bytes:
        found = self.proofs.map_at(size)
        keys: dict[str, list[str] | None] = {stream_key(one): None for one in noted.streams}
        keys.update(lists)
        lines = []
        for key in sorted(keys):
            _, proof = self.proofs.map_proof(found, key)
            lines.append(map_line(key, keys[key], proof))
        return "".join(f"{line}\n" for line in lines).encode()


def _items(
    key: str, book: StoredSource, size: int, firsts: dict[str, int], store: Store
) -> list[str]:
    """A list of the map with its items in their order."""
    kind, _, name = key.partition(" ")
    if key == COMPLETIONS:
        homes = book.completions_at(size)
        items = [
            (one.position, home)
            for home in homes
            for one in book.recorded_in(home, size)
            if one.type.name == "requirements_complete"
        ]
        return [home for _, home in sorted(items)]
    if key == orders_key(name):
        return [f"{book.home_at(one, size)} {one}" for one in book.naming_order_at(name, size)]
    if key != subjects_key(name):
        raise LookupError(f"the map has no list of the kind `{kind}`")
    names = book.subjects_at(name, size, "", None)

    def first(subject: str) -> int:
        stream = f"{name}/{subject}"
        if stream not in firsts:
            firsts[stream] = next(store.rows_of([stream], size)).position
        return firsts[stream]

    return sorted(names, key=first)
