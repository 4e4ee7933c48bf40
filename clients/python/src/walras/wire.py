"""The two messages of the hot path, written and read by hand.

``Act`` and ``Turn`` are a handful of small integers around a long run of bytes. The generated classes copy that run on
the way in and again on the way out; these functions leave it where it is. Everything else uses the generated classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_LENGTH_DELIMITED = 2
_PLAY_REQUEST_ACT = 2 << 3 | _LENGTH_DELIMITED
_PLAY_RESPONSE_TURN = 2 << 3 | _LENGTH_DELIMITED
_ACT_SHARD = 1 << 3
_ACT_STEP = 2 << 3
_ACT_FRAMES = 3 << 3 | _LENGTH_DELIMITED
_ACT_TURN_SLOT = 4 << 3
_FRAME_SEAT = 1 << 3
_FRAME_BYTES = 2 << 3 | _LENGTH_DELIMITED
_FRAME_SHARED = 3 << 3


Data = bytes | memoryview
"""A message, or a view of one that travelled with others."""


def varint(value: int) -> bytes:
    """A protobuf varint of a number that is not negative."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_varint(data: Data, at: int) -> tuple[int, int]:
    byte = data[at]
    at += 1
    if byte < 0x80:
        return byte, at
    value, shift = byte & 0x7F, 7
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def message_fields(data: Data, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, value and 0 for a varint field; number, start and end for a length-delimited one."""
    while at < end:
        tag, at = _read_varint(data, at)
        value, at = _read_varint(data, at)
        if tag & 7 == _LENGTH_DELIMITED:
            yield tag >> 3, at, at + value
            at += value
        elif tag & 7 == 0:
            yield tag >> 3, value, 0
        else:
            raise ValueError(f"PlayResponse: expected wire type 0 or 2 in a turn, got {tag & 7}")


class ActWriter:
    """Writes ``PlayRequest{act}`` for one set of seats whose frames have fixed sizes."""

    def __init__(self, seats: dict[int, int]) -> None:
        """Takes the size in bytes of each seat's action frame."""
        self._heads: list[bytes] = []
        self._length = 0
        for seat, size in seats.items():
            inner = (bytes([_FRAME_SEAT]) + varint(seat) if seat else b"") + bytes([_FRAME_BYTES]) + varint(size)
            head = bytes([_ACT_FRAMES]) + varint(len(inner) + size) + inner
            self._heads.append(head)
            self._length += len(head) + size

    def write(self, shard: int, step: int, frames: Iterable[Any]) -> bytes:
        """The message; ``frames`` in the order of the seats. The one copy on the way out."""
        return b"".join(self.parts(shard, step, frames))

    def parts(self, shard: int, step: int, frames: Iterable[Any]) -> list[Any]:
        """The message in pieces, the frames as they are."""
        start = (bytes([_ACT_SHARD]) + varint(shard) if shard else b"") + bytes([_ACT_STEP]) + varint(step)
        parts: list[Any] = [bytes([_PLAY_REQUEST_ACT]), varint(len(start) + self._length), start]
        for head, frame in zip(self._heads, frames, strict=True):
            parts.append(head)
            parts.append(frame)
        return parts


class SharedActWriter:
    """Writes ``PlayRequest{act}`` for one set of seats whose frames lie in shared memory."""

    def __init__(self, seats: Iterable[int]) -> None:
        """Takes the seats' indices."""
        frames = b""
        for seat in seats:
            inner = (bytes([_FRAME_SEAT]) + varint(seat) if seat else b"") + bytes([_FRAME_SHARED, 1])
            frames += bytes([_ACT_FRAMES]) + varint(len(inner)) + inner
        self._frames = frames

    def write(self, shard: int, step: int, slot: int | None) -> bytes:
        """The message; ``slot`` is where the turn may be written to."""
        act = (bytes([_ACT_SHARD]) + varint(shard) if shard else b"") + bytes([_ACT_STEP]) + varint(step) + self._frames
        if slot is not None:
            act += bytes([_ACT_TURN_SLOT]) + varint(slot)
        return bytes([_PLAY_REQUEST_ACT]) + varint(len(act)) + act


@dataclass(slots=True)
class RawTurn:
    """A ``Turn`` whose frames are places in bytes: seat to (start, end) in ``source``; finals and text in ``data``."""

    data: Data
    shard: int
    step: int
    cause: int
    frames: dict[int, tuple[int, int]]
    final_rows: tuple[int, int]
    final_frames: dict[int, tuple[int, int]]
    source: Any
    slot: int | None = None
    late: tuple[int, ...] = ()
    text: dict[int, tuple[int, int]] = field(default_factory=dict)

    def lie_in(self, lent: Any, starts: Mapping[int, int]) -> None:
        """The frames are not in the message but there, each from its start on."""
        self.source = lent
        self.frames = {seat: (start, start) for seat, start in starts.items()}


def read_turn(data: Data) -> RawTurn | None:
    """The turn in a ``PlayResponse``; None when it holds something else."""
    if not data or data[0] != _PLAY_RESPONSE_TURN:
        return None
    length, at = _read_varint(data, 1)
    return read_bare_turn(data, at, at + length)


def read_bare_turn(data: Data, at: int, end: int) -> RawTurn:
    """The turn in ``data[at:end]``."""
    turn = RawTurn(data, 0, 0, 0, {}, (0, 0), {}, data)
    for number, value, stop in message_fields(data, at, end):
        if number == 1:
            turn.shard = value
        elif number == 2:
            turn.step = value
        elif number == 3:
            turn.cause = value
        elif number == 4:
            _seat_frame(data, value, stop, turn.frames, turn.text)
        elif number == 5:
            turn.final_rows = (value, stop)
        elif number == 6:
            _seat_frame(data, value, stop, turn.final_frames, {})
        elif number == 8:
            turn.slot = value
        elif number == 9:
            turn.late = tuple(_numbers(data, value, stop))
    return turn


def _numbers(data: Data, at: int, end: int) -> Iterator[int]:
    while at < end:
        value, at = _read_varint(data, at)
        yield value


def _seat_frame(
    data: Data, at: int, end: int, into: dict[int, tuple[int, int]], words: dict[int, tuple[int, int]]
) -> None:
    seat, place, said = 0, (end, end), None
    for number, value, stop in message_fields(data, at, end):
        if number == 1:
            seat = value
        elif number == 2:
            place = (value, stop)
        elif number == 4:
            said = (value, stop)
    into[seat] = place
    if said is not None:
        words[seat] = said
