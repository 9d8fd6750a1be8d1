"""A form with a file in it (RFC 7578), written to disk as it comes: no more of it is in memory than
a piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from ....domain.faults import Fault, QuestionError
from ....domain.vocabulary.bounds import NAME
from ...batch.files_found import BY_MAPPING
from ...http.bodies import body_pieces
from ...http.problems import TooLargeError
from ..posting import from_own_site, must_be_of_session
from .uploads import UPLOAD_MOST, Upload, Uploads, known_ending

_ROOM = 64 * 1024
"""So many bytes a form has beside its file."""


@dataclass
class _Form:
    """What came of a form so far."""

    uploads: Uploads
    fields: dict[str, bytearray] = field(default_factory=dict)
    upload: Upload | None = None
    ended: bool = False
    _header: list[bytes] = field(default_factory=lambda: [b"", b""])
    _headers: dict[bytes, bytes] = field(default_factory=dict)
    _into: bytearray | BinaryIO | None = None
    _size: int = 0

    def callbacks(self) -> Mapping[str, object]:
        """What is called while a form is read."""
        return {
            "on_part_begin": self._headers.clear,
            "on_header_field": lambda data, start, end: self._heard(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._heard(1, data[start:end]),
            "on_header_end": self._header_ended,
            "on_headers_finished": self._part_begun,
            "on_part_data": lambda data, start, end: self._data(data[start:end]),
            "on_part_end": self.close,
            "on_end": self._end,
        }

    def _heard(self, which: int, data: bytes) -> None:
        self._header[which] += data
        if len(self._header[which]) > _ROOM:
            raise _faulty("the form cannot be read: a header of it is too long")

    def _header_ended(self) -> None:
        name, value = self._header
        self._headers[name.lower()] = value
        self._header = [b"", b""]

    def _part_begun(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if name == "file" and self.upload is None:
            self._begin_file(options.get(b"filename", b"").decode("utf-8", "replace"))
        elif len(self.fields) < 10:
            self._into = self.fields.setdefault(name, bytearray())
        else:
            raise _faulty("the form has more fields than one of ours")

    def _begin_file(self, sent: str) -> None:
        name = shown_name(sent)
        if not name:
            raise _faulty("no file was chosen: choose one, and send it", "file")
        if not known_ending(name):
            sentence = f"`{name}`: files of shipments end in {', '.join(BY_MAPPING)}"
            raise _faulty(sentence, "file")
        self.upload = self.uploads.begin(name)
        self._into = self.upload.path.open("xb")

    def _data(self, data: bytes) -> None:
        self._size += len(data)
        if isinstance(self._into, bytearray):
            self._into += data
            if len(self._into) > NAME:
                raise _faulty("a field of the form is too long")
        elif self._into is not None:
            if self._size > UPLOAD_MOST:
                raise too_large()
            self._into.write(data)

    def close(self) -> None:
        """A part has ended."""
        if self._into is not None and not isinstance(self._into, bytearray):
            self._into.close()
        self._into, self._size = None, 0

    def _end(self) -> None:
        self.ended = True


async def received(request: Request, uploads: Uploads) -> tuple[Upload, dict[str, str]]:
    """The file of a form and its other fields. If the form does not come to its end, or is faulty,
    nothing of it is kept."""
    from_own_site(request)
    form = _Form(uploads)
    try:
        await _read(request, form)
        if form.upload is None:
            raise _faulty("no file was chosen: choose one, and send it", "file")
        texts = {name: bytes(one).decode("utf-8", "replace") for name, one in form.fields.items()}
        must_be_of_session(request, texts)
    except BaseException:
        form.close()
        if form.upload is not None:
            uploads.forget(form.upload.key)
        raise
    return form.upload, texts


async def _read(request: Request, form: _Form) -> None:
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise _faulty("send the file with the form of the page (multipart/form-data)")
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > UPLOAD_MOST + _ROOM:
        raise too_large()
    try:
        parser = MultipartParser(boundary, form.callbacks())  # type: ignore[arg-type]
        total = 0
        async for piece in body_pieces(request):
            total += len(piece)
            if total > UPLOAD_MOST + _ROOM:
                raise too_large()
            parser.write(piece)
    except FormParserError as error:
        raise _faulty(f"the form cannot be read: {error}") from error
    if not form.ended:
        raise _faulty("the file did not come to its end; send it again")


def shown_name(sent: str) -> str:
    """The name of a file as it is shown: without folders, and nothing that cannot be printed."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in last).strip()[:NAME]


def too_large() -> TooLargeError:
    """The error of a file of too many bytes."""
    return TooLargeError(
        f"a file has at most {UPLOAD_MOST >> 20} MB here; for more there is the command "
        "`licence-ledger evaluate`"
    )


def _faulty(sentence: str, name: str = "") -> QuestionError:
    return QuestionError([Fault("malformed", f"/{name}" if name else "", sentence)])
