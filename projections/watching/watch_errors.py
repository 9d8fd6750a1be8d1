"""What cannot be done with a watch, and why."""

from __future__ import annotations

from ...domain.faults import Fault, LedgerError, did_you_mean


class WatchError(LedgerError):
    """Something cannot be done with a watch as it stands."""

    def __init__(self, code: str, sentence: str) -> None:
        self.faults = (Fault(code, "/watch", sentence),)
        super().__init__(sentence)


class UnknownWatchError(WatchError):
    """No watch of this name is kept."""

    title = "There is no such watch"

    def __init__(self, name: str, known: list[str]) -> None:
        near = did_you_mean(name, known)
        super().__init__("unknown_watch", f"no watch `{name}` is kept with this ledger{near}")


class WatchNameTakenError(WatchError):
    """A watch of this name is kept already."""

    title = "A watch of this name is kept already"

    def __init__(self, name: str) -> None:
        sentence = f"a watch `{name}` is kept already: choose another name, or remove that one"
        super().__init__("name_taken", sentence)


class OthersWatchError(WatchError):
    """A watch is somebody else's."""

    title = "It is not your watch"

    def __init__(self, name: str) -> None:
        sentence = f"the watch `{name}` is somebody else's: its owner, or a keeper, sees it"
        super().__init__("others_watch", sentence)
