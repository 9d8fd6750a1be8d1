"""Every question that can be asked of a record, in one object: what a door of HTTP, a page and a
command ask. The library offers those of `Questions`; what needs these takes longer to load."""

from __future__ import annotations

from ...projections.register.claims import Claims
from ...projections.register.destinations import Destinations
from ...projections.register.maps import Maps
from ...projections.register.regulations import Regulations
from ...projections.register.search import Search
from ...projections.register.subjects import Applications, ListedGoods
from .record_here import RecordHere


class EveryQuestion(
    RecordHere, Claims, Destinations, Applications, ListedGoods, Maps, Regulations, Search
):
    """The questions of the library, and those about what was said, countries, applications,
    control lists, requirements, policies, regulations, words, and all days at once."""
