"""The curves of a run as a picture: a panel for the loss and one for each metric, over the epochs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnngraph.runs.reading import loss_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TRAINING, VALIDATION, HELD_OUT, INK, FAINT = "#2563eb", "#d97706", "#059669", "#1f2937", "#9ca3af"
STYLE = {
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "font.family": "sans-serif",
    "font.size": 10,
    "grid.color": "#e5e7eb",
    "lines.linewidth": 1.8,
    "svg.fonttype": "none",
    "svg.hashsalt": "rnngraph",
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
}
COLUMNS = 3


def draw(record: Mapping[str, Any], path: Path) -> None:
    """Writes `path` with the suffixes .png and .svg, from the record of a run."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    epochs = record["epochs"]
    names = sorted((name for name in epochs[0] if name != "epoch" and not name.startswith("val_")), key=loss_first)
    columns = min(COLUMNS, len(names))
    rows = -(-len(names) // columns)
    with rc_context(STYLE):
        figure = Figure(figsize=(4.2 * columns, 3.1 * rows + 0.5), layout="constrained")
        grid = figure.subplots(rows, columns, squeeze=False).flat
        for axes, name in zip(grid, names, strict=False):
            panel(axes, epochs, name, record["held_out"])
        for axes in list(grid)[len(names) :]:
            axes.remove()
        figure.suptitle(f"{record['model']}, trained on {record['data']}", x=0.01, ha="left", color=INK, fontsize=12)
        figure.savefig(path.with_suffix(".png"), dpi=160)
        figure.savefig(path.with_suffix(".svg"), metadata={"Date": None})


def panel(axes: Axes, epochs: list[Mapping[str, Any]], name: str, held_out: Mapping[str, float | None] | None) -> None:
    """One curve for training, one for validation, a mark for what the data held out gave."""
    from matplotlib.ticker import MaxNLocator

    steps = [each["epoch"] for each in epochs]
    marker = "o" if len(steps) == 1 else ""
    for label, key, colour in (("training", name, TRAINING), ("validation", f"val_{name}", VALIDATION)):
        if key in epochs[0]:
            # A gap where a number was not finite.
            values = [float("nan") if each[key] is None else each[key] for each in epochs]
            axes.plot(steps, values, marker=marker, color=colour, label=label)
    value = held_out.get(name) if held_out else None
    if value is not None:
        axes.plot(steps[-1], value, "D", color=HELD_OUT, markersize=6, label=f"held out: {value:.4g}", clip_on=False)
    axes.set_xlabel("epoch")
    axes.set_ylabel(name.replace("_", " "))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True, steps=[1, 2, 5, 10]))
    axes.margins(x=0.03)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.legend(frameon=False, fontsize=9)
