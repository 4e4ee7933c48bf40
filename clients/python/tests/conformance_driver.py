"""This client's driver for ``./walras conformance``: does what a line of JSON says, and answers with a line."""

import contextlib
import json
import sys

import grpc
import numpy as np

import walras
from walras.v1 import play_pb2

CODES = {getattr(walras, name): name for name in walras.__all__ if name.endswith("Error") and name != "WalrasError"}


def tensor(array):
    values = array.reshape(-1)
    words = [str(value) for value in values.tolist()] if array.dtype == np.int64 else flat(array)
    return {"dtype": str(array.dtype), "shape": list(array.shape), "values": words}


def flat(array):
    return array.reshape(-1).tolist()


def mapped(function, values):
    return {name: function(value) for name, value in values.items()}


def tensors(values):
    return mapped(lambda group: mapped(tensor, group), values)


def finals(turn):
    return {
        "final_rows": flat(turn.final_rows),
        "final_obs": tensors(turn.final_obs),
        "final_action_mask": mapped(flat, turn.final_action_mask),
        "final_privileged": mapped(tensor, turn.final_privileged),
    }


def frames(of, at=None):
    """A turn's values, or those of a trajectory at one of its steps."""

    def row(array):
        return array if at is None else array[at]

    return {
        "obs": mapped(lambda group: mapped(lambda each: tensor(row(each)), group), of.obs),
        "reward": mapped(lambda each: flat(row(each)), of.reward),
        "active": mapped(lambda each: flat(row(each)), of.active),
        "action_mask": mapped(lambda each: flat(row(each)), of.action_mask),
        "metrics": mapped(lambda each: flat(row(each)), of.metrics),
        "privileged": mapped(lambda each: tensor(row(each)), of.privileged),
        "terminated": flat(row(of.terminated)) if of.terminated.size else [],
        "truncated": flat(row(of.truncated)) if of.truncated.size else [],
    }


def turn_of(turn):
    return {"step": turn.step, "cause": turn.cause, "late": list(turn.late), **frames(turn), **finals(turn)}


def array_of(given):
    return np.array([int(v) if isinstance(v, str) else v for v in given["values"]], given["dtype"]).reshape(
        given["shape"]
    )


def actions_of(command):
    return {seat: mapped(array_of, given) for seat, given in command["actions"].items()}


class Driver:
    """What has a name, and the verbs; each returns what it answers."""

    def __init__(self):
        self.open = {}
        self.snapshots = {}

    def options(self, command):
        tls = walras.Tls(ca=command["ca"]) if "ca" in command else None
        return {"token": command.get("token"), "tls": tls, "timeout": 20.0, "reconnect": 10.0}

    def connect(self, command):
        self.open[command["as"]] = walras.connect(command["address"], **self.options(command))

    def session(self, command):
        given = {
            name: command[name] for name in ("seed", "row_seeds", "options", "metrics", "shards") if name in command
        }
        client = self.open[command["of"]]
        return self.held(
            command,
            client.session(
                command["environment"],
                command.get("num_envs", 1),
                autoreset_mode=command.get("autoreset", "next_step"),
                seats=command.get("seats") or None,
                privileged=command.get("privileged", False),
                **given,
            ),
        )

    def join(self, command):
        return self.held(command, walras.join(command["address"], **self.options(command)))

    def held(self, command, participant):
        self.open[command["as"]] = participant
        return {"seats": [seat.key for seat in participant.seats]}

    def reset(self, command):
        given = {name: command[name] for name in ("mask", "seed", "row_seeds", "options", "shard") if command.get(name)}
        return turn_of(self.open[command["of"]].reset(**given))

    def step(self, command):
        return turn_of(self.open[command["of"]].step(actions_of(command)))

    def send(self, command):
        self.open[command["of"]].step_async(actions_of(command), command.get("shard", 0))

    def receive(self, command):
        return turn_of(self.open[command["of"]].step_wait(command.get("shard", 0)))

    def wait(self, command):
        return turn_of(self.open[command["of"]].wait(command.get("shard", 0)))

    def rollout(self, command):
        session = self.open[command["of"]]
        given = {name: command[name] for name in ("seed", "chunk_steps", "fields")}
        played = session.rollout(command["steps"], **given)
        turns = []
        for at in range(played.steps):
            turn = {"step": played.first_step + at, **frames(played, at)}
            turn["actions"] = mapped(lambda group, at=at: mapped(lambda each: tensor(each[at]), group), played.actions)
            turns.append(turn)
        for turn in played.finals:
            turns[turn.step - played.first_step].update(finals(turn))
        return {"turns": turns}

    def events(self, command):
        events = self.open[command["of"]].events
        kinds = [play_pb2.EventKind.Name(event.kind).removeprefix("EVENT_KIND_") for event in events]
        events.clear()
        return {"events": kinds}

    def snapshot(self, command):
        self.snapshots[command["as"]] = self.open[command["of"]].snapshot()

    def restore(self, command):
        return turn_of(self.open[command["of"]].restore(self.snapshots[command["from"]])[0])

    def close(self, command):
        participant = self.open[command["of"]]
        participant.close() if hasattr(participant, "close") else participant.leave()

    def end(self, command):
        for opened in reversed(self.open.values()):
            with contextlib.suppress(walras.WalrasError):  # its server has ended
                opened.close() if hasattr(opened, "close") else opened.leave()
        self.open.clear()


def code_of(error):
    name = CODES[type(error)].removesuffix("Error")
    word = "".join("_" + letter if letter.isupper() else letter.upper() for letter in name).lstrip("_")
    return word if hasattr(grpc.StatusCode, word) else name


def main():
    driver = Driver()
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"ok": getattr(driver, command["do"])(command) or {}}
        except walras.WalrasError as error:
            answer = {"error": {"code": code_of(error), "reason": error.reason, "message": str(error)}}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
