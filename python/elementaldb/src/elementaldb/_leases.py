"""Databases for tests by the line protocol of `elementaldb lease --serve`."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from os import PathLike
from types import TracebackType
from typing import Any

from ._errors import ElementaldbError
from ._programs import command, environment

_END_SECONDS = 60


@dataclass(frozen=True)
class OpenConnections:
    """Connections that were open when their database was released; it stays until they are closed."""

    database: str
    message: str


@dataclass(frozen=True)
class Lease:
    """A database that nobody else uses until it is released. A context manager, which releases it."""

    url: str = field(repr=False)
    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    _server: LeaseServer = field(repr=False, compare=False)

    def release(self) -> None:
        """Gives the database up; the server resets or drops it. Connections may still be open."""
        self._server._ask(release=self.database)

    def reset(self) -> None:
        """Restores the state at the start of the test, under the same name."""
        self._server._ask(reset=self.database)

    def keep(self) -> str:
        """Keeps the database for an hour after its release and returns its URL, to look at it."""
        return str(self._server._ask(keep=self.database)["url"])

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


class LeaseServer:
    """
    A process that hands out databases, to several threads at once. A context manager: its end releases all databases
    and PostgreSQL. If this process is killed, they are released too.

    `arguments` are options of `elementaldb lease`, such as `"--migrations", "db/migrations"`; `folder` is where the
    search for `elementaldb.config.*` and `./migrations` begins. The first lease starts PostgreSQL, unless a run of the
    same user has done so.

    Raises ElementaldbError `NODE_MISSING` or `NODE_TOO_OLD`.
    """

    def __init__(self, *arguments: str, folder: str | PathLike[str] | None = None) -> None:
        self.open_connections: list[OpenConnections] = []
        self._waiting: dict[int, Future[dict[str, Any]]] = {}
        self._lock = threading.Lock()
        self._asked = 0
        self._ended = False
        self._messages = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            command("lease", "--serve", *arguments),
            env=environment(),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._messages,
        )
        self._reader = threading.Thread(target=self._read, name="elementaldb", daemon=True)
        self._reader.start()

    def lease(self, *, template: str | None = None, to: int | str | None = None) -> Lease:
        """
        Leases a database: `template` is `"empty"`, `"migrated"`, `"client-data"` or `"seeded"`, `to` the version of the
        last migration. Raises ElementaldbError: `MIGRATION_FAILED` with file, line and place, `NO_BINARIES` without
        PostgreSQL, and others.
        """
        options = {"template": template, "to": to}
        result = self._ask(lease={name: value for name, value in options.items() if value is not None})
        return Lease(**result, _server=self)

    def close(self) -> None:
        """Releases all databases, and PostgreSQL if nobody else uses it. May be called again."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            try:
                self._process.stdin.close()
            except OSError:
                pass  # It has ended already.
        try:
            self._process.wait(timeout=_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._messages.close()

    def __enter__(self) -> LeaseServer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _ask(self, **action: Any) -> dict[str, Any]:
        answer: Future[dict[str, Any]] = Future()
        with self._lock:
            self._asked += 1
            request = {"id": self._asked, **action}
            if self._ended:
                raise self._end_error()
            self._waiting[self._asked] = answer
            try:
                assert self._process.stdin is not None
                self._process.stdin.write(json.dumps(request).encode() + b"\n")
                self._process.stdin.flush()
            except (OSError, ValueError):
                pass  # The reader notices the end, and says why.
        return answer.result()

    def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            with self._process.stdout as lines:
                for line in lines:
                    self._take(json.loads(line))
        except Exception:
            self._process.kill()  # It does not speak this protocol: nobody may wait for an answer.
        self._process.wait()
        with self._lock:
            self._ended = True
            waiting = list(self._waiting.values())
            self._waiting.clear()
        for answer in waiting:
            answer.set_exception(self._end_error())

    def _take(self, line: dict[str, Any]) -> None:
        if "warning" in line:
            self.open_connections.append(OpenConnections(**line["warning"]))
            return
        with self._lock:
            answer = self._waiting.pop(line["id"])
        error = line.get("error")
        if error is None:
            answer.set_result(line["result"])
        else:
            answer.set_exception(ElementaldbError(error["message"], code=error["code"], hint=error.get("hint")))

    def _end_error(self) -> ElementaldbError:
        said = ""
        if not self._messages.closed:
            self._messages.seek(0)
            said = self._messages.read().decode(errors="replace").strip()
        reason = f": {said}" if said else ""
        return ElementaldbError(
            f"the process that leases databases has ended with {self._process.returncode}{reason}",
            code="LEASE_SERVER_ENDED",
        )
