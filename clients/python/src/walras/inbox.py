"""What has come down a Play stream and nobody has taken yet."""

from __future__ import annotations

from collections import deque
from typing import Any

from walras.v1 import play_pb2
from walras.wire import RawTurn, read_turn


class Inbox:
    """Turns and errors by shard, oldest first.

    Args:
        shards: how many shards there are.
        events: where everything goes that is neither.
    """

    def __init__(self, shards: int, events: deque[play_pb2.Event]) -> None:
        self._waiting: list[deque[RawTurn | play_pb2.PlayError]] = [deque() for _ in range(shards)]
        self._events = events

    def pick(self, shard: int, least_step: int, seen: int) -> RawTurn | play_pb2.PlayError | None:
        """The oldest that is not older than what was asked for; what came before it is dropped. None for none yet."""
        waiting = self._waiting[shard]
        while waiting:
            item = waiting.popleft()
            if isinstance(item, play_pb2.PlayError):
                if not item.HasField("step") or item.step >= least_step:
                    return item
            elif item.step >= least_step and item.step > seen:
                return item
        return None

    def put(self, data: Any, waiting_shard: int, shared: Any) -> None:
        """Files one message.

        Args:
            data: its bytes.
            waiting_shard: whose error it is where that is not said.
            shared: the memory in which turns may lie, None where they do not.
        """
        turn = read_turn(data)
        if turn is not None:
            if turn.slot is not None and shared is not None:
                turn.lie_in(*shared.lend(turn.shard, turn.slot))
            self._waiting[turn.shard].append(turn)
            return
        message = play_pb2.PlayResponse.FromString(bytes(data))
        if message.HasField("error"):
            shard = message.error.shard if message.error.HasField("shard") else waiting_shard
            self._waiting[shard].append(message.error)
        elif message.HasField("event"):
            self._events.append(message.event)
