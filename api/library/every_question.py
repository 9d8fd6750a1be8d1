"""Every question that can be asked of a record, in one object: what a door of HTTP, a page and a
command ask. The library offers those of `Questions`. It takes longer to load than `RecordHere`."""

from __future__ import annotations

from ...projections.register.claims import Claims
from ...projections.register.destinations import Destinations
from ...projections.register.maps import Maps
from ...projections.register.regulations import Regulations
from ...projections.register.search import Search
from ...projections.register.subjects import Applications, ListedGoods
from ...projections.register.timelines import Timelines
from .record_here import RecordHere


class EveryQuestion(
    RecordHere,
    Timelines,
    Claims,
    Destinations,
    Applications,
    ListedGoods,
    Maps,
    Regulations,
    Search,
):
    """Besides those of `RecordHere` the questions over time, about what was said, countries,
    applications, control lists, regulations, words, and all days at once."""
