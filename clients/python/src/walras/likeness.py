"""Whether sessions are alike but for their seeds."""

from __future__ import annotations

from collections.abc import Sequence

from walras.errors import bad_request
from walras.session import Session
from walras.v1 import sessions_pb2

_SEEDS = ("seed", "row_seeds")


def require_alike(sessions: Sequence[Session]) -> None:
    """Refuses sessions that cannot be stepped as one.

    Raises:
        InvalidArgumentError: BAD_REQUEST; they differ in more than their seeds, or have several shards.
    """
    model = _without_seeds(sessions[0])
    for k, session in enumerate(sessions):
        if session.shards > 1:
            raise bad_request(f"stack: session {k}: shards", "1", str(session.shards))
        config = _without_seeds(session)
        if config != model:
            _refuse(k, model, config)


def _without_seeds(session: Session) -> sessions_pb2.SessionConfig:
    config = sessions_pb2.SessionConfig()
    config.CopyFrom(session.session.config)
    for name in _SEEDS:
        config.ClearField(name)
    return config


def _refuse(k: int, model: sessions_pb2.SessionConfig, config: sessions_pb2.SessionConfig) -> None:
    for field in config.DESCRIPTOR.fields:
        one, other = getattr(model, field.name), getattr(config, field.name)
        if one != other:
            where = field.name
            if where == "options":
                one, other = dict(one), dict(other)
                name = min(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
                where, one, other = f"options[{name}]", one.get(name), other.get(name)
            expected, got = (" ".join(str(side).split()) or "nothing" for side in (one, other))
            raise bad_request(f"stack: session {k}: {where}", f"{expected}, as of session 0", got)
