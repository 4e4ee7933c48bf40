"""``walras mcp``: a seat as tools of the Model Context Protocol, for a language model or any other MCP client.

The program speaks MCP over its standard input and output, and plays one seat of a session with one row. Its tools:
``describe`` (the rules in words), ``observe``, ``act``, ``history``, and ``oracle`` where who starts it allows that.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import deque
from typing import Any

from walras.connecting import connect
from walras.errors import FailedPreconditionError, WalrasError, bad_request
from walras.joining import join
from walras.participant import Participant
from walras.seat_address import parse
from walras.turn import Turn

_KEPT = 1000  # entries of the history
_ASKED = 50  # of them in one answer, at most
_TABLE_VALUES = 2000  # numbers of one table that an answer shows


class SeatTools:
    """One seat, as calls that take and give plain values. Not thread-safe."""

    def __init__(self, participant: Participant, address: str, token: str | None) -> None:
        if len(participant.rules) != 1:
            raise FailedPreconditionError(
                "mcp: expected one seat, in words, of a session with num_envs 1, got "
                f"{len(participant.seats)} seats and {participant.num_envs} rows",
                "BAD_REQUEST",
            )
        self._participant = participant
        self._key = participant.seats[0].key
        self._address = address
        self._token = token
        self._past: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._turn: Turn | None = None

    def describe(self) -> str:
        """The rules."""
        return self._participant.rules[self._key]

    def observe(self) -> dict[str, Any]:
        """The present turn; waits until there is one in which the seat is asked, or its episode is over."""
        turn = self._turn or self._take(self._participant.wait())
        return self._seen(self._until_asked([turn])[-1])

    def _seen(self, turn: Turn) -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(turn.text[self._key])
        return shown

    def _until_asked(self, turns: list[Turn]) -> list[Turn]:
        """Goes on from the last of some turns until the seat is asked, or its episode is over."""
        while not self._asked(turns[-1]):
            turns.append(self._take(self._participant.step({self._key: "null"})))
        return turns

    def _asked(self, turn: Turn) -> bool:
        return bool(turn.active[self._key][0].any()) or bool(turn.done[0])

    def _take(self, turn: Turn) -> Turn:
        self._turn = turn
        self._past.append(self._seen(turn))
        return turn

    def act(self, action: Any) -> dict[str, Any]:
        """Plays an action; what comes of it, when it is the seat's move again."""
        before = self.observe()
        over = before["terminated"] or before["truncated"]
        earned = [self._take(self._participant.step({self._key: json.dumps(action)}))]
        self._past[-1]["action"] = "ignored: a new episode began" if over else action
        self._until_asked(earned)
        shown = self._seen(earned[-1])
        rewards = [turn.reward[self._key][0].sum() for turn in earned]
        shown["reward_since_your_move"] = float(sum(rewards))
        if over:
            shown["note"] = "the episode was over: this began a new one, and the action counted for nothing"
        return shown

    def history(self, last: int) -> list[dict[str, Any]]:
        """The last turns, the oldest first, each with the action that led to it."""
        if not isinstance(last, int) or isinstance(last, bool) or not 1 <= last <= _ASKED:
            raise bad_request("last", f"a whole number from 1 to {_ASKED}", repr(last))
        return list(self._past)[-last:]

    def oracle(self) -> dict[str, Any]:
        """The exact solution's tables, where they are small."""
        with connect(self._address, token=self._token) as client:
            spec = self._participant.spec
            from google.protobuf import json_format

            solution = client.solve(spec.id, json_format.MessageToDict(spec.resolved_options))
        return {
            "tables": {
                name: values.tolist() if values.size <= _TABLE_VALUES else f"{values.shape}: too large to show"
                for name, values in solution.tables.items()
            },
            "dims": {name: list(dims) for name, dims in solution.dims.items()},
            "certificate": solution.certificate,
        }


def server(tools: SeatTools, oracle: bool) -> Any:
    """The MCP server of a seat, from the official SDK."""
    import anyio
    import anyio.to_thread
    from mcp.server.fastmcp import FastMCP
    from mcp.server.fastmcp.exceptions import ToolError

    mcp = FastMCP("walras", instructions="One seat in an economy. Read describe, then observe and act in turn.")
    lock = anyio.Lock()  # a participant is used by one thread at a time

    async def called(call: Any, *words: Any) -> Any:
        async with lock:
            try:
                return await anyio.to_thread.run_sync(call, *words)
            except WalrasError as error:
                raise ToolError(error.message) from None

    @mcp.tool()
    async def describe() -> str:
        """The rules of the game in words: who you are, what you see, what you may do, what is paid."""
        return str(await called(tools.describe))

    @mcp.tool()
    async def observe() -> str:
        """What you see now, as JSON: observation, whether it is your move, legal choices, the last reward, the end."""
        return json.dumps(await called(tools.observe))

    @mcp.tool()
    async def act(action: dict[str, Any]) -> str:
        """Plays an action {name: value} as describe says; returns what you see next. A wrong one does nothing."""
        return json.dumps(await called(tools.act, action))

    @mcp.tool()
    async def history(last: int = 10) -> str:
        """Your last turns, the oldest first: what you saw, did and earned."""
        return json.dumps(await called(tools.history, last))

    if oracle:

        @mcp.tool(name="oracle")
        async def solved() -> str:
            """The exact solution of the game: tables and certificate."""
            return json.dumps(await called(tools.oracle))

    return mcp


def main(words: list[str]) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(
        prog="walras mcp", description="A seat as tools for a language model (MCP, stdio)."
    )
    parser.add_argument("--join", default=os.environ.get("WALRAS_JOIN"), help="the seat's address; or WALRAS_JOIN")
    parser.add_argument("--token", default=os.environ.get("WALRAS_TOKEN"), help="where the server asks for one")
    parser.add_argument("--reconnect", type=float, default=30.0, help="seconds to come back after a cut connection")
    parser.add_argument("--oracle", action="store_true", help="offer the exact solution too")
    given = parser.parse_args(words)
    if not given.join:
        parser.error("--join: expected walras://HOST:PORT/SESSION?ticket=TICKET, got nothing")
    try:
        import mcp  # noqa: F401
    except ModuleNotFoundError:
        print('walras: mcp needs the MCP SDK: pip install "walras[mcp]"', file=sys.stderr)
        return 1
    try:
        address = parse(given.join).server()
        with join(given.join, text=True, token=given.token, reconnect=given.reconnect) as participant:
            server(SeatTools(participant, address, given.token), given.oracle).run()
    except WalrasError as error:
        print(f"walras: {error.message}", file=sys.stderr)
        return 1
    return 0
