"""What the catalogues of the pages lack: `python tests/support/catalogues.py` prints it as
messages to be translated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from licence_ledger.api.pages.languages import CATALOGUES, TAGS

PACKAGE = CATALOGUES.parents[2]
KEYWORDS = {"marked": None, "text": None, "_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [
    ("api/pages/**.py", "python"),
    ("projections/pictures/**.py", "python"),
    ("api/pages/templates/**.html", "jinja2"),
]
OPTIONS = {"api/pages/templates/**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}}

Message = str | tuple[str, ...]


def messages() -> dict[Message, list[str]]:
    """Every text of the pages in English, with the places where it is said."""
    found: dict[Message, list[str]] = {}
    walked = extract_from_dir(PACKAGE, METHODS, OPTIONS, KEYWORDS)
    for path, line, message, _, _ in walked:
        found.setdefault(message, []).append(f"{path}:{line}")
    return found


def translated(tag: str) -> Iterator[tuple[Path, Message, list[str]]]:
    """Every text of a language's catalogues, with what it is translated by."""
    for path in sorted((CATALOGUES / tag).glob("*.po")):
        with path.open("rb") as file:
            for one in read_po(file, locale=tag):
                if one.id:
                    says = one.string if isinstance(one.string, tuple | list) else [one.string]
                    yield path, one.id, [*says]


def missing(tag: str) -> dict[Message, list[str]]:
    """The texts that have no translation, with the places where they are said."""
    there = {message for _, message, says in translated(tag) if all(says)}
    return {message: at for message, at in messages().items() if message not in there}


if __name__ == "__main__":
    import json

    for tag in TAGS:
        if tag != "en":
            for message, at in missing(tag).items():
                print(f"#: {' '.join(at)}")
                texts = [message] if isinstance(message, str) else message
                for word, said in zip(("msgid", "msgid_plural"), texts, strict=False):
                    print(word, json.dumps(said, ensure_ascii=False))
                print('msgstr ""\n' if isinstance(message, str) else 'msgstr[0] ""\nmsgstr[1] ""\n')
