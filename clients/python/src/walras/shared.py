"""Shared memory: the frames of one stream in a file that the server maps as well.

Turns lie in slots. A slot is lent to the arrays that are made on it, and is free again when the last of them is gone;
so arrays never change, and no copy is made for that. While a program keeps more turns than there are slots, further
ones come in the messages themselves.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import weakref
from pathlib import Path

import numpy as np

from walras.errors import UnavailableError
from walras.layout import Array
from walras.seats import Seat
from walras.v1 import play_pb2

_MAGIC = b"WALRAS\x00\x01"


class SharedFrames:
    """The mapped file of one stream.

    Raises:
        UnavailableError: the server could not make the file, or this program cannot reach it, or it is another one.
    """

    def __init__(self, message: play_pb2.SharedMemory, shards: int) -> None:
        if not message.path:
            raise UnavailableError(
                f"the server could not share memory: {message.refused or 'no reason'}", "UNAVAILABLE"
            )
        self._turns, self._actions = map_file(message.path, message.size_bytes, mmap.ACCESS_READ, mmap.ACCESS_WRITE)
        self._places = {place.seat: place for place in message.seats}
        self._slots = message.turn_slots
        self._granted: list[int | None] = [None] * shards
        self._lent: list[list[weakref.ref[Array] | None]] = [[None] * self._slots for _ in range(shards)]

    def actions(self, seat: Seat, shard: int) -> Array:
        """Where a seat's actions go: uint8 [bytes], writable."""
        place = self._places[seat.index]
        at = place.action_offset + shard * place.action_stride
        return np.frombuffer(self._actions, np.uint8, seat.action.size_bytes, at)

    def take_over(self, seats: tuple[Seat, ...], old: SharedFrames) -> None:
        """Copies the actions of a stream that broke, to be sent again."""
        for shard in range(len(self._granted)):
            for seat in seats:
                self.actions(seat, shard)[:] = old.actions(seat, shard)

    def grant(self, shard: int) -> int | None:
        """The slot that the shard's next turn may be written to; None while arrays lie in all of them."""
        if self._granted[shard] is None:
            for slot, lent in enumerate(self._lent[shard]):
                if lent is None or lent() is None:
                    self._granted[shard] = slot
                    break
        return self._granted[shard]

    def lend(self, shard: int, slot: int) -> tuple[Array, dict[int, int]]:
        """The bytes of all seats' frames of a turn that has come, and where each seat's begin in them."""
        places = self._places.values()
        first = min(place.turn_offset for place in places)
        stride = next(iter(places)).turn_stride
        lent: Array = np.frombuffer(self._turns, np.uint8, stride, first + (shard * self._slots + slot) * stride)
        self._lent[shard][slot] = weakref.ref(lent)
        if self._granted[shard] == slot:
            self._granted[shard] = None
        return lent, {seat: place.turn_offset - first for seat, place in self._places.items()}


def map_file(path: str, size_bytes: int, *access: int) -> list[mmap.mmap]:
    """The whole of a file that the server shares, mapped once for each way of access, and then unlinked.

    Raises:
        UnavailableError: this program cannot reach it, or it is another one.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            size = os.fstat(file).st_size
            if size != size_bytes:
                raise UnavailableError(f"{path}: expected {size_bytes} bytes, got {size}", "UNAVAILABLE")
            maps = [mmap.mmap(file, size, access=each) for each in access]
        finally:
            os.close(file)
    except OSError as error:
        raise UnavailableError(f"the server's shared memory cannot be mapped: {error}", "UNAVAILABLE") from None
    magic = maps[0][: len(_MAGIC)]
    if magic != _MAGIC:
        raise UnavailableError(f"{path}: expected {_MAGIC!r}, got {magic!r}", "UNAVAILABLE")
    with contextlib.suppress(OSError):
        Path(path).unlink()  # the server would do it later; whoever is killed from now on leaves no memory behind
    return maps
