"""What is read of a question when it is asked for, and then stands there.

A question is asked by one thread: nobody else has to be kept from reading the same.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar

T = TypeVar("T")


class read_once(cached_property[T]):  # noqa: N801
    """A property that is read when it is first asked for, without the lock that
    `cached_property` takes for it."""

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        """What stands there, once it was read."""
        if instance is None:
            return self
        assert self.attrname is not None
        found = instance.__dict__[self.attrname] = self.func(instance)
        return found
