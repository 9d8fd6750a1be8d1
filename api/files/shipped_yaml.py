"""The YAML that a release ships, read by libyaml: seven times as fast as what tells of faults.

Its files are sound, as `lint` tells of each before it is shipped; what they say is read alike by
both. Where PyYAML was built without libyaml, the other one reads them.
"""

from __future__ import annotations

from typing import Any

import yaml

from .placed_yaml import composed, value_of


def read_shipped_yaml(text: str) -> Any:
    """What a sound YAML text says, as `read_yaml()` reads it; nothing of it is checked."""
    return value_of(_composed(text))[0]


if yaml.__with_libyaml__:

    class _Loader(yaml.cyaml.CParser, yaml.resolver.BaseResolver):
        """Composes nodes, each value a text."""

        def __init__(self, text: str) -> None:
            yaml.cyaml.CParser.__init__(self, text)
            yaml.resolver.BaseResolver.__init__(self)  # type: ignore[no-untyped-call]

    def _composed(text: str) -> yaml.Node | None:
        found: yaml.Node | None = yaml.compose(text, Loader=_Loader)
        return found

else:
    _composed = composed
