"""What the server offers: environments, their specs, and their exact solutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from google.protobuf import json_format

from walras import shows
from walras.layout import Array, dtype_of
from walras.v1 import catalog_pb2, spec_pb2, tensor_pb2

if TYPE_CHECKING:

    class Spec(spec_pb2.EnvironmentSpec):
        """What an environment is under its options: the protocol's ``EnvironmentSpec``, that shows itself."""

        message: spec_pb2.EnvironmentSpec

        def __init__(self, message: spec_pb2.EnvironmentSpec) -> None: ...

else:

    class Spec:
        """What an environment is under its options: the protocol's ``EnvironmentSpec``, that shows itself.

        Attributes:
            message: the protocol's own, whose fields are the attributes of this too: ``id``, ``groups``, ``options``,
                ``resolved_options``, ``metrics``, ``policies``, ``horizon`` and more.
        """

        def __init__(self, message):
            self.message = message

        def __getattr__(self, name):
            if name.startswith("__") or name == "message":  # copies and pickles ask before there is one
                raise AttributeError(name)
            return getattr(self.message, name)

        def __dir__(self):
            return sorted({"message", *(each.name for each in self.message.DESCRIPTOR.fields)})

        def __repr__(self):
            groups = ", ".join(f"{group.name} ({group.agents})" for group in self.groups)
            return f"<Spec {self.id}: {groups}; {len(self.metrics)} metrics, {len(self.options)} options>"

        def _repr_html_(self):
            lines = [("group", group.name, f"{group.agents} agents. {group.summary}") for group in self.groups]
            lines += [("option", option.name, option.summary) for option in self.options]
            lines += [("metric", metric.name, metric.summary) for metric in self.metrics]
            lines += [("policy", policy.name, policy.summary) for policy in self.policies]
            return shows.html(f"{self.id}: {self.summary}", ("kind", "name", "what it is"), lines)


@dataclass(frozen=True, repr=False)
class Solution:
    """An oracle's answer.

    Attributes:
        environment: the id.
        options: those that were solved for, defaults included.
        tables: name to float64 array; scalars have shape ``()``.
        dims: name to what each dimension counts.
        certificate: how good the solution is: residuals, gaps, iterations.
    """

    environment: str
    options: dict[str, Any]
    tables: dict[str, Array]
    dims: dict[str, tuple[str, ...]]
    certificate: dict[str, float]

    def __getitem__(self, table: str) -> Array:
        return self.tables[table]

    def __repr__(self) -> str:
        return shows.line(f"Solution {self.environment}", self.tables)

    def _repr_html_(self) -> str:
        return shows.table(f"Solution {self.environment}", {**self.tables, "certificate": self.certificate})


@dataclass(frozen=True)
class BestReply:
    """What a best reply earns one agent while all others keep their policies: expected undiscounted episode returns.

    Attributes:
        value: the return of a best reply; a lower bound of it where ``exact`` is False.
        gain: ``value`` less ``own``.
        exact: whether it was computed; otherwise it is the best of the replies that were tried in play.
        own: the return of the agent's own policy.
        gain_se: the standard error of ``gain``; 0 where ``exact``.
    """

    value: float
    gain: float
    exact: bool
    own: float
    gain_se: float


@dataclass(frozen=True, repr=False)
class Evaluation:
    """How exploitable a profile of policies is.

    Attributes:
        environment: the id.
        options: the environment's, defaults included.
        nash_conv: the sum of all agents' gains by a best reply.
        exploitability: ``nash_conv`` over the number of agents.
        best_reply: by seat, ``GROUP`` where the group has one agent, else ``GROUP[AGENT]``.
    """

    environment: str
    options: dict[str, Any]
    nash_conv: float
    exploitability: float
    best_reply: dict[str, BestReply]

    def __getitem__(self, seat: str) -> BestReply:
        return self.best_reply[seat]

    def __repr__(self) -> str:
        return f"<Evaluation {self.environment} nash_conv {self.nash_conv:.6g} of {len(self.best_reply)} seats>"


def evaluation_of(message: catalog_pb2.EvaluateResponse) -> Evaluation:
    """From the server's message."""
    return Evaluation(
        message.environment,
        json_format.MessageToDict(message.options),
        message.nash_conv,
        message.exploitability,
        {
            reply.seat: BestReply(reply.value, reply.gain, reply.exact, reply.own, reply.gain_se)
            for reply in message.best_replies
        },
    )


def solution_of(message: catalog_pb2.SolveResponse) -> Solution:
    """From the server's message."""
    return Solution(
        message.environment,
        json_format.MessageToDict(message.options),
        {table.name: _array(table.values) for table in message.tables},
        {table.name: tuple(table.dims) for table in message.tables},
        dict(message.certificate),
    )


def _array(tensor: tensor_pb2.Tensor) -> Array:
    return np.frombuffer(tensor.data, dtype_of(tensor.dtype)).reshape(tuple(tensor.shape))
