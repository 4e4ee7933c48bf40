"""Seats in words: the same rules, sight and strict reader for every client, from the server."""

import json
import queue
import urllib.error
import urllib.request
from itertools import pairwise

import numpy as np
import pytest

import walras
from walras.v1 import play_pb2, sessions_pb2

CHAIN = "auction/chain-v0"
MASKED = ("conformance-v0", "choosers")


def makers(client, **more):
    """A session of the world that has every kind of space, for one agent in words."""
    return client.host("conformance-v0", num_envs=1, seats=["makers/0"], text=True, **more)


GOOD = {"press": [0, 1], "pick": [2, 3], "jump": -7, "push": [0.5, -1], "pull": 0}


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("", "nothing"),
        ("I bid a lot", "one JSON object with press, pick, jump, push, pull"),
        ("[]", "an object with press, pick, jump, push, pull"),
        (json.dumps(GOOD) + " {}", "one JSON object"),
        ('{"press": [0, 1], "press": [0, 1]}', "each name once"),
        ('{"pres": [0, 1]}', "did you mean press"),
        ('{"press": [0, 2]}', "0 or 1"),
        ('{"press": [0]}', "a shorter list"),
        ('{"press": [0, 1, 1]}', "a list of 2"),
        ('{"press": [0, 1], "pick": [2, 4]}', "2, 3"),
        ('{"press": [0, 1], "pick": [2, 3], "jump": 0.5}', "a whole number"),
        ('{"press": [0, 1], "pick": [2, 3], "jump": "1"}', "a whole number"),
        ('{"press": [0, 1], "pick": [2, 3], "jump": true}', "a whole number"),
        ('{"press": [0, 1], "pick": [2, 3], "jump": 1, "push": [0.0, NaN]}', "one JSON object"),
        ('{"press": [0, 1], "pick": [2, 3], "jump": 1, "push": [0.5, 1e999]}', "from -1 to 1"),
        ('{"press": [0, 1], "pick": [2, 3], "jump": 1, "push": [0.5], "pull": 0}', "a shorter list"),
        ('{"press": [0, 1], "pick": [2, 3], "jump": 1, "push": [0.5, 1]}', "action.pull"),
    ],
)
def test_answers_for_every_space_are_read_strictly_and_move_nothing(client, action, words):
    with makers(client) as host, walras.join(host.address("makers/0")) as seat:
        assert "press" in seat.rules["makers"]
        host.reset()
        first = seat.wait()
        with pytest.raises(walras.InvalidArgumentError) as caught:
            seat.step({"makers": action})
        assert caught.value.reason == "BAD_ACTION"
        assert words in str(caught.value)
        turn = seat.step({"makers": json.dumps(GOOD)})
        assert turn.step == first.step + 1, "what is refused moves nothing"


def test_words_and_arrays_are_the_same_action(client):
    # Guards: a reader that puts a value into another place than arrays do.
    arrays = {
        "press": np.array([[[0, 1]]], np.uint8),
        "pick": np.array([[[2, 3]]], np.int32),
        "jump": np.array([[-7]]),
        "push": np.array([[[0.5, -1]]]),
        "pull": np.array([[0]]),
    }
    turns = []
    for action in (json.dumps(GOOD), arrays):
        with client.session("conformance-v0", num_envs=1, seats=["makers/0"], seed=5, text=True) as session:
            session.reset()
            turns.append([session.step({"makers": action}) for _ in range(3)])
    for said, laid in zip(*turns, strict=True):
        assert said.text == laid.text
        for name, values in said.obs["makers"].items():
            np.testing.assert_array_equal(values, laid.obs["makers"][name])


def test_a_seat_in_words_is_told_what_its_arrays_say(client):
    with client.session(CHAIN, num_envs=1, seed=3, options={"copies": 1}, text=True) as session:
        told = session.rules["bidders"]
        assert "You are the group bidders" in told
        assert "- bid: a number from 0 to 1" in told
        turns = [session.reset()]
        for _ in range(20):
            agents = len(turns[-1].active["bidders"][0])
            turns.append(session.step({"bidders": json.dumps({"bid": [0.25] * agents})}))
    assert [turn.step for turn in turns] == list(range(21))
    for turn in turns:
        said = json.loads(turn.text["bidders"])
        assert said["step"] == turn.step
        assert said["terminated"] == bool(turn.terminated[0])
        assert said["reward"] == pytest.approx(turn.reward["bidders"][0].tolist())
        assert said["observation"]["state"] == turn.obs["bidders"]["state"][0].tolist()
        assert said["your_move"] == (bool(turn.active["bidders"].any()) and not turn.done[0])


