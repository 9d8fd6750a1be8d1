"""The main pages as pictures, in both languages, into `docs/pictures/`: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from browsing import browser, opened
from palette import with_palette
from playwright.sync_api import Browser
from running import serving

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
ASKED = (
    "date=2024-02-25&activity=export&goods=ML10&origin=NL&destination=IL&programme=F-35"
    "&licence=NL009"
)
PAGES = {
    "answer": (f"/check/answer?{ASKED}", 1500),
    "timeline": ("/licences/NL007/timeline?valid_on=2025-05-01", 980),
    "licence": ("/licences/NL007?valid_on=2025-05-01", 1500),
    "destinations": ("/licences/NL007/destinations?valid_on=2025-05-01", 1050),
    "country": ("/countries/IL?valid_on=2025-05-01", 1100),
}
"""Each page by its name: its address without the language, and how much of it is shown."""


PICTURES = {"map": (f"/check/answer?{ASKED}", "figure.picture")}
"""Each picture of a page by its name: its address, and which of the page it is."""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        address = f"sqlite:///{Path(name) / 'ledger.db'}"
        with serving("", address) as url, browser() as within:
            for tag in ("en", "nl"):
                taken(within, url, tag)


def taken(within: Browser, url: str, tag: str) -> None:
    """Take every picture in a language."""
    with opened(within, url, language=tag, width=1200) as shown:
        for page, (path, height) in PAGES.items():
            shown.set_viewport_size({"width": 1200, "height": height})
            shown.goto(f"/{tag}{path}")
            kept(f"{page}-{tag}.png", with_palette(shown.screenshot(), within))
        for picture, (path, part) in PICTURES.items():
            shown.goto(f"/{tag}{path}")
            kept(f"{picture}-{tag}.png", with_palette(shown.locator(part).screenshot(), within))


def kept(name: str, png: bytes) -> None:
    """Write a picture, and say what it weighs."""
    (FOLDER / name).write_bytes(png)
    print(f"{name}: {len(png)} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
