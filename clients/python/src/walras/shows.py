"""How results show themselves: one line in a terminal, a table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import numpy as np

_SHOWN_VALUES = 6


def shapes(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str, str]]:
    """Name, type with shape, and first values of every array in dictionaries of arrays."""
    lines: list[tuple[str, str, str]] = []
    for name, value in tree.items():
        if isinstance(value, Mapping):
            lines += shapes(value, f"{prefix}{name}.")
        else:
            array = np.asarray(value)
            more = " ..." if array.size > _SHOWN_VALUES else ""
            shown = " ".join(f"{number:.4g}" for number in array.ravel()[:_SHOWN_VALUES].tolist()) + more
            lines.append((f"{prefix}{name}", f"{array.dtype} {list(array.shape)}", shown))
    return lines


def line(title: str, tree: Mapping[str, Any]) -> str:
    """``<TITLE: name type [shape], ...>``."""
    return f"<{title}: " + ", ".join(f"{name} {shape}" for name, shape, _ in shapes(tree)) + ">"


def table(title: str, tree: Mapping[str, Any]) -> str:
    """The same as HTML, with first values."""
    return html(title, ("name", "type", "values"), shapes(tree))


def html(title: str, head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """A table."""
    heads = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for cells in lines)
    return f"<table><caption>{escape(title)}</caption><tr>{heads}</tr>{rows}</table>"
