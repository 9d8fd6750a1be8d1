"""The pictures of the documents: each is shown somewhere, and none weighs much."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from contracts import ROOT
from light_png import COLOURS, Pixels, lighter

PICTURES = sorted((ROOT / "docs" / "pictures").iterdir())
HEAVIEST = 150_000
"""Bytes: they come with the package, whoever installs it."""


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_light_and_shown(picture: Path) -> None:
    texts = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(f"pictures/{picture.name})" in text.read_text() for text in texts)
    assert picture.stat().st_size < HEAVIEST


def read_again(made: bytes) -> tuple[Pixels, Pixels]:
    """The pixels of such a picture, and its palette."""
    width, height = struct.unpack(">II", made[16:24])
    begins = made.index(b"PLTE")
    (length,) = struct.unpack(">I", made[begins - 4 : begins])
    palette = np.frombuffer(made[begins + 4 : begins + 4 + length], np.uint8).reshape(-1, 3)
    lines = np.frombuffer(zlib.decompress(made[made.index(b"IDAT") + 4 :][:-16]), np.uint8)
    return palette[lines.reshape(height, width + 1)[:, 1:]], palette


def test_a_picture_of_few_colours_is_the_same_when_it_is_made_lighter() -> None:
    pixels = np.zeros((8, 100, 3), np.uint8)
    pixels[4:, :, 0] = 200
    pixels[3, :, 1] = np.arange(100)
    found, _ = read_again(lighter(pixels))
    assert (found == pixels).all()


def test_of_many_colours_the_rare_ones_become_the_nearest_of_the_others() -> None:
    pixels = np.full((100, 100, 3), 255, np.uint8)
    pixels[:4, :, 0], pixels[:4, :, 2] = np.arange(100), np.arange(4)[:, None]
    found, palette = read_again(lighter(pixels))
    assert len(palette) == COLOURS and (found[4:] == 255).all()
    apart = pixels[:4].reshape(-1, 1, 3).astype(int) - palette[None].astype(int)
    given = (pixels[:4].astype(int) - found[:4]).reshape(-1, 3)
    assert ((apart**2).sum(axis=2).min(axis=1) == (given**2).sum(axis=1)).all()
