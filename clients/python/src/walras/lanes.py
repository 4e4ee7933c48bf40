"""Many Play streams in one: each lane is a stream to its participant, and the messages of all travel together."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from walras.errors import CancelledError, FailedPreconditionError, WalrasError, of_detail
from walras.stream import Stream
from walras.v1 import play_pb2
from walras.wire import Data, message_fields, read_numbers, varint

_LANE = 1
_MESSAGE = 2  # the request of a LaneRequest, the response of a LaneResponse
_END = 3
_COUNT = 4
_APART = 5
_NUMBER_TAG = bytes([_LANE << 3])
_MESSAGE_TAG = bytes([_MESSAGE << 3 | 2])
_COUNT_TAG = bytes([3 << 3])
_LANES_TAG = bytes([1 << 3 | 2])


@dataclass(slots=True)
class StackAnswer:
    """One answer for several lanes.

    Attributes:
        message: the ``PlayResponse``.
        count: how many lanes it is for.
        apart: those among them that answer by themselves.
    """

    message: memoryview
    count: int
    apart: frozenset[int]


class Lanes:
    """A PlayMany stream: gathers what its lanes send until one of them waits, and hands out what comes.

    Attributes:
        stacked: answers for several lanes that nobody has taken yet, by the first of their lanes.
        heard: the lanes to which something came for themselves since somebody emptied this.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._gathered: list[bytes | bytearray] = []
        self._lanes: dict[int, Lane] = {}
        self._open = 0
        self._failure: WalrasError | None = None
        self.stacked: dict[int, StackAnswer] = {}
        self.heard: set[int] = set()

    def open(self, number: int) -> Lane:
        """A new lane; nothing is sent yet."""
        lane = Lane(self, number)
        self._lanes[lane.number] = lane
        self._open += 1
        return lane

    def gather(self, head: bytes, parts: Sequence[bytes | bytearray], tail: bytes = b"") -> None:
        """Keeps a message of a lane for the next flush.

        Args:
            head: what comes before the message.
            parts: the message; they must not change before the flush.
            tail: what comes after it.
        """
        length = sum(map(len, parts))
        size = varint(length)
        body = len(head) + 1 + len(size) + length + len(tail)
        self._gathered += (_LANES_TAG, varint(body), head, _MESSAGE_TAG, size, *parts, tail)

    def flush(self) -> None:
        """Sends what was gathered."""
        if self._gathered:
            message = b"".join(self._gathered)
            self._gathered.clear()
            self._stream.send(message)

    def receive(self) -> None:
        """Waits for the next message and gives its parts to their lanes.

        Raises:
            WalrasError: the stream broke, and with it every lane.
        """
        if self._failure is not None:
            raise self._failure
        self.flush()
        try:
            data = self._stream.receive()
        except WalrasError as failure:
            self._failure = failure
            raise
        if data is None:
            self._failure = FailedPreconditionError("the server has ended the stream", "SESSION_CLOSED")
            raise self._failure
        view = memoryview(data)
        for _, start, end in message_fields(data, 0, len(data)):
            self._file(data, view, start, end)

    def _file(self, data: Data, view: memoryview, at: int, end: int) -> None:
        number, count = 0, 1
        message: memoryview | None = None
        apart: list[int] = []
        for field, value, stop in message_fields(data, at, end):
            if field == _LANE:
                number = value
            elif field == _MESSAGE:
                message = view[value:stop]
            elif field == _END:
                self._lanes[number].finish(play_pb2.LaneEnd.FromString(bytes(view[value:stop])))
                self.heard.add(number)
            elif field == _COUNT:
                count = value
            elif field == _APART:
                apart += read_numbers(data, value, stop)
        if message is None:
            return
        if count > 1:
            self.stacked[number] = StackAnswer(message, count, frozenset(apart))
        elif number in self._lanes:
            self._lanes[number].inbox.append(message)
            self.heard.add(number)
        else:
            error = play_pb2.PlayResponse.FromString(bytes(message)).error.error
            raise of_detail(error)  # the server could not make out whose message it was

    def ended(self) -> None:
        """A lane has ended; the stream ends with the last one."""
        self._open -= 1
        if self._open == 0:
            self.flush()
            self._stream.half_close()

    def cancel(self) -> None:
        """Ends the stream at once, and with it every lane."""
        self._failure = self._failure or CancelledError("the stream of this lane was cancelled", "CANCELLED")
        self._stream.cancel()


class Lane:
    """The stream of one participant among many: what it sends leaves when it, or another one, waits."""

    def __init__(self, lanes: Lanes, number: int) -> None:
        self.number = number
        self.inbox: deque[memoryview] = deque()
        self._lanes = lanes
        self._head = _NUMBER_TAG + varint(number) if number else b""
        self._end: play_pb2.LaneEnd | None = None

    def send(self, message: bytes) -> None:
        """Gathers one message."""
        if self._end is None:
            self._lanes.gather(self._head, (message,))

    def send_stack(self, message: Sequence[bytes | bytearray], count: int) -> None:
        """Gathers one act for so many lanes, of which this is the first; its parts must not change before a flush."""
        self._lanes.gather(self._head, message, _COUNT_TAG + varint(count))

    def is_open_on(self, lanes: Lanes) -> bool:
        """Whether it has not ended, and is a lane of these."""
        return self._end is None and self._lanes is lanes

    @property
    def ready(self) -> bool:
        """Whether ``receive`` would not wait."""
        return bool(self.inbox) or self._end is not None

    def receive(self) -> memoryview | None:
        """Waits for the next message of the lane; None when it has ended well.

        Raises:
            WalrasError: the lane, or the whole stream, broke.
        """
        while not self.inbox:
            if self._end is not None:
                if self._end.HasField("error"):
                    raise of_detail(self._end.error)
                return None
            self._lanes.receive()
        return self.inbox.popleft()

    def half_close(self) -> None:
        """A lane ends when its participant has left; there is nothing more to say."""

    def cancel(self) -> None:
        """Gives the lane up; its session is where it was."""
        if self._end is None:
            leave = play_pb2.PlayRequest(leave=play_pb2.Leave())
            self.send(leave.SerializeToString())
            self._lanes.flush()

    def finish(self, end: play_pb2.LaneEnd) -> None:
        """The server has ended the lane."""
        self._end = end
        self._lanes.ended()
