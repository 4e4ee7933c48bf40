"""The Play stream as bytes: two ways to hold one stream open with gRPC.

``DirectStream`` sends and receives on the calling thread. ``ThreadedStream`` uses gRPC's public streaming call, whose
two helper threads hand every message over and so cost a step 0.1 to 0.2 ms. The first one stands on parts of grpcio
that its authors may move; where they are not found the second one takes its place, and both pass the same tests.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

import grpc

from walras.errors import WalrasError, of_call, of_status

try:
    from grpc._cython import cygrpc
except ImportError:  # another grpcio than those that were tested
    cygrpc = None

METHOD = "/walras.v1.PlayService/Play"
_CODES: dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}

Metadata = tuple[tuple[str, str], ...]


class Stream(Protocol):
    """Bytes of messages up and down. One thread at a time."""

    def send(self, message: bytes) -> None:
        """Sends one message. A broken stream is noticed by ``receive``."""

    def receive(self) -> bytes | memoryview | None:
        """Waits for the next message; None when the server has ended the stream well.

        Raises:
            WalrasError: the stream broke.
        """

    def half_close(self) -> None:
        """Says that nothing more will be sent."""

    def cancel(self) -> None:
        """Ends the stream at once."""


def open_stream(channel: grpc.Channel, metadata: Metadata, threaded: bool) -> Stream:
    """A Play stream on this channel, the direct one unless the other is asked for or needed."""
    if not threaded and cygrpc is not None and hasattr(getattr(channel, "_channel", None), "segregated_call"):
        return DirectStream(channel, metadata)
    return ThreadedStream(channel, metadata)


class ThreadedStream:
    """gRPC's public streaming call."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        call: Callable[..., Any] = channel.stream_stream(METHOD)
        self._call = call(iter(self._outbox.get, None), metadata=metadata)

    def send(self, message: bytes) -> None:
        """Sends one message."""
        self._outbox.put(message)

    def receive(self) -> bytes | None:
        """Waits for the next message."""
        try:
            message: bytes = next(self._call)
        except StopIteration:
            return None
        except grpc.RpcError as error:
            raise of_call(error) from None
        except KeyboardInterrupt:
            self.cancel()  # a wait that was given up cannot be taken up again
            raise
        return message

    def half_close(self) -> None:
        """Says that nothing more will be sent."""
        self._outbox.put(None)

    def cancel(self) -> None:
        """Ends the stream at once."""
        self._call.cancel()
        self._outbox.put(None)


class DirectStream:
    """A streaming call without helper threads: the caller drives the completion queue itself.

    Sending and receiving are operations that complete as events; each kind has at most one on its way. ``_pump`` takes
    one event and files what it brought.
    """

    def __init__(self, channel: Any, metadata: Metadata) -> None:
        self._channel = channel  # a channel that is collected ends its calls
        self._inbox: deque[bytes] = deque()
        self._sending = False
        self._receiving = False
        self._status: tuple[int, str, Any] | None = None
        self._call = channel._channel.segregated_call(
            cygrpc.PropagationConstants.GRPC_PROPAGATE_DEFAULTS,
            METHOD.encode(),
            None,
            None,
            metadata,
            None,
            (
                (
                    (
                        cygrpc.SendInitialMetadataOperation(metadata, 0),
                        cygrpc.ReceiveStatusOnClientOperation(0),
                    ),
                    self._ended,
                ),
                ((cygrpc.ReceiveInitialMetadataOperation(0),), self._nothing),
            ),
            None,
        )

    def send(self, message: bytes) -> None:
        """Sends one message."""
        while self._sending and self._status is None:
            self._pump()
        if self._status is None:
            self._sending = self._start(cygrpc.SendMessageOperation(message, 0), self._sent)

    def receive(self) -> bytes | None:
        """Waits for the next message."""
        while not self._inbox:
            if self._status is not None:
                self._end(*self._status)
                return None
            if not self._receiving:
                self._receiving = self._start(cygrpc.ReceiveMessageOperation(0), self._received)
            self._pump()
        return self._inbox.popleft()

    def half_close(self) -> None:
        """Says that nothing more will be sent."""
        while self._sending and self._status is None:
            self._pump()
        if self._status is None:
            self._start(cygrpc.SendCloseFromClientOperation(0), self._nothing)

    def cancel(self) -> None:
        """Ends the stream at once."""
        if self._status is None:
            self._call.cancel(grpc.StatusCode.CANCELLED.value[0], "cancelled by its user")

    def _start(self, operation: Any, tag: Callable[[Any], None]) -> bool:
        return bool(self._call.operate((operation,), tag))

    def _pump(self) -> None:
        try:
            event = self._call.next_event()
        except KeyboardInterrupt:
            # grpcio lets go of a call when waiting for it is interrupted.
            self._status = (grpc.StatusCode.CANCELLED.value[0], "interrupted; reattach to go on", ())
            raise
        event.tag(event)

    def _sent(self, event: Any) -> None:
        self._sending = False

    def _received(self, event: Any) -> None:
        self._receiving = False
        message = event.batch_operations[0].message()
        if message is not None:
            self._inbox.append(message)

    def _ended(self, event: Any) -> None:
        for operation in event.batch_operations:
            if isinstance(operation, cygrpc.ReceiveStatusOnClientOperation):
                self._status = (operation.code(), operation.details(), operation.trailing_metadata())

    def _nothing(self, event: Any) -> None:
        pass

    def _end(self, code: int, details: Any, trailers: Any) -> None:
        if code != 0:
            text = details.decode() if isinstance(details, bytes) else details
            error: WalrasError = of_status(_CODES.get(code, grpc.StatusCode.UNKNOWN), text or "", trailers)
            raise error
