"""RG80: what is right, and slower or larger than it looks."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.check.repairs import set_on
from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.graph import DtypePolicy, Node, Problem
from rnngraph.layers.base import Layer
from rnngraph.layers.core import Dense, Embedding
from rnngraph.layers.loop import Recurrent, unrolls
from rnngraph.layers.recurrent import GRU, LSTM
from rnngraph.problems import kinds

LONG_LOOP = 100
"""Timesteps from which on an unrolled loop is long: Keras itself says that unrolling suits short sequences."""
LARGE_TABLE = 100_000_000
"""Numbers in an embedding that somebody may not have meant: 0.4 GB, and three times that while Adam trains."""
WIDTH = 8
"""What a tensor core's matrices are multiples of, in half precision."""


def layers(layer: Layer | None) -> list[tuple[str, Layer]]:
    """A layer and those inside it, each with its path."""
    if layer is None:
        return []
    deeper = [(f"{path}/{at}".strip("/"), each) for path, found in layer.inner_layers() for at, each in layers(found)]
    return [("", layer), *deeper]


def every_layer(context: Context) -> list[tuple[Node, str, Layer]]:
    """Every layer of a graph, those inside others too: its node, its path there, and itself."""
    return [(node, path, each) for node in context.graph.nodes for path, each in layers(context.layer(node.name))]


def find_unrolled(context: Context) -> Iterator[Problem]:
    """Long loops that are unrolled, but for those that cuDNN would take: these are told of that."""
    for node, path, layer in context.once(every_layer):
        if not isinstance(layer, Recurrent) or not unrolls(layer) or not node.inputs:
            continue
        cudnn = isinstance(layer, LSTM | GRU) and layer.cudnn != "never"
        found = context.port(node.inputs[0])
        length = found.type.shape[1] if found and found.type.rank > 2 else None
        if not cudnn and length is not None and length > LONG_LOOP:
            yield kinds.performance.LongUnroll(f"{path}/unroll".strip("/"), node=node.name, length=length)


@rule("RG801", kinds.performance.LongUnroll, "warning", find_unrolled)
def long_unroll(problem: kinds.performance.LongUnroll, context: Context) -> Said:
    """Only a short loop is unrolled.

    Every timestep becomes nodes of its own: building takes minutes, and memory grows with the length. Unrolling changes
    nothing of what is computed.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [1000, 8]}],
     "layers": [{"type": "SimpleRNN", "units": 4, "unroll": true}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [1000, 8]}],
     "layers": [{"type": "SimpleRNN", "units": 4}]}
    ```
    """
    message = f"{subject(problem)}a loop of {problem.length:,} timesteps is unrolled"
    return message, set_on(context, problem.node, [(problem.field or "", False)], "leave it a loop", safe=True)


def find_large(context: Context) -> Iterator[Problem]:
    """Embeddings of very many numbers."""
    for node, path, layer in context.once(every_layer):
        if isinstance(layer, Embedding) and not node.shares and layer.input_dim * layer.output_dim > LARGE_TABLE:
            field = f"{path}/input_dim".strip("/")
            yield kinds.performance.LargeEmbedding(
                field, node=node.name, rows=layer.input_dim, columns=layer.output_dim
            )


@rule("RG802", kinds.performance.LargeEmbedding, "warning", find_large)
def large_embedding(problem: kinds.performance.LargeEmbedding, context: Context) -> Said:
    """An embedding has a size that somebody means.

    Above a hundred million numbers a table is more often a slip, of a zero too many or a hash for a word, than a wish.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "tokens", "shape": [null]}],
     "layers": [{"type": "Embedding", "input_dim": 1000000, "output_dim": 512}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "tokens", "shape": [null]}],
     "layers": [{"type": "Embedding", "input_dim": 100000, "output_dim": 512}]}
    ```
    """
    rows, columns = problem.rows, problem.columns
    return f"{subject(problem)}its table has {rows:,} × {columns:,} = {rows * columns:,} numbers"


def find_odd_width(context: Context) -> Iterator[Problem]:
    """Layers in half precision whose units fill no tensor core."""
    for node, path, layer in context.once(every_layer):
        half = DtypePolicy(layer.dtype or context.graph.dtype_policy).compute in ("float16", "bfloat16")
        if half and isinstance(layer, LSTM | GRU | Dense) and layer.units % WIDTH:
            yield kinds.performance.OddWidth(f"{path}/units".strip("/"), node=node.name, units=layer.units)


@rule("RG803", kinds.performance.OddWidth, "warning", find_odd_width, optional=True)
def odd_width(problem: kinds.performance.OddWidth, context: Context) -> Said:
    """In half precision the units are a multiple of 8.

    A GPU's tensor cores compute with matrices of such sizes; others are filled up, or computed without them.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "dtype_policy": "mixed_float16", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 100}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "dtype_policy": "mixed_float16", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 104}]}
    ```
    """
    units = problem.units
    up = -(-units // WIDTH) * WIDTH
    message = f"{subject(problem)}{units} units are no multiple of {WIDTH}, which tensor cores want"
    return message, set_on(context, problem.node, [(problem.field or "", up)], f"take {up}", safe=False)


FAMILY = (long_unroll, large_embedding, odd_width)
