"""``walras mcp``: a seat played through the MCP SDK's own client, against a real server; and the reader of actions."""

import json
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest

import walras
from walras import llm

mcp = pytest.importorskip("mcp")

CHAIN = "auction/chain-v0"


@asynccontextmanager
async def session_of(address, *more):
    """An MCP session with the command, as a client of the SDK starts it."""
    from mcp.client.stdio import StdioServerParameters, stdio_client

    words = ["-m", "walras", "mcp", *more]
    command = StdioServerParameters(command=sys.executable, args=words, env={**os.environ, "WALRAS_JOIN": address})
    async with stdio_client(command) as (read, write), mcp.ClientSession(read, write) as session:
        await session.initialize()
        yield session


async def text(session, tool, **arguments):
    """What a tool answers; its words where it refuses."""
    answer = await session.call_tool(tool, arguments)
    return answer.isError, answer.content[0].text


async def plays_fifty_steps(address):
    async with session_of(address) as session:
        tools = {tool.name for tool in (await session.list_tools()).tools}
        assert tools == {"describe", "observe", "act", "history"}
        _, told = await text(session, "describe")
        assert "agent 0 of the group bidders" in told
        assert "bid: a number from 0 to 1" in told
        _, first = await text(session, "observe")
        seen = json.loads(first)
        assert seen["your_move"]
        ends = 0
        for k in range(50):
            failed, answer = await text(session, "act", action={"bid": 0.9 if k % 2 else 0.1})
            assert not failed, answer
            now = json.loads(answer)
            assert now["step"] > seen["step"]
            ends += now["terminated"] or now["truncated"]
            seen = now
        assert ends > 0, "episodes end, and the next begins"
        for action, words in [
            ({"bid": 1.5}, "from 0 to 1"),
            ({"bid": "0.5"}, "from 0 to 1"),
            ({"bid": True}, "from 0 to 1"),
            ({"bids": 0.5}, "only bid"),
            ({}, "nothing"),
        ]:
            failed, answer = await text(session, "act", action=action)
            assert failed
            assert words in answer
        _, unmoved = await text(session, "observe")
        assert json.loads(unmoved)["step"] == seen["step"], "what is refused moves nothing"
        _, past = await text(session, "history", last=3)
        entries = json.loads(past)
        assert [entry["step"] for entry in entries] == [seen["step"] - 2, seen["step"] - 1, seen["step"]]
        assert all("action" in entry for entry in entries)
        failed, answer = await text(session, "history", last=1000)
        assert failed
        assert "from 1 to 50" in answer


def test_a_model_plays_fifty_steps_by_tools(client):
    with client.host(CHAIN, num_envs=1, seats=["bidders/0"], options={"copies": 1}, seed=3) as host:
        host.reset()
        anyio.run(plays_fifty_steps, host.address("bidders/0"))


async def plays_in_turn(address):
    async with session_of(address) as session:
        _, told = await text(session, "describe")
        assert "Others at the table" in told
        rewards = []
        for _ in range(3):
            _, seen = await text(session, "observe")
            assert json.loads(seen)["your_move"]
            failed, answer = await text(session, "act", action={"row": 2})
            assert not failed, answer
            rewards.append(json.loads(answer)["reward_since_your_move"])
        assert rewards == [30, 30, 30], "Escape's third row, which the follower answers with its third column"


def test_who_waits_for_another_seat_is_asked_when_it_is_its_move(client):
    options = {"follower_seat": True, "reward_unit": "raw", "reward_steps": 4}
    with client.host("stackelberg/matrix-v0", num_envs=1, seats=["leader"], options=options) as host:
        host.reset()
        anyio.run(plays_in_turn, host.address("leader"))


def test_the_oracle_is_a_tool_only_where_it_is_allowed(client):
    async def asks(address):
        async with session_of(address, "--oracle") as session:
            failed, answer = await text(session, "oracle")
            assert not failed, answer
            return json.loads(answer)["tables"]["v_star"]

    with client.host(CHAIN, num_envs=1, seats=["bidders/0"], seed=3) as host:
        host.reset()
        values = anyio.run(asks, host.address("bidders/0"))
    assert values == pytest.approx(client.solve(CHAIN)["v_star"].tolist())


def test_several_rows_are_refused_in_words(client):
    from walras.mcp_seat import SeatTools

    two_rows = client.host(CHAIN, num_envs=2, seats=["bidders/0"])
    with two_rows as host, walras.join(host.address("bidders/0")) as seat:
        assert seat.num_envs == 2
        with pytest.raises(walras.FailedPreconditionError, match="num_envs 1"):
            SeatTools(seat, client.address, None)


STAND_IN = Path(__file__).resolve().parents[1] / "samples" / "stand_in_model.py"


def test_the_table_of_a_model_says_what_it_earned_beside_best_replies(client, capsys):
    command = f"{sys.executable} {STAND_IN}"
    assert llm.main(["--address", client.address, "--command", command, "--episodes", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(llm.GAMES)
    matrix = next(line for line in lines if "matrix" in line)
    assert "| 10 ± 0 | 30 | 0.33 | 0 of 2 |" in matrix, "Escape's row 1 earns 10 of 30"
    assert all(line.endswith("| 0 of 10 |") for line in lines[2:] if "matrix" not in line)
    assert not any("at least" in line for line in lines), "every best reply is computed"


def test_a_model_without_a_legal_answer_is_counted_and_plays_the_least(client, tmp_path):
    script = tmp_path / "shouts.py"
    script.write_text("""print('I bid {"bid": 7}')""")
    result = llm.play(client, llm.GAMES[0], llm.Model(f"{sys.executable} {script}", 20), 1, 1)
    assert (result.faults, result.moves) == (5, 5)
    assert result.returns == [0]


@pytest.mark.parametrize(
    ("text", "found"),
    [("", None), ("no", None), ('{"a": 1} then {"b": {"c": 2}}', {"b": {"c": 2}}), ('{broken {"a": 1}', {"a": 1})],
)
def test_the_last_object_of_an_answer_counts(text, found):
    assert llm.last_object(text) == found
