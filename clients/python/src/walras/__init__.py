"""Walras: economies for reinforcement learning, hosted by a server and batched.

>>> import walras
>>> with walras.connect() as client:
...     with client.session("auction/chain-v0", num_envs=4096, seed=7, metrics=["price"]) as session:
...         turn = session.reset()
...         turn = session.step({"bidders": bids})  # [B, n] in, arrays out
"""

from walras import policies
from walras.catalog import Solution
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
from walras.make import make, make_vec, parallel_env
from walras.own_server import LocalServer, local_server
from walras.participant import Participant
from walras.parts import Part, parts
from walras.registration import register
from walras.rollout import Trajectory
from walras.session import Session
from walras.turn import Turn
from walras.version import VERSION as __version__

__all__ = [
    "AbortedError",
    "CancelledError",
    "Client",
    "Deadline",
    "DeadlineExceededError",
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
    "Tls",
    "Trajectory",
    "Turn",
    "UnauthenticatedError",
    "UnavailableError",
    "UnimplementedError",
    "WalrasError",
    "__version__",
    "connect",
    "local_server",
    "make",
    "make_vec",
    "parallel_env",
    "parts",
    "policies",
    "register",
]

register()
