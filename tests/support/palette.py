"""Screenshots made light: 256 colours instead of millions, which nobody sees in a page of text."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Browser

_REDUCED = """async png => {
  const held = await (await fetch(`data:image/png;base64,${png}`)).blob();
  const image = await createImageBitmap(held), {width, height} = image;
  const canvas = new OffscreenCanvas(width, height), drawing = canvas.getContext('2d');
  drawing.drawImage(image, 0, 0);
  const from = new Uint32Array(drawing.getImageData(0, 0, width, height).data.buffer);
  const counted = new Map();
  for (const one of from) counted.set(one, (counted.get(one) || 0) + 1);
  const seen = new Set(), palette = [], at = new Map();
  for (const [one] of [...counted].sort((left, right) => right[1] - left[1])) {
    const like = one & 0xf8f8f8;
    if (seen.has(like) || palette.length === 256) continue;
    seen.add(like);
    palette.push([one & 255, one >> 8 & 255, one >> 16 & 255]);
  }
  const nearest = one => {
    const parts = [one & 255, one >> 8 & 255, one >> 16 & 255];
    let best = 0, least = Infinity;
    palette.forEach((colour, place) => {
      const far = colour.reduce((sum, part, n) => sum + (part - parts[n]) ** 2, 0);
      if (far < least) { least = far; best = place; }
    });
    return best;
  };
  for (const one of counted.keys()) at.set(one, nearest(one));
  let pixels = '';
  for (const one of from) pixels += String.fromCharCode(at.get(one));
  return {width, height, palette: palette.flat(), pixels: btoa(pixels)};
}"""


def with_palette(png: bytes, within: Browser) -> bytes:
    """The same picture as a PNG of at most 256 colours, those that it has most of: each pixel has
    the nearest of them (PNG, third edition, §11.2: colour type 3)."""
    page = within.new_page()
    try:
        found = page.evaluate(_REDUCED, base64.b64encode(png).decode())
    finally:
        page.close()
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["pixels"])
    rows = b"".join(
        b"\0" + pixels[start : start + width] for start in range(0, width * height, width)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", bytes(found["palette"])),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, held) for name, held in chunks)


def _chunk(name: bytes, held: bytes) -> bytes:
    return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))
