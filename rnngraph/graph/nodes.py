"""Nodes, references, and the graph that they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as slot
from typing import Any, Protocol

from rnngraph.graph.limits import LIMITS, Limits
from rnngraph.graph.places import CallSite, Origin
from rnngraph.graph.problem import Problem
from rnngraph.graph.types import Padding, Shape


class LayerLike(Protocol):
    """What a graph asks of a layer: to compare, and to name its ports. The layers themselves live above."""

    @property
    def type(self) -> str:
        """The layer's type, as the spec has it."""

    def port_names(self) -> tuple[str, ...]:
        """Every port, the main output (or outputs) first."""

    def main_names(self) -> tuple[str, ...]:
        """The ports that are what the layer computes: neither its states nor what it shows of its work."""

    def state_names(self) -> tuple[str, ...]:
        """The ports that are final states, in the order in which `initial_state` takes them."""

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The ports that a Keras call with these fields and call arguments would return."""


@dataclass(frozen=True, slots=True)
class Source:
    """The authored document: its text, and the path it was read from where it has one.

    `settings` are parameters that were given from outside, in place of the document's own, `limits` what it may be.
    """

    text: str
    path: str | None = None
    settings: Mapping[str, int | float | str] = slot(default_factory=dict)
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a port of a node; `port` None is its main output."""

    node: str
    port: str | None = None

    def __str__(self) -> str:
        return self.node if self.port is None else f"{self.node}.{self.port}"


@dataclass(frozen=True, slots=True)
class Input:
    """An input of the model.

    `shape` leaves the batch out, None where it could not be read; `dtype` None is settled by who reads the input.
    """

    name: str
    shape: Shape | None
    dtype: str | None = None
    mask: Padding = "right"
    origin: Origin | None = slot(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Node:
    """A layer applied to inputs. `layer` is None where the author's could not be read.

    `input_keys` are names of inputs that the layer does not know; `given_keys` those by which the author gave them.
    """

    name: str
    type: str
    layer: LayerLike | None
    inputs: tuple[Ref, ...] = ()
    input_keys: tuple[str, ...] | None = None
    initial_state: tuple[Ref, ...] = ()
    mask: Ref | None = None
    training: bool | None = None
    use_causal_mask: bool = False
    return_attention_scores: bool = False
    reverse: bool = False
    shares: str | None = None
    description: str | None = slot(default=None, compare=False)
    origin: Origin | None = slot(default=None, compare=False)
    given_keys: tuple[str, ...] | None = slot(default=None, compare=False)

    _references: tuple[tuple[str, Ref], ...] = slot(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = self.input_keys or range(len(self.inputs))
        found = [(f"inputs/{key}", ref) for key, ref in zip(keys, self.inputs, strict=True)]
        found += [(f"initial_state/{index}", ref) for index, ref in enumerate(self.initial_state)]
        # Kept, since everyone asks: the frozen class is set once more.
        object.__setattr__(self, "_references", (*found, ("mask", self.mask)) if self.mask else tuple(found))

    def references(self) -> tuple[tuple[str, Ref], ...]:
        """Everything the node reads, each with the field it stands in: `inputs/1`, `initial_state/0`, `mask`."""
        return self._references


@dataclass(frozen=True, slots=True)
class Instance:
    """A block where it stands: the nodes whose names begin with its `name` and a slash came out of it.

    The name is that of the node that put the block there, after the name of the instance around it and a slash where
    there is one, and with `_2`, `_3`, ... in the later copies of a repetition; `copy` counts them from 1 to `copies`.
    `block` is the block's own name, `layer` the block. `inputs` has each input that the block declares, with what is
    passed to it.
    """

    name: str
    block: str
    layer: LayerLike
    inputs: tuple[tuple[Input, Ref], ...] = ()
    copy: int = 1
    copies: int = 1
    shares: str | None = None
    description: str | None = slot(default=None, compare=False)
    origin: Origin | None = slot(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Output:
    """An output of the model, under the name that losses and data know it by."""

    name: str
    ref: Ref


@dataclass(frozen=True, eq=False)
class Graph:
    """A model as data.

    Two graphs are equal if name, inputs, layers, wiring, outputs, dtype policy, batch size and training are;
    the order of the nodes, the descriptions and where it all came from do not count.
    `named_outputs` tells whether the outputs are a dict, as in Keras. `blocks` says which of the nodes came out of
    blocks, an instance before those inside it, and `folded` is the graph with its blocks as nodes, where it has any.
    `problems` is what reading met; `site` is the user's own line where the graph was made in Python.
    """

    name: str
    inputs: tuple[Input, ...] = ()
    nodes: tuple[Node, ...] = ()
    outputs: tuple[Output, ...] = ()
    named_outputs: bool = False
    batch_size: int | None = None
    dtype_policy: str = "float32"
    training: Any = None
    description: str | None = None
    source: Source | None = None
    problems: tuple[Problem, ...] = ()
    blocks: tuple[Instance, ...] = ()
    site: CallSite | None = None
    folded: Graph | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Graph) and self._meaning() == other._meaning()

    def __hash__(self) -> int:
        return hash((self.name, frozenset(node.name for node in self.nodes)))

    def _meaning(self) -> tuple[object, ...]:
        nodes = {node.name: node for node in self.nodes}
        settings = (self.named_outputs, self.batch_size, self.dtype_policy, self.training)
        return (self.name, self.inputs, nodes, self.outputs, *settings)
