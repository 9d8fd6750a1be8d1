"""The shape of a transaction: its day, its licence, and a field for every dimension."""

from __future__ import annotations

from ..vocabulary.dimensions import DIMENSIONS
from .fields import Day, NameText, OneCountry, made, word_of

DimensionsShape = made(
    "Dimensions",
    "The fields of a transaction that clauses ask for.",
    {one.field: (word_of(one, OneCountry), None) for one in DIMENSIONS},
)

TransactionShape = made(
    "Transaction",
    "An export, transit, transfer or other transaction, on its day.",
    {"date": (Day, ...), "licence": (NameText, None)},
    base=DimensionsShape,
)
