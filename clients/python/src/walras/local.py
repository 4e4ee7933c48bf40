"""The Play stream of programs on the server's machine: its messages over a Unix domain socket, without HTTP.

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
from walras.v1 import errors_pb2

_HEADER = struct.Struct("<II")
_OPEN, _MESSAGE, _END = 1, 2, 3
_ROOM_BYTES = 1 << 16
# Waking a thread that sleeps costs as much as a step of thousands of rows. Looking keeps a core busy, so where there is
# but one for both sides, or nobody can say, the wait sleeps at once.
_SPIN_SECONDS = 300e-6 if hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1 else 0.0


class LocalStream:
    """Bytes of messages up and down. One thread at a time.

    Raises:
        UnavailableError: nobody listens at ``path``, or it is another user's.
    """

    def __init__(self, path: str, authorization: str) -> None:
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._room = bytearray(_ROOM_BYTES)
        self._from = self._to = 0  # what has been received and not been returned
        self._ended = False
        try:
            self._socket.connect(path)
        except OSError as error:
            self._socket.close()
            raise UnavailableError(f"no server shares memory at {path}: {error}", "UNAVAILABLE") from None
        self._write(_OPEN, authorization.encode())

    def send(self, message: bytes) -> None:
        """Sends one message. A broken stream is noticed by ``receive``."""
        self._write(_MESSAGE, message)

    def receive(self) -> bytes | None:
        """Waits for the next message; None when the server has ended the stream well.

        Raises:
            WalrasError: the stream broke.
        """
        if self._ended:
            return None
        self._need(_HEADER.size)
        length, kind = _HEADER.unpack_from(self._room, self._from)
        self._need(_HEADER.size + length)
        start = self._from + _HEADER.size
        self._from = start + length
        message = bytes(memoryview(self._room)[start : self._from])
        if kind == _MESSAGE:
            return message
        self._ended = True
        self._socket.close()
        if message:
            raise of_detail(errors_pb2.ErrorDetail.FromString(message))
        return None

    def half_close(self) -> None:
        """Says that nothing more will be sent."""
        self._write(_END, b"")

    def cancel(self) -> None:
        """Ends the stream at once."""
        self._socket.close()

    def _write(self, kind: int, message: bytes) -> None:
        # A server that is gone may have said why before it went: `receive` tells.
        with contextlib.suppress(OSError):
            self._socket.sendall(_HEADER.pack(len(message), kind) + message)

    def _soon(self, room: memoryview) -> int:
        """Receives something, looking again and again for a short while before it sleeps: waking up costs more."""
        end = time.perf_counter() + _SPIN_SECONDS
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
