"""Rollouts through shared memory: chunks in a file that the server writes and this program maps.

One connection serves one rollout after the other, and keeps its file. A chunk lies in a slot, which is the server's
again as soon as the chunk has been copied; so a program that stops reading stops the rollout.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Generator, Mapping

from walras.errors import InternalError
from walras.local import END, LocalSocket, raise_end
from walras.rollout import Chunk, chunk_of
from walras.shared import map_file
from walras.v1 import sessions_pb2

CAPABILITY = "shared_rollout"
_ROLLOUT, _CHUNK = 4, 5
_SLOT = struct.Struct("<I")


class SharedRollouts:
    """One connection. One thread and one rollout at a time.

    Args:
        path: of the server's local socket.
        authorization: as gRPC's metadata has it; may be empty.

    Raises:
        UnavailableError: nobody listens there.
    """

    def __init__(self, path: str, authorization: str) -> None:
        self._socket = LocalSocket(path, patient=True)
        self._authorization = authorization
        self._file = memoryview(b"")

    def usable(self) -> bool:
        """Whether the connection still stands."""
        return self._socket.idle()

    def chunks(
        self, request: sessions_pb2.RolloutRequest, strides: Mapping[int, tuple[int, int]]
    ) -> Generator[Chunk, None, None]:
        """Plays a rollout. Each chunk is to be read before the next one is asked for.

        Whoever stops before the end closes the generator, which closes the connection.

        Args:
            request: what to play.
            strides: seat to the bytes from one observation frame to the next, and of action frames likewise.

        Raises:
            WalrasError: what the server refused, or that the connection broke.
        """
        message = sessions_pb2.LocalRolloutRequest(authorization=self._authorization, rollout=request)
        self._socket.write(_ROLLOUT, message.SerializeToString())
        ended = False
        try:
            while True:
                kind, data = self._socket.read()
                if kind == END:
                    ended = True
                    raise_end(data)
                    return
                if kind != _CHUNK:
                    raise InternalError(f"rollout: expected a message of kind {_CHUNK}, got {kind}", "INTERNAL")
                response = sessions_pb2.RolloutResponse.FromString(data)
                yield self._chunk(response, data, strides)
                if response.HasField("slot"):
                    self._socket.write(_CHUNK, _SLOT.pack(response.slot))
        finally:
            if not ended:
                self.close()

    def close(self) -> None:
        """Ends the connection, and with it a rollout that is under way; the server removes what is left of it."""
        self._socket.close()

    def _chunk(
        self, response: sessions_pb2.RolloutResponse, data: bytes, strides: Mapping[int, tuple[int, int]]
    ) -> Chunk:
        if response.memory.path:
            memory = response.memory
            self._file = memoryview(map_file(memory.path, memory.size_bytes, mmap.ACCESS_READ)[0])
        if not response.HasField("slot"):
            return chunk_of(data)  # where the server could not share memory
        chunk = Chunk(response.first_step, response.steps, {}, {}, list(response.final_rows))
        for run in response.seats:
            frame, action = (response.steps * stride for stride in strides[run.seat])
            chunk.frames[run.seat] = self._file[run.frames_offset : run.frames_offset + frame]
            chunk.actions[run.seat] = self._file[run.actions_offset : run.actions_offset + action]
        return chunk
