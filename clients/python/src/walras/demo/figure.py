"""The demo's picture: bids beside the optimal values, and how they came there."""

from __future__ import annotations

from pathlib import Path

from walras.layout import Array

_COLOURS = ("#c0504d", "#1f77b4", "#2ca02c", "#9467bd")


def draw(bids: Array, optimum: Array, distance: list[float], rows: int, path: Path) -> None:
    """Draws and saves the figure.

    Args:
        bids: float64 [S, N].
        optimum: float64 [S, N].
        distance: the greatest distance of a bid from the optimum after every step.
        rows: B.
        path: where the picture goes; its folder must exist.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    names = ("left", "right") if bids.shape[1] == 2 else tuple(f"primitive {i}" for i in range(bids.shape[1]))
    for primitive, name in enumerate(names):
        colour = _COLOURS[primitive % len(_COLOURS)]
        left.plot(optimum[:, primitive], "--", color=colour, label=f"Q* of {name}")
        left.plot(bids[:, primitive], "o", color=colour, label=f"bid of {name}")
    left.set(xlabel="state", ylabel="credits", title="Learned bids beside the optimal values")
    left.legend()
    right.semilogy(range(1, len(distance) + 1), distance, color="black")
    right.set(xlabel=f"auctions per row ({rows} rows)", ylabel="greatest |bid - Q*|", title="Learning", ylim=(1e-6, 2))
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
