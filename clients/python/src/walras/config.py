"""What a session is made of: from Python's arguments to ``SessionConfig``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import Any, TypedDict, TypeVar

from google.protobuf import duration_pb2

from walras.arguments import flag, seconds, shown, struct, whole, wire_seed, wire_seeds
from walras.errors import UnknownKeywordError, bad_request, cut
from walras.parts import Part, part_configs
from walras.seats import parse_label
from walras.v1 import policies_pb2, sessions_pb2, spec_pb2

PolicyName = str | tuple[str, Mapping[str, Any]]
"""A built-in policy: its name, or its name and options."""


_GREATEST_SECONDS = 315_576_000_000  # of protobuf's durations


@dataclass(frozen=True)
class Deadline:
    """When a seat is late, and what then.

    Attributes:
        step_seconds: how long a seat has from the turn on.
        late_action: ``default_action``, ``repeat_last``, ``policy`` or ``forfeit``.
        policy: who plays a late seat, with ``late_action="policy"``.
        forfeit_lapses: after how many lapses a seat is not waited for any more; 0 for never.
        forfeit_refusals: after how many steps with a refused action the same; 0 for never.
        bank_seconds: what a seat may take beyond ``step_seconds``, over the whole session.
    """

    step_seconds: float
    late_action: str = "default_action"
    policy: PolicyName | None = None
    forfeit_lapses: int = 0
    forfeit_refusals: int = 0
    bank_seconds: float = 0.0


def duration(where: str, value: float) -> duration_pb2.Duration:
    """Seconds as the wire has them."""
    message = duration_pb2.Duration()
    number = seconds(where, value)
    if number > _GREATEST_SECONDS:
        raise bad_request(where, f"at most {_GREATEST_SECONDS} seconds", shown(value))
    message.FromNanoseconds(round(number * 1e9))
    return message


def choice(what: str, prefix: str, numbers: Mapping[str, int], word: Any) -> int:
    """The number of an enum's value given as a word: ``next_step``, ``NEXT_STEP``, ``NextStep`` or a Python enum.

    Raises:
        InvalidArgumentError: BAD_REQUEST; names the words there are and the nearest.
    """
    text = str(word.value if isinstance(word, Enum) else word)
    words = {name.removeprefix(prefix): number for name, number in numbers.items() if number}
    for name, number in words.items():
        if name.replace("_", "") == text.replace("_", "").replace("-", "").upper():
            return number
    error = bad_request(what, "one of " + ", ".join(words).lower(), shown(text))
    error.fields["nearest"] = "".join(get_close_matches(cut(text).upper(), words, 1, 0)).lower()
    raise error


def named_policy(policy: PolicyName) -> policies_pb2.NamedPolicy:
    """A built-in policy as the wire has it."""
    name, options = (policy, {}) if isinstance(policy, str) else policy
    return policies_pb2.NamedPolicy(name=name, options=struct(options, f"policy {name}"))


def remote_seat(label: str | tuple[str, int], privileged: bool, text: bool = False) -> sessions_pb2.SeatConfig:
    """A seat that a participant takes."""
    group, agent = parse_label(label)
    remote = sessions_pb2.RemoteFiller(privileged=flag("privileged", privileged), text=flag("text", text))
    return sessions_pb2.SeatConfig(group=group, agent=agent, remote=remote)


def policy_seat(label: str | tuple[str, int], policy: PolicyName) -> sessions_pb2.SeatConfig:
    """A seat that a built-in policy plays."""
    group, agent = parse_label(label)
    return sessions_pb2.SeatConfig(group=group, agent=agent, policy=named_policy(policy))


def remaining_seats(spec: spec_pb2.EnvironmentSpec, policies: Iterable[str | tuple[str, int]]) -> list[str]:
    """The seats that no policy plays: whole groups, or single agents of a group of which policies play others."""
    taken = [parse_label(label) for label in policies]
    left = []
    for group in spec.groups:
        agents = {agent for name, agent in taken if name == group.name}
        if not agents:
            left.append(group.name)
        elif None not in agents:
            left += [f"{group.name}/{agent}" for agent in range(group.agents) if agent not in agents]
    return left


_F = TypeVar("_F", bound=Callable[..., Any])
_BESIDE = ("seat", "address", "client", "num_envs")
_DEFAULTS = {
    "autoreset_mode": "next_step",
    "privileged": False,
    "text": False,
    "metrics": (),
    "shards": 1,
    "backend": "auto",
}
KEEP_SECONDS = 5.0
"""How long the environments' sessions are kept: a lone learner does not come back without ``reconnect``."""


