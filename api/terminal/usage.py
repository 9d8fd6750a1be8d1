"""Wrong usage, told like every other error: in one sentence, and nothing given is markup."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, cast

from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException
from typer.main import get_group

from ..parts import MissingPartError, needing_parts, part_of
from .console import ENDED, REFUSED, WRONG_USAGE, tell
from .plain_values import taken_as_they_stand


class Loaded(Mapping[str, Any]):
    """The commands in these modules by name; a module is loaded when one of its commands is
    looked up."""

    def __init__(self, rooms: Mapping[str, Sequence[str]]) -> None:
        self._room_of = {name: room for room, names in rooms.items() for name in names}

    def __getitem__(self, name: str) -> Any:
        with needing_parts():
            room = import_module(f"{__package__}.{self._room_of[name]}")
        return taken_as_they_stand(get_group(room.commands).commands[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._room_of)

    def __len__(self) -> int:
        return len(self._room_of)


class Commands(TyperGroup):
    """The commands in the modules of `rooms`; what is wrong with a line that calls them goes to
    standard error."""

    rooms: Mapping[str, Sequence[str]] = {}

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        self.commands = cast(Any, Loaded(self.rooms))
        taken_as_they_stand(self, below=False)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and end with its status; without `standalone_mode` return it."""
        asked = (args, prog_name, complete_var, False, windows_expand_args)
        if not standalone_mode:
            return super().main(*asked, **extra)
        try:
            status = super().main(*asked, **extra)
            sys.stdout.flush()
        except OSError as error:
            _let_go_of_output()
            if error.errno != errno.EPIPE:  # whoever read it may have seen enough
                where = f"{error.filename}: " if error.filename else ""
                tell(("Error:", "red"), f" {where}{error.strerror or error}")
            sys.exit(REFUSED)
        except (ImportError, MissingPartError) as error:
            missing = part_of(error)
            if missing is None:
                raise
            tell((f"{missing.title}:", "red"), f" {missing}")
            sys.exit(WRONG_USAGE)
        except TyperException as error:
            _tell(error)
            sys.exit(error.exit_code)
        except Abort:
            tell("ended before the end")
            sys.exit(REFUSED)
        except KeyboardInterrupt:
            sys.exit(ENDED)
        sys.exit(status if isinstance(status, int) else 0)


def _let_go_of_output() -> None:
    """What could not be printed is not tried again when Python ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(error: TyperException) -> None:
    """What is wrong, and how the command is used."""
    context = getattr(error, "ctx", None)
    if context is None:
        tell(("Error:", "red"), f" {error.format_message()}")
        return
    said = error.format_message()
    if said:
        tell(context.get_usage())
        tell(("Error:", "red"), f" {said}")
        tell(f"Examples: {context.command_path} {context.help_option_names[0]}", style="dim")