def test_words_are_there_for_who_asks_where_the_host_said_nothing_of_them(client):
    with client.host(CHAIN, num_envs=1, seats=["bidders/0"], seed=3) as host:
        host.reset()
        with walras.join(host.address("bidders/0")) as seat:
            assert seat.rules == {}
            assert seat.wait().text == {}
        with walras.join(host.address("bidders/0"), text=True) as seat:
            assert "agent 0 of the group bidders" in seat.rules["bidders"]
            assert json.loads(seat.wait().text["bidders"])["your_move"]
            assert json.loads(seat.step({"bidders": '{"bid": 0.5}'}).text["bidders"])["step"] == 1
            seat.reattach()
            assert json.loads(seat.step({"bidders": "null"}).text["bidders"])["step"] == 2, "words come back too"


def test_the_least_legal_action_keeps_to_the_mask(client):
    # Guards: null, which must be legal wherever it is sent.
    name, group = MASKED
    with client.session(name, num_envs=1, seats=[group], seed=1, text=True) as session:
        turn = session.reset()
        for _ in range(10):
            said = json.loads(turn.text[group])
            assert said["legal"] == [np.flatnonzero(each).tolist() for each in turn.action_mask[group][0]]
            turn = session.step({group: "null"})


def test_several_rows_are_refused_words(client):
    with pytest.raises(walras.InvalidArgumentError, match="more than one row"):
        client.session(CHAIN, num_envs=2, text=True)
    with client.host(CHAIN, num_envs=2, seats=["bidders/0"]) as host:
        host.reset()
        with pytest.raises(walras.FailedPreconditionError, match="one row"):
            walras.join(host.address("bidders/0"), text=True)
        with walras.join(host.address("bidders/0")) as seat:
            seat.wait()
            with pytest.raises(walras.InvalidArgumentError, match="one row"):
                seat.step({"bidders": '{"bid": 0.5}'})


def test_the_bare_stream_carries_words(client):
    # Guards: the words of a client that has nothing but the protocol's file.
    import grpc

    create = sessions_pb2.SessionConfig(environment=CHAIN, num_envs=1, seed=3)
    create.seats.add(group="bidders", agent=0).remote.text = True
    sent = queue.SimpleQueue()
    with grpc.insecure_channel(client.address) as channel:
        play = channel.stream_stream(
            "/walras.v1.PlayService/Play",
            request_serializer=play_pb2.PlayRequest.SerializeToString,
            response_deserializer=play_pb2.PlayResponse.FromString,
        )
        came = play(iter(sent.get, None))

        def asked(**message):
            sent.put(play_pb2.PlayRequest(**message))
            return next(came)

        def said(text):
            return asked(act=sessions_pb2.Act(frames=[sessions_pb2.SeatFrame(seat=0, text=text)]))

        rules = asked(attach=play_pb2.Attach(create=create)).attached.session.seats[0].rules
        first = asked(reset=sessions_pb2.ResetConfig())
        refused, second = said('{"bid": 2}'), said('{"bid": 0.5}')
        sent.put(play_pb2.PlayRequest(leave=play_pb2.Leave(close_session=True)))
        sent.put(None)
    assert "You are agent 0 of the group bidders" in rules
    assert json.loads(first.turn.frames[0].text)["your_move"], first
    assert "from 0 to 1" in refused.error.error.message
    assert json.loads(second.turn.frames[0].text)["step"] == 1


def posted(page, method, body):
    request = urllib.request.Request(
        f"{page}/walras.v1.SessionService/{method}", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def test_json_over_http_carries_words(server):
    seat = {"group": "bidders", "agent": 0, "remote": {"text": True}}
    config = {"environment": CHAIN, "numEnvs": 1, "seed": "3", "seats": [seat]}
    status, made = posted(server.http, "CreateSession", {"config": config})
    assert status == 200
    told = made["session"]["seats"][0]["rules"]
    assert "You are agent 0 of the group bidders" in told
    access = {
        "sessionId": made["session"]["id"],
        "hostToken": made["hostToken"],
        "tickets": [made["tickets"][0]["ticket"]],
    }
    _, first = posted(server.http, "Reset", {"access": access})
    seen = [json.loads(first["turn"]["frames"][0]["text"])]
    status, refused = posted(server.http, "Step", {"access": access, "act": {"frames": [{"text": '{"bid": "much"}'}]}})
    assert (status, refused["code"]) == (400, "invalid_argument")
    assert "a number from 0 to 1" in refused["message"]
    for _ in range(5):
        _, answer = posted(server.http, "Step", {"access": access, "act": {"frames": [{"text": '{"bid": 0.5}'}]}})
        seen.append(json.loads(answer["turn"]["frames"][0]["text"]))
    assert all(after["step"] == before["step"] + 1 for before, after in pairwise(seen))
    _, session = posted(server.http, "GetSession", {"access": {**access, "hostToken": ""}})
    assert session["session"]["seats"][0]["rules"] == told
