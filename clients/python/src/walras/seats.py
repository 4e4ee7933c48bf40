"""Seats: the places that a participant holds, and the names under which their arrays are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from walras.errors import bad_request
from walras.layout import Layout
from walras.v1 import sessions_pb2, spec_pb2


@dataclass(frozen=True)
class Seat:
    """A seat that this participant holds.

    ``key`` is what its arrays are filed under in turns and actions: the group's name, or ``group/agent`` when the
    participant holds several seats of one group.
    """

    index: int
    group: str
    agent: int | None
    key: str
    observation: Layout
    action: Layout

    @property
    def label(self) -> str:
        """``bidders`` for a whole group, ``bidders/1`` for one of its agents."""
        return self.group if self.agent is None else f"{self.group}/{self.agent}"


def label_of(seat: sessions_pb2.Seat) -> str:
    """``bidders`` for a whole group, ``bidders/1`` for one of its agents."""
    return f"{seat.group}/{seat.agent}" if seat.HasField("agent") else seat.group


def held_seats(session: sessions_pb2.Session, indices: Iterable[int]) -> tuple[Seat, ...]:
    """The seats of these indices, ascending."""
    held = [seat for seat in session.seats if seat.index in set(indices)]
    per_group = Counter(seat.group for seat in held)
    return tuple(
        Seat(
            index=seat.index,
            group=seat.group,
            agent=seat.agent if seat.HasField("agent") else None,
            key=seat.group if per_group[seat.group] == 1 else label_of(seat),
            observation=Layout.of(seat.observation_layout),
            action=Layout.of(seat.action_layout),
        )
        for seat in sorted(held, key=lambda seat: seat.index)
    )


def parse_label(label: str | tuple[str, int]) -> tuple[str, int | None]:
    """Group and agent of ``"bidders"``, ``"bidders/1"``, ``"bidders[1]"`` or ``("bidders", 1)``.

    Raises:
        InvalidArgumentError: BAD_REQUEST; the agent is not a number.
    """
    if isinstance(label, tuple):
        return label[0], int(label[1])
    if label.endswith("]"):
        label = label[:-1].replace("[", "/", 1)
    group, slash, agent = label.partition("/")
    if slash and not agent.isdecimal():
        raise bad_request(f"seat {label!r}", "'group' or 'group/agent' with a number", repr(label))
    return group, int(agent) if slash else None


def seat_label(label: str | tuple[str, int]) -> str:
    """``"bidders/1"`` of ``("bidders", 1)``, and of itself."""
    group, agent = parse_label(label)
    return group if agent is None else f"{group}/{agent}"


def refuse_learners(spec: spec_pb2.EnvironmentSpec, players: Mapping[str, Any]) -> None:
    """Where a session's policies play every seat they play by rollouts, in which nobody learns.

    Raises:
        InvalidArgumentError: BAD_REQUEST; one of them is a built-in policy that learns.
    """
    learners = {policy.name for policy in spec.policies if policy.learns}
    for label, policy in players.items():
        name = policy[0] if isinstance(policy, tuple) else policy
        if isinstance(name, str) and name in learners:
            expected = (
                "a policy that does not learn, where policies play every seat, as they then play by rollouts, in which "
                "nobody learns. It does in `walras run`, and beside a seat that the program holds"
            )
            raise bad_request(f"policies[{label!r}]", expected, name)
