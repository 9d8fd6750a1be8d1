"""A bad network between a ledger and its database: a proxy that cuts connections.

It listens on a socket under the name that the database's would have, so that the address differs in
its folder only. It can cut a connection when a word goes by: before the server is told (nothing
was done), or after it was and before its answer comes back (nobody knows).
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

NAME = ".s.PGSQL.5432"


class CuttingProxy:
    """Passes on what is said, until it is told to cut."""

    def __init__(self, server: Path, folder: Path) -> None:
        self._server = server / NAME
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / NAME))
        self._listening.listen(64)
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._cut_before: bytes | None = None
        self._cut_after: bytes | None = None
        self.cut = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_before(self, word: bytes) -> None:
        """Cut the next connection on which this would be said, before the server hears it."""
        self._cut_before = word

    def cut_after(self, word: bytes) -> None:
        """Cut the next connection on which this is said, once the server has answered: the answer
        is lost."""
        self._cut_after = word

    def cut_all(self) -> None:
        """Cut every connection there is."""
        for pair in list(self._pairs):
            self._end(*pair)

    def close(self) -> None:
        self._listening.close()
        self.cut_all()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server))
                self._pairs.append((client, server))
                answers = _Answers()
                given = (client, server, answers)
                for act in (self._ask, self._answer):
                    threading.Thread(target=act, args=given, daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket, answers: _Answers) -> None:
        def pass_on(said: bytes) -> bool:
            if self._cut_before and self._cut_before in said:
                self._cut_before = None
                return False
            if self._cut_after and self._cut_after in said:
                self._cut_after = None
                answers.are_lost = True
            server.sendall(said)
            return True

        self._passing(client, server, client, pass_on)

    def _answer(self, client: socket.socket, server: socket.socket, answers: _Answers) -> None:
        def pass_on(said: bytes) -> bool:
            if answers.are_lost:
                return False
            client.sendall(said)
            return True

        self._passing(client, server, server, pass_on)

    def _passing(
        self,
        client: socket.socket,
        server: socket.socket,
        source: socket.socket,
        pass_on: Callable[[bytes], bool],
    ) -> None:
        with suppress(OSError):
            while said := source.recv(1 << 20):
                if not pass_on(said):
                    self.cut += 1
                    break
        self._end(client, server)

    def _end(self, client: socket.socket, server: socket.socket) -> None:
        for one in (client, server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        with suppress(ValueError):
            self._pairs.remove((client, server))


class _Answers:
    """Whether what the server says on a connection no longer comes back."""

    are_lost = False
