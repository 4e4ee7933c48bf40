"""A server of this process's own, for programs that name none and find none.

One per process, started when it is first needed, on a Unix domain socket in a folder that nobody else may enter; frames
go through shared memory where the machine has it. It ends when its standard input does: a pipe whose other end this
process alone holds, so that the operating system ends the server however the process dies. A forked child gives its
copy of that end back, and starts a server of its own when it needs one.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from walras.errors import FailedPreconditionError, UnavailableError

_START_SECONDS = 60.0
_END_SECONDS = 2.0
_PREFIX = "walras-own-"
_SOCKET = "walras.sock"


class LocalServer:
    """A running server of this process.

    Attributes:
        address: for ``walras.connect`` and ``address=``.
    """

    def __init__(self) -> None:
        self._folder = _new_folder()
        self.address = f"unix:{self._folder / _SOCKET}"
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the server
        try:
            self._process = _start(self._folder, self._log)
            _await_line(self._process, self._log)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self._trainer = _train()

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def running(self) -> bool:
        """Whether its process lives."""
        return self._process.poll() is None

    def log(self) -> str:
        """What it has written to its log so far."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def close(self) -> None:
        """Ends it, and waits until it has ended. Twice is once."""
        self.let_go()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def let_go(self) -> None:
        """Closes this process's end of the pipes that the server, and the making of its archive, live by."""
        for process in (self._process, self._trainer):
            if process is not None and process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()

    def __repr__(self) -> str:
        return f"<LocalServer {self.address} pid={self.pid}>"


def _start(folder: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        from walras_server import command
    except ModuleNotFoundError:
        raise UnavailableError(
            "a server of this program's own: expected the package walras-server, got none; "
            'pip install "walras[server]" brings it',
            "UNAVAILABLE",
        ) from None
    try:
        words = command("serve-local", str(folder))
    except RuntimeError as error:
        raise UnavailableError(f"a server of this program's own: {error}", "UNAVAILABLE") from None
    # Its own session: an interrupt at the keyboard is meant for this program.
    return subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True, cwd=folder
    )


def _await_line(process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    assert process.stdout is not None
    with process.stdout as out:
        ready, _, _ = select.select([out], [], [], _START_SECONDS)
        if ready and out.readline():
            return
    process.kill()
    process.wait()
    log.seek(0)
    words = log.read().decode(errors="replace").strip().splitlines()[-3:]
    raise UnavailableError(
        f"a server of this program's own: expected it within {_START_SECONDS:g} s, got: {' '.join(words) or 'nothing'}",
        "UNAVAILABLE",
    )


def _train() -> subprocess.Popen[bytes] | None:
    """Makes the archive of classes for the servers to come, at the lowest priority; without one they start slower."""
    from walras_server import archive

    trainer: subprocess.Popen[bytes] | None = None
    with contextlib.suppress(OSError):
        trainer = archive.begin()
    return trainer


def _new_folder() -> Path:
    """A folder of this process's, in memory where the machine has it; takes away those of servers that were killed."""
    parent = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())
    for left in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if left.stat().st_uid == os.getuid() and _dead(left):
                shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))


def _dead(folder: Path) -> bool:
    """Whether nobody listens, and nobody is just about to."""
    if time.time() - folder.stat().st_mtime < _START_SECONDS:
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(folder / _SOCKET)) != 0


class _Own:
    """This process's server, and how many hold it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.server: LocalServer | None = None
        self.holders = 0

    def running(self) -> LocalServer | None:
        return self.server if self.server is not None and self.server.running() else None

    def start(self) -> LocalServer:
        with self.lock:
            if self.running() is None:
                self.server = LocalServer()
            assert self.server is not None
            return self.server

    def end(self) -> None:
        server, self.server = self.server, None
        if server is not None:
            server.close()


_own = _Own()


def _forget() -> None:
    """In a forked child: the server is its parent's, whose death must end it."""
    global _own
    if _own.server is not None:
        _own.server.let_go()
    _own = _Own()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


@atexit.register
def _end_at_exit() -> None:
    _own.end()


def running() -> LocalServer | None:
    """This process's server; None where there is none, or it has ended."""
    return _own.running()


def installed() -> bool:
    """Whether there is one to start."""
    from importlib.util import find_spec

    return find_spec("walras_server") is not None and hasattr(socket, "AF_UNIX")


def start() -> LocalServer:
    """This process's server, started where it does not run.

    Raises:
        UnavailableError: ``walras-server`` or a Java is missing, or the server did not start.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise UnavailableError("a server of this program's own: needs Unix domain sockets", "UNAVAILABLE")
    return _own.start()


class _Held:
    """A hold on this process's server, as ``local_server`` gives it."""

    def __enter__(self) -> LocalServer:
        self._alone = _own.running() is None
        server = start()
        _own.holders += 1
        return server

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _own.holders -= 1
        if _own.holders < 0:
            raise FailedPreconditionError("local_server: left more often than entered", "SESSION_CLOSED")
        if self._alone and not _own.holders:
            _own.end()


def local_server() -> _Held:
    """This process's own server, as a context manager; inside it ``make``, ``connect`` and the others use it.

    >>> with walras.local_server() as server:
    ...     env = walras.make("auction/chain-v0", seat="bidders")
    ...     print(server.address)

    A server that runs already is shared, and goes on after the ``with``; one that was started for it ends with it.

    Raises:
        UnavailableError: ``walras-server`` or a Java is missing, or the server did not start.
    """
    return _Held()
