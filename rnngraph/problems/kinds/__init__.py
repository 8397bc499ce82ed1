"""Every kind of problem, in families: `kinds.shapes.WrongRank("inputs", found=2, expected=3)`.

A family is a module of this package, and the rules for it are in the module of that name in `rnngraph.check.rules`. It
is imported when it is first used: a document without problems never pays for the classes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rnngraph.problems.kinds import attention as attention
    from rnngraph.problems.kinds import axes as axes
    from rnngraph.problems.kinds import blocks as blocks
    from rnngraph.problems.kinds import cells as cells
    from rnngraph.problems.kinds import cudnn as cudnn
    from rnngraph.problems.kinds import fields as fields
    from rnngraph.problems.kinds import files as files
    from rnngraph.problems.kinds import fitting as fitting
    from rnngraph.problems.kinds import masks as masks
    from rnngraph.problems.kinds import meaning as meaning
    from rnngraph.problems.kinds import objects as objects
    from rnngraph.problems.kinds import outputs as outputs
    from rnngraph.problems.kinds import padding as padding
    from rnngraph.problems.kinds import parameters as parameters
    from rnngraph.problems.kinds import performance as performance
    from rnngraph.problems.kinds import reach as reach
    from rnngraph.problems.kinds import reading as reading
    from rnngraph.problems.kinds import recurrence as recurrence
    from rnngraph.problems.kinds import sequences as sequences
    from rnngraph.problems.kinds import shapes as shapes
    from rnngraph.problems.kinds import sizes as sizes
    from rnngraph.problems.kinds import starts as starts
    from rnngraph.problems.kinds import states as states
    from rnngraph.problems.kinds import style as style
    from rnngraph.problems.kinds import training as training
    from rnngraph.problems.kinds import weights as weights
    from rnngraph.problems.kinds import windows as windows
    from rnngraph.problems.kinds import wiring as wiring
    from rnngraph.problems.kinds import wrappers as wrappers

FAMILIES = (
    "reading",
    "fields",
    "objects",
    "files",
    "parameters",
    "wiring",
    "reach",
    "blocks",
    "shapes",
    "wrappers",
    "axes",
    "windows",
    "weights",
    "states",
    "starts",
    "recurrence",
    "masks",
    "padding",
    "sequences",
    "cudnn",
    "cells",
    "performance",
    "sizes",
    "training",
    "fitting",
    "outputs",
    "meaning",
    "attention",
    "style",
)
"""The modules of this package, in the order of their rules' codes."""


def __getattr__(name: str) -> Any:
    if name not in FAMILIES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