class SessionArguments(TypedDict, total=False):
    """What ``Client.session``, ``Client.host``, ``make``, ``make_vec`` and ``parallel_env`` take by keyword."""

    seed: int | None
    """Row r draws from a stream that is a function of the seed and r; None (the default) lets the server draw one. Any
    whole number from 0 on; those of 2^63 and more are folded into 63 bits, everywhere alike."""
    row_seeds: Sequence[int] | None
    """One seed per row instead; each row is as row 0 of a batch with that seed."""
    options: Mapping[str, Any] | None
    """The environment's options; those left out have their defaults."""
    autoreset_mode: Any
    """``next_step`` (the default), ``same_step`` or ``disabled``, or Gymnasium's enum."""
    seats: Iterable[str | tuple[str, int]] | None
    """The seats for participants: ``"bidders"`` for a group, ``"bidders/1"`` for one agent. None (the default): all
    that no policy plays. Seats that nobody is named for are played by the group's default policy."""
    policies: Mapping[str, PolicyName] | None
    """Seat to a built-in policy's name, or to ``(name, options)``."""
    privileged: bool
    """Whether participants see the privileged tensors, for centralised critics."""
    text: bool
    """Whether participants are told the rules and every turn in words too (``Participant.rules``, ``Turn.text``); only
    with one row."""
    metrics: Iterable[str]
    """Names of the metrics that turns carry; ``"*"`` for all."""
    shards: int
    """Into how many equal parts the batch is cut that step on their own; 1 by default."""
    deadline: Deadline | None
    """When a seat is late, and what then; None (the default) waits for ever."""
    log: str | None
    """``off``, ``written`` (survives the server's death) or ``synced`` (survives the machine's); None (the default) for
    the server's own default."""
    keep: float | None
    """For how many seconds the session is kept when nobody is connected; None for the server's default."""
    reconnect: float | None
    """For how many seconds to try again where the connection breaks or the server is started anew: the session is taken
    up where it stood, and nothing happens twice. None (the default) for what ``connect`` was told."""
    parts: Sequence[Part] | None
    """Rows with options and seeds of their own, as ``walras.parts`` makes them; ``num_envs`` may then be left out."""
    backend: str
    """Which kernel runs: ``auto`` (the default), ``fused`` or ``nd4j``."""
    transport: str | None
    """How this program exchanges frames with the server: ``grpc``, ``shm`` (shared memory, on the same machine) or
    ``auto`` (shared memory where it can be had); None (the default) for what ``connect`` was told."""


