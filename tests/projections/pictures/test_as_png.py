"""Drawings as PNG: the same everywhere, from the font that is shipped."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256

from licence_ledger.projections.pictures.as_png import FONTS, as_png

DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30" viewBox="0 0 60 30" '
    'font-family="sans-serif" font-size="20"><text x="2" y="22">{}</text></svg>'
)


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def pixels(png: bytes) -> bytes:
    """What is drawn, of a PNG whose data stand in one or more chunks."""
    at, data = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    return zlib.decompress(data)


def test_a_drawing_is_twice_its_size_on_white() -> None:
    assert size_of(as_png(DRAWN.format(""))) == (120, 60)
    assert set(pixels(as_png(DRAWN.format("")))) <= {0, 1, 2, 3, 4, 255}


def test_letters_with_accents_and_arrows_are_drawn_from_the_font_that_is_shipped() -> None:
    blank = pixels(as_png(DRAWN.format("")))
    unknown = pixels(as_png(DRAWN.format("\U0010ffff")))
    drawn = {letter: pixels(as_png(DRAWN.format(letter))) for letter in "éüğČ→"}
    assert all(one not in (blank, unknown) for one in drawn.values())
    assert len(set(drawn.values())) == len(drawn)


def test_a_drawing_reads_no_file() -> None:
    inside = DRAWN.format("").replace(
        "<text", '<image href="file:///etc/hostname" width="9"/><text'
    )
    assert pixels(as_png(inside)) == pixels(as_png(DRAWN.format("")))


def test_the_fonts_are_shipped_with_their_licence_unchanged() -> None:
    digests = {
        path.name: sha256(path.read_bytes()).hexdigest()[:16] for path in FONTS.glob("*.ttf")
    }
    assert digests == {
        "DejaVuSans.ttf": "abdc775b21b1bc47",
        "DejaVuSans-Bold.ttf": "0d977336a6d5fba3",
    }
    assert "Bitstream" in (FONTS / "LICENSE.txt").read_text()
