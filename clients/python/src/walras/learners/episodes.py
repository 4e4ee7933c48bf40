"""Whole episodes, as a leader learns from them."""

from __future__ import annotations

from dataclasses import dataclass, field

from walras.layout import Array


@dataclass
class Batch:
    """One episode per row: float32 ``[T, B, ...]``; ``weight`` is 0 where a row has ended or must not teach."""

    seen: list[Array] = field(default_factory=list)
    judged: list[Array] = field(default_factory=list)
    raw: list[Array] = field(default_factory=list)
    log_prob: list[Array] = field(default_factory=list)
    value: list[Array] = field(default_factory=list)
    reward: list[Array] = field(default_factory=list)
    alive: list[Array] = field(default_factory=list)
    weight: list[Array] = field(default_factory=list)
    cut_value: list[Array] = field(default_factory=list)
