"""Walras: economies for reinforcement learning, hosted by a server and batched.

What to do first::

    import walras

    env = walras.make("auction/chain-v0", seat="bidders")               # gymnasium.Env; a server starts by itself
    envs = walras.make_vec("stackelberg/matrix-v0", num_envs=1024)      # gymnasium.vector.VectorEnv
    par = walras.parallel_env("auction/chain-v0")                       # pettingzoo.ParallelEnv

    with walras.connect() as client:                                    # everything else
        print(client.environments())                                    # ids and what they are
        print(client.solve("auction/chain-v0")["q_star"])               # the exact optimum
        with client.session("auction/chain-v0", num_envs=4096, seed=7, metrics=["price"]) as session:
            turn = session.reset()
            turn = session.step({"bidders": bids})                      # [B, n] in, arrays out
            session.rollout(128).save("play.npz")                       # 128 steps without a round trip each

``walras.SessionArguments`` says what sessions and environments take by keyword, ``walras.policies`` makes players that
the server runs, ``walras.suite(name)`` has published tasks, ``walras.sb3.vec_env`` is for Stable-Baselines3. Every
error is a ``walras.WalrasError`` that names the argument.
"""

from importlib import import_module
from typing import Any

from walras import policies
from walras.catalog import BestReply, Evaluation, Solution
from walras.channel import Tls
from walras.client import Client
from walras.config import Deadline, SessionArguments
from walras.connecting import connect
from walras.errors import (
    AbortedError,
    CancelledError,
    DeadlineExceededError,
    FailedPreconditionError,
    InternalError,
    InvalidArgumentError,
    NotFoundError,
    PermissionDeniedError,
    ResourceExhaustedError,
    UnauthenticatedError,
    UnavailableError,
    UnimplementedError,
    WalrasError,
)
from walras.host import Host
from walras.joining import join
from walras.make import make, make_vec, parallel_env
from walras.own_server import LocalServer, local_server
from walras.participant import Participant
from walras.parts import Part, parts
from walras.registration import register
from walras.rollout import Trajectory
from walras.session import Session
from walras.spanning import Spanning
from walras.suites import suite
from walras.turn import Turn
from walras.version import VERSION as __version__

__all__ = [
    "AbortedError",
    "BestReply",
    "CancelledError",
    "Client",
    "Deadline",
    "DeadlineExceededError",
    "Evaluation",
    "FailedPreconditionError",
    "Host",
    "InternalError",
    "InvalidArgumentError",
    "LocalServer",
    "NotFoundError",
    "Part",
    "Participant",
    "PermissionDeniedError",
    "ResourceExhaustedError",
    "Session",
    "SessionArguments",
    "Solution",
    "Spanning",
    "Tls",
    "Trajectory",
    "Turn",
    "UnauthenticatedError",
    "UnavailableError",
    "UnimplementedError",
    "WalrasError",
    "__version__",
    "connect",
    "join",
    "local_server",
    "make",
    "make_vec",
    "parallel_env",
    "parts",
    "policies",
    "register",
    "suite",
]

_ON_DEMAND = ("datasets", "learners", "sb3")


def __getattr__(name: str) -> Any:
    """Modules that are imported when they are first asked for: some need more than this package does."""
    if name in _ON_DEMAND:
        return import_module(f"walras.{name}")
    raise AttributeError(f"module 'walras' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


register()
