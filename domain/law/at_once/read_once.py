"""What is read of a question when it is asked for, and then stands there.

A question is asked by one thread: nobody else has to be kept from reading the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as read_once
else:

    class read_once:
        """A property that is read when it is first asked for, without the lock that
        `cached_property` takes for it."""

        __slots__ = ("_name", "_read")

        def __init__(self, read: Callable[[Any], Any]) -> None:
            self._read = read

        def __set_name__(self, owner: type[Any], name: str) -> None:
            self._name = name

        def __get__(self, instance: Any, owner: type[Any]) -> Any:
            """What is read now, and stands there from now on."""
            found = instance.__dict__[self._name] = self._read(instance)
            return found


__all__ = ["read_once"]
