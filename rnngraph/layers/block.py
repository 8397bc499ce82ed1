"""Block: a graph used as a layer. Where it stands by itself it is expanded; a wrapper holds it as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, cast

from pydantic import Field, PlainValidator, PrivateAttr, WithJsonSchema

from rnngraph.graph import Graph, Input, Problem, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.shapes import same_shape
from rnngraph.problems import Rejected, kinds


def read_block(value: object) -> Graph:
    """The graph that a block is: as data, or as users have it."""
    graph = value if isinstance(value, Graph) else getattr(value, "data", None)
    if not isinstance(graph, Graph):
        expected = "the name of a block, or in Python an rnngraph.Graph"
        raise Rejected(kinds.fields.WrongType(found=value, expected=expected))
    return graph


class Block(Layer):
    """Layers that are used as one: in a document a name under `blocks`, in Python any graph.

    Inputs and outputs are those of the block, under its names for them. Wherever it stands it has weights of its own,
    unless it `shares` another's. Its layers are called `block/inner` after the name that it has there.

    ```json
    {"type": "Block", "block": "residual", "parameters": {"units": 16}, "repeat": 3}
    ```
    """

    block: Annotated[
        Any,
        PlainValidator(read_block),
        WithJsonSchema({"type": "string"}),
        Field(description="The block's name under `blocks`; in Python a graph."),
    ]
    parameters: Annotated[
        dict[str, Any] | None,
        Field(kw_only=True, description="Values in place of the defaults that the block's own `parameters` have."),
    ] = None
    repeat: Annotated[
        f.Count,
        Field(
            kw_only=True, description="How many copies, each with weights of its own, are chained one after another."
        ),
    ] = 1

    _size: int = PrivateAttr(1)
    _references: int = PrivateAttr(0)

    def __init__(self, /, *args: Any, **fields: Any) -> None:
        given = args[0] if args else fields.get("block")
        if fields.get("parameters") and hasattr(given, "data"):
            raise TypeError("Block: a graph has its values already, so there are no parameters to set")
        super().__init__(*args, **fields)
        held = [each for node in self.body.nodes for each in held_blocks(node.layer)]
        references = sum(len(node.references()) for node in self.body.nodes)
        layers = len(self.body.nodes) + sum(each.size for each in held)
        # Blocks without a layer in them count too: there may be as many of them.
        self._size = self.repeat * max(1, layers, len(self.body.blocks))
        self._references = self.repeat * (references + sum(each.references for each in held))

    def __eq__(self, other: object) -> bool:
        # What the block is called, and which parameters made it so, are no part of what it is.
        return (
            isinstance(other, Block)
            and (self.repeat, self.dtype, self.trainable) == (other.repeat, other.dtype, other.trainable)
            and replace(self.body, name="") == replace(other.body, name="")
        )

    def __hash__(self) -> int:
        return hash((self.repeat, self.dtype, self.trainable, frozenset(node.name for node in self.body.nodes)))

    @property
    def body(self) -> Graph:
        """The block as a graph, expanded."""
        return cast("Graph", self.block)

    @property
    def label(self) -> str:
        """The block by name."""
        return f"the block {self.body.name}"

    @property
    def size(self) -> int:
        """How many layers it comes to when it is expanded, those that wrappers hold among them; at least 1."""
        return self._size

    @property
    def references(self) -> int:
        """How many references all those layers have."""
        return self._references

    def takes_integers(self) -> bool | None:
        """As the layers do that read the first input."""
        first = self.body.inputs[0].name if self.body.inputs else None
        readers = [node for node in self.body.nodes if any(ref.node == first for _, ref in node.references())]
        found = {
            isinstance(each.layer, Layer) and not each.reverse and each.layer.takes_integers() for each in readers
        } - {None}
        return next(iter(found)) if len(found) == 1 else False if found else None

    def inputs_taken(self) -> tuple[int, int | None]:
        """As many as the block has."""
        return (len(self.body.inputs), len(self.body.inputs))

    def names_of_inputs(self) -> tuple[str, ...]:
        """As the block has them."""
        return tuple(each.name for each in self.body.inputs)

    def port_names(self) -> tuple[str, ...]:
        """The names of the block's outputs."""
        return tuple(each.name for each in self.body.outputs) or ("output",)

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """All the outputs."""
        return self.port_names()

    def inner_layers(self) -> tuple[tuple[str, Layer], ...]:
        """The layers that bring weights, by name."""
        return tuple(
            (node.name, node.layer) for node in self.body.nodes if isinstance(node.layer, Layer) and not node.shares
        )

    def authored(self) -> dict[str, Any]:
        """The fields that differ from their defaults; the values of parameters are in the graph."""
        return {name: value for name, value in super().authored().items() if name != "parameters"}

    def infer(self, call: Call) -> LayerFacts:
        """Those of the graph inside, as one layer's. Only what a wrapper holds is asked: the rest is expanded."""
        if call.run is None:
            return LayerFacts()
        return call.run(self, call)


def held_blocks(layer: object) -> Iterator[Block]:
    """The blocks that a layer holds, itself among them, but not those inside the blocks."""
    if isinstance(layer, Block):
        yield layer
    elif isinstance(layer, Layer):
        for _, inner in layer.inner_layers():
            yield from held_blocks(inner)


def border_problem(declared: Input, given: TensorType) -> Problem | None:
    """What speaks against a tensor as a block's input: sizes that differ, or floats where integers are declared.

    Among floats and among integers any will do, as with every layer.
    """
    shape = None if declared.shape is None else (None, *declared.shape)
    wanted, found = (_kind(dtype) for dtype in (declared.dtype or given.dtype, given.dtype))
    if (shape is None or same_shape(shape, given.shape)) and wanted == found:
        return None
    return kinds.blocks.WrongBlockInput("inputs", input=declared.name, shape=shape, dtype=declared.dtype, found=given)


def _kind(dtype: str) -> str:
    return dtype if dtype == "bool" else "float" if "float" in dtype else "integer"
