"""Parts: rows of one session that have options and a seed of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from gymnasium import spaces

from walras.arguments import shown, struct, whole, wire_seed
from walras.checks import held
from walras.errors import bad_request
from walras.layout import Array
from walras.spaces import Space, tensor_space
from walras.v1 import sessions_pb2, spec_pb2

SAME = "same"


@dataclass(frozen=True)
class Part:
    """Rows that follow those of the part before.

    Attributes:
        rows: how many.
        options: of the environment; they take the place of the session's.
        seed: row r of the part draws from the stream of (seed, r). None: the server draws one from the session's seed
            and the part's index; ``"same"``: the session's own, common random numbers.
    """

    rows: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int | str | None = None


@held
def parts(count: int, /, rows: int = 1, seed: Any = None, **options: Any) -> list[Part]:
    """So many parts of as many rows: ``parts(1000, rows=16, discount=np.linspace(.9, .99, 1000))``.

    Args:
        count: how many parts.
        rows: of each part.
        seed: None, ``"same"``, or one number for each part; see ``Part``.
        **options: a number, text or flag that all parts have, or a sequence of ``count`` values, one for each.

    Raises:
        InvalidArgumentError: BAD_REQUEST; a sequence is of another length.
    """
    number = whole("parts: count", count, 1)
    values = {name: _each(f"parts: {name}", value, number) for name, value in options.items()}
    rows = whole("parts: rows", rows, 1)
    alike = seed is None or isinstance(seed, str)
    seeds = [seed] * number if alike else [wire_seed("parts: seed", one) for one in _each("parts: seed", seed, number)]
    return [Part(rows, {name: each[k] for name, each in values.items()}, seeds[k]) for k in range(number)]


def _each(where: str, value: Any, count: int) -> list[Any]:
    if isinstance(value, str | bytes) or not hasattr(value, "__len__"):
        return [value] * count
    if len(value) != count:
        raise bad_request(where, f"one value, or one for each part, {count}", f"{len(value)} of them")
    return list(value)


def part_configs(given: Iterable[Part]) -> list[sessions_pb2.PartConfig]:
    """The messages."""
    configs = []
    for k, part in enumerate(given):
        if not isinstance(part, Part):
            raise bad_request(f"parts[{k}]", "a walras.Part", shown(part))
        config = sessions_pb2.PartConfig(
            rows=whole(f"parts[{k}].rows", part.rows, 1), options=struct(part.options, f"parts[{k}]")
        )
        if isinstance(part.seed, str):
            if part.seed != SAME:
                raise bad_request(f"parts[{k}].seed", f"a number, {SAME!r} or None", shown(part.seed))
            config.same_seed = True
        elif part.seed is not None:
            config.seed = wire_seed(f"parts[{k}].seed", part.seed)
        configs.append(config)
    return configs


def part_resets(given: Any) -> list[sessions_pb2.PartReset]:
    """What a reset changes: part to options, or for each part its options or None; a ``Part`` may have a seed too."""
    items = given.items() if isinstance(given, Mapping) else enumerate(given)
    resets = []
    for index, change in items:
        if change is None:
            continue
        where = f"reset: options['parts'][{index}]"
        options, seed = (change.options, change.seed) if isinstance(change, Part) else (change, None)
        if not isinstance(options, Mapping):
            raise bad_request(where, "options by name, or a walras.Part", shown(change))
        reset = sessions_pb2.PartReset(part=whole(f"{where}: part", index), options=struct(options, where))
        if seed is not None:
            reset.seed = wire_seed(where, seed)
        resets.append(reset)
    return resets


def by_part(tree: Any, session: sessions_pb2.Session) -> Any:
    """Arrays ``[B, ...]`` as views ``[parts, rows, ...]``, alone or in dictionaries.

    Raises:
        InvalidArgumentError: BAD_REQUEST; the session's parts are not of one size, or shards cut it.
    """
    sizes = {part.rows for part in session.config.parts}
    if len(sizes) != 1 or session.config.shards > 1:
        raise bad_request("by_part", "a session of parts of one size, in one shard", f"rows {sorted(sizes)}")
    if isinstance(tree, Mapping):
        return {name: by_part(value, session) for name, value in tree.items()}
    array = np.asarray(tree)
    return array.reshape(len(session.config.parts), sizes.pop(), *array.shape[1:])


def bounded_rows(
    space: Space, session: sessions_pb2.Session, group: spec_pb2.GroupSpec, agents: int, kind: str
) -> Space:
    """A batch's space with the bounds that every row has in its own part.

    Args:
        space: of all rows, with bounds that hold in every part.
        session: whose parts.
        group: of the seat.
        agents: of the seat.
        kind: ``observations`` or ``actions``.
    """
    if not session.part_bounds:
        return space
    place = [each.name for each in session.spec.groups].index(group.name)
    tensors = [tensor.name for tensor in getattr(group, kind)]
    rows = [part.rows for part in session.config.parts]

    def of(whole_space: Space, k: int) -> Space:
        boxes = [tensor_space(getattr(each.groups[place], kind)[k], agents) for each in session.part_bounds]
        if not (isinstance(whole_space, spaces.Box) and isinstance(boxes[0], spaces.Box)):
            return whole_space
        low, high = (np.repeat(_stacked(boxes, end, whole_space), rows, axis=0) for end in ("low", "high"))
        return spaces.Box(low, high, dtype=whole_space.dtype.type)

    if isinstance(space, spaces.Dict):
        return spaces.Dict({name: of(inner, tensors.index(name)) for name, inner in space.items()})
    return of(space, 0)


def _stacked(boxes: Sequence[Any], end: str, like: spaces.Box) -> Array:
    return np.stack([getattr(box, end).reshape(like.shape[1:]) for box in boxes])
