"""The main pages as pictures, in both languages, into `docs/pictures/`: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from browsing import browser, opened
from running import serving

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
ASKED = (
    "date=2024-02-25&activity=export&goods=ML10&origin=NL&destination=IL&programme=F-35"
    "&licence=NL009"
)
PAGES = {
    "answer": (f"/check/answer?{ASKED}", 1500),
    "licence": ("/licences/NL007?valid_on=2025-05-01", 1500),
    "destinations": ("/licences/NL007/destinations?valid_on=2025-05-01", 1050),
    "country": ("/countries/IL?valid_on=2025-05-01", 1100),
}
"""Each page by its name: its address without the language, and how much of it is shown."""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        address = f"sqlite:///{Path(name) / 'ledger.db'}"
        with serving("", address) as url, browser() as within:
            for tag in ("en", "nl"):
                for page, (path, height) in PAGES.items():
                    with opened(within, url, language=tag, width=1200) as shown:
                        shown.set_viewport_size({"width": 1200, "height": height})
                        shown.goto(f"/{tag}{path}")
                        target = FOLDER / f"{page}-{tag}.png"
                        shown.screenshot(path=target)
                        print(f"{target.name}: {target.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