def spelled_out(function: _F) -> _F:
    """Shows the keywords of ``SessionArguments`` in the signature of a function that takes them by ``**arguments``."""
    signature = inspect.signature(function)
    shown = [each for each in signature.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
    names = {each.name for each in shown}
    keyword = inspect.Parameter.KEYWORD_ONLY
    for name, kind in SessionArguments.__annotations__.items():
        if name not in names:
            words = getattr(kind, "__forward_arg__", kind)
            shown.append(inspect.Parameter(name, keyword, default=_DEFAULTS.get(name), annotation=words))
    function.__signature__ = signature.replace(parameters=shown)  # type: ignore[attr-defined]
    return function


def as_of(other: Callable[..., Any]) -> Callable[[_F], _F]:
    """Shows the signature of another method, to which all arguments go."""

    def shown(function: _F) -> _F:
        function.__signature__ = inspect.signature(other)  # type: ignore[attr-defined]
        return function

    return shown


def require_known(arguments: Mapping[str, Any]) -> None:
    """Refuses a keyword that is none of ``SessionArguments``.

    Raises:
        UnknownKeywordError: BAD_REQUEST; names it and the nearest.
    """
    known = SessionArguments.__annotations__
    for name in arguments:
        if name not in known:
            nearest = "".join(get_close_matches(name, [*known, *_BESIDE], 1, 0))
            expected = f"a keyword of walras.SessionArguments; nearest is {nearest}"
            raise UnknownKeywordError(
                f"{name}: expected {expected}, got an unknown one",
                "BAD_REQUEST",
                {"where": name, "expected": expected, "nearest": nearest},
            )


def one_row(arguments: SessionArguments, patience: float | None) -> None:
    """Makes the arguments those of one row that its learner resets; ``seed`` is then the seed of that row.

    ``patience`` is as of ``keep_for``.
    """
    seed = arguments.pop("seed", None)
    if seed is not None:
        arguments["row_seeds"] = [wire_seed("seed", seed)]
    if arguments.get("autoreset_mode", "disabled") != "disabled":
        raise bad_request("autoreset_mode", "none: an environment of one row is reset by its learner", "one")
    arguments["autoreset_mode"] = "disabled"
    keep_for(arguments, patience)


def keep_for(arguments: SessionArguments, patience: float | None) -> None:
    """Keeps a lone learner's session for as long as it would try to come back to it.

    Without an argument ``reconnect`` that is ``patience``: the seconds of its client, None for none.
    """
    given = arguments.get("reconnect")
    arguments.setdefault("keep", KEEP_SECONDS + seconds("reconnect", (patience if given is None else given) or 0.0))


def session_config(
    environment: str,
    num_envs: int,
    *,
    seed: int | None = None,
    row_seeds: Sequence[int] | None = None,
    options: Mapping[str, Any] | None = None,
    autoreset_mode: Any = "next_step",
    seats: Iterable[str | tuple[str, int]] | None = None,
    policies: Mapping[str, PolicyName] | None = None,
    privileged: bool = False,
    text: bool = False,
    metrics: Iterable[str] = (),
    shards: int = 1,
    deadline: Deadline | None = None,
    log: str | None = None,
    keep: float | None = None,
    backend: str = "auto",
    parts: Sequence[Part] | None = None,
) -> sessions_pb2.SessionConfig:
    """The message; ``SessionArguments`` says what the arguments mean."""
    configs = part_configs(parts or ())
    rows = whole("num_envs", num_envs, 1)
    if configs and rows == 1:
        rows = sum(part.rows for part in configs)
    if isinstance(seats, Mapping):
        raise bad_request("seats", "a list of seats; policies= says who plays the others", shown(seats))
    labels = [seats] if isinstance(seats, str) else list(seats or ())
    filled = [remote_seat(label, privileged, text) for label in labels]
    filled += [policy_seat(label, policy) for label, policy in (policies or {}).items()]
    config = sessions_pb2.SessionConfig(
        environment=environment,
        options=struct(options),
        num_envs=rows,
        seed=None if seed is None else wire_seed("seed", seed),
        row_seeds=None if row_seeds is None else wire_seeds("row_seeds", row_seeds, rows),
        autoreset_mode=choice(  # type: ignore[arg-type]
            "autoreset_mode", "AUTORESET_MODE_", dict(sessions_pb2.AutoresetMode.items()), autoreset_mode
        ),
        seats=filled,
        parts=configs,
        metrics=[metrics] if isinstance(metrics, str) else list(metrics),
        shards=whole("shards", shards, 1),
        log_mode=0 if log is None else choice("log", "LOG_MODE_", dict(sessions_pb2.LogMode.items()), log),  # type: ignore[arg-type]
        backend=choice("backend", "BACKEND_", dict(spec_pb2.Backend.items()), backend),  # type: ignore[arg-type]
    )
    if keep is not None:
        config.keep.CopyFrom(duration("keep", keep))
    if deadline is not None:
        config.deadline.CopyFrom(_deadline(deadline))
    return config


def _deadline(deadline: Deadline) -> sessions_pb2.Deadline:
    message = sessions_pb2.Deadline(
        step_time=duration("deadline.step_seconds", deadline.step_seconds),
        late_action=choice(  # type: ignore[arg-type]
            "late_action", "LATE_ACTION_", dict(sessions_pb2.LateAction.items()), deadline.late_action
        ),
        forfeit_lapses=whole("deadline.forfeit_lapses", deadline.forfeit_lapses),
        forfeit_refusals=whole("deadline.forfeit_refusals", deadline.forfeit_refusals),
    )
    if deadline.bank_seconds:
        message.bank.CopyFrom(duration("deadline.bank_seconds", deadline.bank_seconds))
    if deadline.policy is not None:
        message.late_policy.CopyFrom(named_policy(deadline.policy))
    return message
