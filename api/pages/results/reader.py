"""For whom a result is written: the language of its words, and how his country writes days and
numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_date_format
from babel.numbers import get_decimal_symbol

from ....domain.faults import Fault, QuestionError
from ..languages import TAGS, language
from ..saying.spoken import Spoken

_SEMICOLON_ALL_THE_SAME = {"CH", "LI"}
"""Countries that write a decimal point, where Windows parts lists by semicolons all the same."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever opens a result: the words of a language, and the locale of days and numbers."""

    say: Spoken
    locale: Locale

    def text(self, said: str) -> str:
        """A text in his language."""
        return self.say.said.text(said)

    def number(self, said: int) -> str:
        """A number with its thousands apart."""
        return self.say.said.number(said)

    def day(self, said: date) -> str:
        """A day in figures: with two digits a day and a month, and four a year."""
        return str(format_date(said, self.day_pattern, self.locale))

    @property
    def day_pattern(self) -> str:
        """How days are written, in CLDR's letters: `dd-MM-yyyy` in Dutch."""
        short = get_date_format("short", self.locale).pattern
        return re.sub("d+", "dd", re.sub("[ML]+", "MM", re.sub("y+", "yyyy", short)))

    @property
    def decimal(self) -> str:
        """What stands before the decimals of a number."""
        return str(get_decimal_symbol(self.locale))

    @property
    def delimiter(self) -> str:
        """What stands between the cells of CSV, as a spreadsheet of his country expects."""
        by_list = self.locale.territory in _SEMICOLON_ALL_THE_SAME
        return ";" if self.decimal == "," or by_list else ","


def reader_of(tag: str | None = None, locale: str | None = None) -> Reader:
    """A reader by the language of words (`nl`, `en`) and a locale (`nl`, `en-GB`, `de`, `fr`);
    what is left out follows from the other, English from nothing."""
    if tag is not None and tag not in TAGS:
        raise _faulty(f"`{tag}` is no language of results; say one of {', '.join(TAGS)}")
    found = _locale(locale or tag or "en")
    spoken = tag or (found.language if found.language in TAGS else "en")
    return Reader(Spoken(language(spoken)), found)


def _locale(said: str) -> Locale:
    name = "en-GB" if said == "en" else said
    try:
        return Locale.parse(name.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError) as error:
        sentence = (
            f"`{said}` is no locale; write a language and perhaps a country: nl, en-GB, de-CH"
        )
        raise _faulty(sentence) from error


def _faulty(sentence: str) -> QuestionError:
    return QuestionError([Fault("malformed", "", sentence)])
