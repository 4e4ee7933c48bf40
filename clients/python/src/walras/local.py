"""The server's local socket: messages over a Unix domain socket, without HTTP, and a Play stream made of them.

A message is its length and kind, 4 bytes each, little-endian, and so many bytes; docs/shared-memory.md has the kinds. A
server that dies closes the socket, so that a wait for it ends at once.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import time

from walras.errors import UnavailableError, of_detail
from walras.ownership import end_with
from walras.v1 import errors_pb2

_HEADER = struct.Struct("<II")
_OPEN, _MESSAGE = 1, 2
END = 3
_ROOM_BYTES = 1 << 16
# Waking a thread that sleeps costs as much as a step of thousands of rows. Looking keeps a core busy, so where there is
# but one for both sides, or nobody can say, the wait sleeps at once.
_SPIN_SECONDS = 300e-6 if hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1 else 0.0


class LocalSocket:
    """Messages up and down. One thread at a time.

    Args:
        path: of the socket.
        patient: True to sleep at once while nothing has come, and leave the cores to the server.

    Raises:
        UnavailableError: nobody listens at ``path``, or it is another user's.
    """

    def __init__(self, path: str, patient: bool = False) -> None:
        self._path = path
        self._spin_seconds = 0.0 if patient else _SPIN_SECONDS
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        end_with(self, self._socket.close)
        self._room = bytearray(_ROOM_BYTES)
        self._from = self._to = 0  # what has been received and not been returned
        try:
            self._socket.connect(path)
        except OSError as error:
            self._socket.close()
            raise UnavailableError(f"no server shares memory at {path}: {error}", "UNAVAILABLE") from None

    def write(self, kind: int, message: bytes) -> None:
        """Sends one message. A broken connection is noticed by ``read``."""
        # A server that is gone may have said why before it went.
        with contextlib.suppress(OSError):
            self._socket.sendall(_HEADER.pack(len(message), kind) + message)

    def read(self) -> tuple[int, bytes]:
        """Waits for the next message: its kind and bytes.

        Raises:
            UnavailableError: the connection broke.
        """
        self._need(_HEADER.size)
        length, kind = _HEADER.unpack_from(self._room, self._from)
        self._need(_HEADER.size + length)
        start = self._from + _HEADER.size
        self._from = start + length
        return kind, bytes(memoryview(self._room)[start : self._from])

    def idle(self) -> bool:
        """Whether it is open and nothing has come that was not read."""
        try:
            self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)  # an end, or what nobody asked for
            return False
        except BlockingIOError:
            return self._from == self._to
        except OSError:
            return False

    def cancel(self) -> None:
        """Ends the connection at once, and whoever waits for it; any thread may."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Ends the connection and gives its descriptor back."""
        self._socket.close()

    def _soon(self, room: memoryview) -> int:
        """Receives something, looking again and again for a short while before it sleeps: waking up costs more."""
        end = time.perf_counter() + self._spin_seconds
        while time.perf_counter() < end:
            try:
                return self._socket.recv_into(room, 0, socket.MSG_DONTWAIT)
            except BlockingIOError:
                os.sched_yield()
        return self._socket.recv_into(room)

    def _need(self, count: int) -> None:
        """Receives until so many bytes are there; what an interrupted wait has received stays."""
        if self._from == self._to:
            self._from = self._to = 0
        if self._from + count > len(self._room):
            left = self._room[self._from : self._to]
            self._room = left + bytes(max(_ROOM_BYTES, count) - len(left))
            self._from, self._to = 0, len(left)
        while self._to - self._from < count:
            try:
                got = self._soon(memoryview(self._room)[self._to :])
            except OSError as error:
                raise UnavailableError(f"the connection to {self._path} broke: {error}", "UNAVAILABLE") from None
            if got == 0:
                raise UnavailableError(f"the server at {self._path} has gone", "UNAVAILABLE")
            self._to += got


class LocalStream:
    """A Play stream: bytes of messages up and down. One thread at a time.

    Raises:
        UnavailableError: nobody listens at ``path``, or it is another user's.
    """

    def __init__(self, path: str, authorization: str) -> None:
        self._socket = LocalSocket(path)
        self._ended = False
        self._socket.write(_OPEN, authorization.encode())

    def send(self, message: bytes) -> None:
        """Sends one message. A broken stream is noticed by ``receive``."""
        self._socket.write(_MESSAGE, message)

    def receive(self) -> bytes | None:
        """Waits for the next message; None when the server has ended the stream well.

        Raises:
            WalrasError: the stream broke.
        """
        if self._ended:
            return None
        kind, message = self._socket.read()
        if kind == _MESSAGE:
            return message
        self._ended = True
        self._socket.close()
        raise_end(message)
        return None

    def half_close(self) -> None:
        """Says that nothing more will be sent."""
        self._socket.write(END, b"")

    def cancel(self) -> None:
        """Ends the stream at once; any thread may."""
        self._socket.cancel()


def raise_end(message: bytes) -> None:
    """Raises what the server has ended a stream with; nothing where it ended well."""
    if message:
        raise of_detail(errors_pb2.ErrorDetail.FromString(message))
