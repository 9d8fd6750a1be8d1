"""The pages that the README shows as pictures, into `docs/pictures/`: `make screenshots`."""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path

import numpy as np
from browsing import browser, opened
from light_png import Pixels, lighter
from playwright.sync_api import Page
from running import serving

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
ASKED = (
    "date=2024-02-25&activity=export&goods=ML10&origin=NL&destination=IL&programme=F-35"
    "&licence=NL009"
)
PAGES = {
    "answer": (f"/check/answer?{ASKED}", 1500, ("en", "nl")),
    "licence": ("/licences/NL007?valid_on=2025-05-01", 1500, ("en",)),
    "destinations": ("/licences/NL007/destinations?valid_on=2025-05-01", 1050, ("en",)),
    "country": ("/countries/IL?valid_on=2025-05-01", 1100, ("nl",)),
}
"""Each page by its name: its address without the language, how much of it is shown, in which
languages."""
_PIXELS = """async (picture) => {
  const read = await createImageBitmap(await (await fetch(picture)).blob());
  const canvas = new OffscreenCanvas(read.width, read.height);
  const drawn = canvas.getContext("2d");
  drawn.drawImage(read, 0, 0);
  const bytes = drawn.getImageData(0, 0, read.width, read.height).data;
  let text = "";
  for (let first = 0; first < bytes.length; first += 32768)
    text += String.fromCharCode(...bytes.subarray(first, first + 32768));
  return [read.height, read.width, btoa(text)];
}"""


def pixels_of(png: bytes, blank: Page) -> Pixels:
    """The pixels of a picture, as the browser reads it in a blank page."""
    picture = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    height, width, text = blank.evaluate(_PIXELS, picture)
    found = np.frombuffer(base64.b64decode(text), np.uint8)
    return found.reshape(height, width, 4)[..., :3]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        address = f"sqlite:///{Path(name) / 'ledger.db'}"
        with serving("", address) as url, browser() as within:
            blank = within.new_page()
            for page, (path, height, languages) in PAGES.items():
                for tag in languages:
                    with opened(within, url, language=tag, width=1200) as shown:
                        shown.set_viewport_size({"width": 1200, "height": height})
                        shown.goto(f"/{tag}{path}")
                        target = FOLDER / f"{page}-{tag}.png"
                        target.write_bytes(lighter(pixels_of(shown.screenshot(), blank)))
                        print(f"{target.name}: {target.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
