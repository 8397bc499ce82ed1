"""The parts of a view, as plain data: rows, edges, and the frames of blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rnngraph.check import Diagnostic
from rnngraph.graph import Shape, Verdict, Weight

EdgeKind = Literal["data", "state", "mask"]
Hidden = Literal["shapes", "params"]


@dataclass(frozen=True, slots=True)
class Inside:
    """A layer held by another: a direction of a Bidirectional, or a cell of a stack.

    `states` are the names of the states that it carries from one timestep to the next.
    """

    role: str
    type: str
    arguments: tuple[tuple[str, str], ...]
    states: tuple[str, ...] = ()
    inside: tuple[Inside, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A layer, or an input (`type` InputLayer), as reports show it.

    `ports` are the main output or outputs, then the others that the graph uses; `shapes` are their shapes, batch first,
    None if an error leaves a shape unknown. `params` is None if it is unknown. `arguments` are name and text of those
    that pictures show. `call` are the arguments of the call: `training`, `use_causal_mask`, `mask` (a reference),
    `return_attention_scores`, `reverse`. `states` are the names of the states that a recurrent layer carries from one
    timestep to the next.
    """

    name: str
    type: str
    title: str
    params: int | None
    shapes: tuple[Shape | None, ...]
    ports: tuple[str, ...]
    dtype: str | None
    connected_to: tuple[str, ...]
    weights: tuple[Weight, ...]
    cudnn: Verdict | None
    arguments: tuple[tuple[str, str], ...]
    inside: tuple[Inside, ...] = ()
    states: tuple[str, ...] = ()
    shares: str | None = None
    description: str | None = None
    problems: tuple[Diagnostic, ...] = ()
    call: tuple[tuple[str, bool | str], ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The errors among the problems."""
        return tuple(each for each in self.problems if each.severity == "error")

    @property
    def is_recurrent(self) -> bool:
        """Whether the layer, or one inside it, runs over time."""
        return bool(self.states) or self.cudnn is not None or any(part.states for part in self.inside)

    @property
    def collapsed(self) -> bool:
        """Whether this is a whole block, drawn as one box."""
        return self.type == "Block"

    @property
    def is_input(self) -> bool:
        """Whether this is an input of the model."""
        return self.type == "InputLayer"

    @property
    def opens(self) -> bool:
        """Whether several layers inside are shown: two directions, or a stack of cells."""
        parts = self.inside
        while len(parts) == 1:
            parts = parts[0].inside
        return bool(parts)

    def shape(self, port: str | None) -> Shape | None:
        """The shape at a port (None: the first); None if it is unknown, or there is no such port."""
        return next((shape for name, shape in zip(self.ports, self.shapes, strict=True) if port in (None, name)), None)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A use of a block: the rows of its layers, called `name/...`, which are drawn in one frame.

    `block` is the name of the block in the spec, empty for a part of a large model without blocks. Each copy of a
    repeated block is a cluster of its own: `encoder`, `encoder_2`, ..., with `copy` from 1 to `copies`. A block in a
    block is called `outer/inner`, and its `parent` is `outer`. `rows` has all rows inside, those in
    inner clusters included, in the order of the view. `shares` is the cluster whose weights this one uses.
    """

    name: str
    block: str
    rows: tuple[str, ...] = ()
    copy: int = 1
    copies: int = 1
    parent: str | None = None
    shares: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection from a port of `source` (None: its main output) to `target`.

    `shape` is the shape of the tensor, None if it is unknown. `role` is the state that the tensor starts (`state_h`) or
    the named input that it is (`query`). `field` is the field of the target that refers to the source (`inputs/0`).
    """

    source: str
    target: str
    kind: EdgeKind
    port: str | None
    role: str | None
    shape: Shape | None
    field: str

    @property
    def to_output(self) -> bool:
        """Whether the target is an output of the model, not a layer."""
        return self.field.startswith("outputs/")
