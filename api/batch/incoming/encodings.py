"""In which encoding the bytes of a text file are: told by a mark, by their form, or proposed.

UTF-8 and UTF-16 with their marks are certain, and so is UTF-8 that has other letters than ASCII's:
no other text has its form. What is none of these is of one of the encodings of a byte a letter, in
which every byte is a letter: charset-normalizer proposes, and whether the choice makes any
difference is for whoever knows the words.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from ..formats.faults import every_other_is_zero
from ..locations import Location, to_read

BYTES = "latin-1"
"""Read so, every byte is one letter, and can be read in another way later."""
LIKELY = ("cp1252", "iso8859-15", "cp850", "mac-roman", "cp1250", "cp437")
"""What Excel, SAP and their like write in Western Europe, the likeliest first."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_AT_A_TIME = 1 << 20
_SAMPLE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoding, why it is taken, and what else it may be, the likeliest first: nothing where it
    is certain."""

    name: str
    why: str
    may_be: tuple[str, ...] = ()


def encoding_of(location: Location) -> Encoded:
    """The encoding of a file, all of which is looked at."""
    with to_read(location) as file:
        head = bytes(file.read(_AT_A_TIME))
        for mark, name in _MARKS:
            if head.startswith(mark):
                return Encoded(name, "the file's mark says so")
        if every_other_is_zero(head[:1000]):
            name = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
            return Encoded(name, "every other byte is zero")
        return _without_mark(file, head)


def _without_mark(file: object, head: bytes) -> Encoded:
    decoder = codecs.getincrementaldecoder("utf-8")()
    ascii_only, sound, sample, piece = True, True, b"", head
    while piece:
        other = not piece.isascii()
        ascii_only = ascii_only and not other
        if other and len(sample) < _SAMPLE:
            sample += _lines_with_other(piece)[: _SAMPLE - len(sample)]
        sound = sound and _is_sound(decoder, piece)
        piece = bytes(file.read(_AT_A_TIME))  # type: ignore[attr-defined]
    if ascii_only:
        return Encoded("utf-8", "every letter is one of ASCII's")
    if sound and _is_sound(decoder, b"", last=True):
        return Encoded("utf-8", "its letters have the form of UTF-8")
    return _proposed(sample)


def _is_sound(decoder: codecs.IncrementalDecoder, piece: bytes, last: bool = False) -> bool:
    try:
        decoder.decode(piece, last)
    except UnicodeDecodeError:
        return False
    return True


def _lines_with_other(piece: bytes) -> bytes:
    """The lines in which there are other letters than ASCII's."""
    return b"\n".join(line for line in piece.splitlines() if not line.isascii())


def _proposed(sample: bytes) -> Encoded:
    """What charset-normalizer proposes, and what Western Europe's programs write besides."""
    from charset_normalizer import from_bytes  # needed where letters are not told by UTF

    best = from_bytes(sample).best()
    first = (codecs.lookup(best.encoding).name,) if best else ()
    names = [name for name in dict.fromkeys((*first, *LIKELY)) if _reads(sample, name)]
    if not names:
        return Encoded("cp1252", "nothing that is read as text", tuple(LIKELY))
    why = "charset-normalizer proposes it" if first and names[0] == first[0] else "it is usual"
    return Encoded(names[0], why, tuple(names))


def _reads(sample: bytes, name: str) -> bool:
    """Whether an encoding of a byte a letter reads all of a sample as letters and marks."""
    try:
        text = sample.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    one_each = len(text) == len(sample)
    return one_each and all(one.isprintable() or one.isspace() for one in text)
