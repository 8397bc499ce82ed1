"""Graph as users meet it: the data with one-line methods. The only room that looks upward, inside its methods."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rnngraph import graph as data
from rnngraph.graph import LIMITS, Limits
from rnngraph.layers.base import Layer
from rnngraph.layers.calls import Tensor, Tensors
from rnngraph.problems import InvalidSpec
from rnngraph.problems.native import native

if TYPE_CHECKING:
    import keras
    import networkx

    from rnngraph.analysis import Analysis
    from rnngraph.analysis.comparison import Comparison
    from rnngraph.analysis.cost import ModelCost
    from rnngraph.check import Diagnostic
    from rnngraph.check.fix import Fixed
    from rnngraph.check.settings import Settings
    from rnngraph.report.diagram import Picture
    from rnngraph.report.model.detail import Detail
    from rnngraph.report.model.rows import Cluster, Hidden
    from rnngraph.report.model.summary import SummaryFormat
    from rnngraph.report.model.view import View

DiagramFormat = Literal["svg", "png", "pdf", "dot", "mmd", "json", "txt"]
Layout = Literal["down", "right"]


class Graph:
    """A recurrent model, declared.

    Built from tensors as a Keras functional model is; `rnngraph.load`, `loads` and `Sequential` give the same. It
    never changes; two graphs are equal if they mean the same model, wherever they come from.

    Arguments:
        name: the model's name.
        inputs: the tensors made by `rnngraph.Input`.
        outputs: a tensor, a list, or a dict from output name to tensor.
        batch_size: a fixed number of samples in a batch, needed where a layer is stateful.
        dtype_policy: Keras's dtype policy for every layer.
        training: optimizer, loss, metrics, ... as the section of a spec.
        description: free text.

    Raises:
        InvalidSpec: `training` has a field that no spec could have.
    """

    def __init__(
        self,
        name: str,
        inputs: Tensor | Sequence[Tensor],
        outputs: Tensors,
        *,
        batch_size: int | None = None,
        dtype_policy: str = "float32",
        training: Mapping[str, Any] | None = None,
        description: str | None = None,
    ) -> None:
        from rnngraph.build.recorded import trace

        self.data = trace(
            name,
            inputs,
            outputs,
            batch_size=batch_size,
            dtype_policy=dtype_policy,
            training=training,
            description=description,
        )

    @classmethod
    def of(cls, graph: data.Graph) -> Graph:
        """The graph around data that is there already."""
        made = cls.__new__(cls)
        made.data = graph
        return made

    data: data.Graph
    """The graph as plain data."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Graph) and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.data)

    def __repr__(self) -> str:
        wrong = len(self.view.errors)
        errors = f", {wrong} error{'s' if wrong > 1 else ''}" if wrong else ""
        count = len(self.data.nodes)
        layers = f"{count} layer{'s' if count != 1 else ''}"
        return f"<Graph {self.name}: {layers}, {self.analysis.params:,} parameters{errors}>"

    @property
    def name(self) -> str:
        """The model's name."""
        return self.data.name

    @property
    def description(self) -> str | None:
        """What the author says of the model."""
        return self.data.description

    @cached_property
    def analysis(self) -> Analysis:
        """Shapes, weights, states, masks and cuDNN verdicts of every layer, from one pass."""
        from rnngraph.analysis import analyse

        return analyse(self.data)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that `check` finds."""
        from rnngraph.check import check

        return tuple(check(self.analysis))

    @cached_property
    def view(self) -> View:
        """Rows, edges and totals, ready to be shown."""
        from rnngraph.report.model.view import view

        return view(self.analysis, self.diagnostics)

    @cached_property
    def details(self) -> Mapping[str, Detail]:
        """Of every layer and input: arguments, what it reads, mask, lines in the document."""
        from rnngraph.report.model.detail import details

        return details(self.analysis)

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """What kind of model this is: bidirectional, encoder-decoder, stateful, ..."""
        from rnngraph.analysis.tags import tags

        return tags(self.analysis)

    @property
    def params(self) -> int:
        """Number of scalars in all weights; of those that are known, where the graph has errors."""
        return self.analysis.params

    def cost(self, batch: int | None = None, length: int | None = None) -> ModelCost:
        """FLOPs, and the memory of activations in training, for a batch size and the length of what is unknown.

        Left out, the batch is the model's own or 1, and what hangs on an unknown length is None.

        Raises:
            ValueError: the batch or the length is below 1.
        """
        from rnngraph.analysis.cost import cost

        return cost(self.data, native(batch), native(length))

    def check(self, settings: Settings | None = None) -> list[Diagnostic]:
        """Every error and warning, each with a code and its place: a list, empty for a model without faults.

        Printed, or as the last line of a notebook's cell, the list shows the lines concerned. `settings` select the
        rules (`rnngraph.check.settings`); left out, all that are not optional.
        """
        from rnngraph.check import check
        from rnngraph.check.diagnostics import Diagnostics

        return Diagnostics(check(self.analysis, settings) if settings else self.diagnostics, self.data.source)

    def summary(self, format: SummaryFormat = "text", *, width: int | None = None, colour: bool = False) -> str:
        """The table of layers, shapes, parameters, connections and cuDNN verdicts, in one of the formats.

        Only the format `text` has a `width` in columns (None: as wide as needed) and colours.
        """
        from rnngraph.report.model import summary

        return summary.render(self.view, format, width=width, colour=colour)

    def diagram(
        self,
        path: str | PathLike[str] | None = None,
        *,
        format: DiagramFormat | None = None,
        layout: Layout | None = None,
        collapse: str | Sequence[str] = (),
        inside: str | None = None,
        hide: Hidden | Collection[Hidden] = (),
        unrolled: int | None = None,
    ) -> bytes:
        """The picture of the graph as bytes, written to `path` if one is given; its suffix sets the format.

        A notebook shows the bytes as the picture; `print` shows those of a text format as text.

        Arguments:
            path: the file.
            format: svg, png, pdf, dot, mmd (Mermaid), json (where everything stands) or txt (the picture in words);
                left out, the suffix says it, else it is svg.
            layout: whether data flow down or right; left out, as suits the picture.
            collapse: blocks to draw as one box each, and layers to draw without those inside them, by name; `all`
                for all blocks.
            inside: a layer, of which one time step is drawn instead: the dataflow of its cell. `encoder/cell_1` is
                one cell of a stack, `encoder/backward` one direction.
            hide: what to leave out: `shapes`, `params`.
            unrolled: a number of time steps over which the model is drawn instead, its states flowing from each to
                the next.

        Raises:
            ValueError: there is no such format, layout, block, layer or part; the layer has no cell; too many time
                steps.
        """
        from rnngraph.documents.files import write_whole
        from rnngraph.report import diagram

        hidden = frozenset([hide] if isinstance(hide, str) else hide)
        diagram.require_known(layout, hidden)
        closed = [collapse] if isinstance(collapse, str) else collapse
        view = self._picture(closed, inside, unrolled, hidden)
        suffix = Path(path).suffix.removeprefix(".").lower() if path else ""
        drawn = diagram.render(view, format or suffix or "svg", layout)
        if path:
            write_whole(path, drawn)
        return drawn

    @cached_property
    def parts(self) -> tuple[Cluster, ...]:
        """What `diagram(collapse=...)` draws as one box: the blocks, or runs of layers in a large model without any."""
        from rnngraph.report.model.collapse import parts

        return parts(self.view)

    @cached_property
    def insides(self) -> tuple[str, ...]:
        """The layers that have a cell to draw, as `diagram(inside=...)` takes them."""
        from rnngraph.report.cell.paths import insides

        return insides(self.analysis)

    def _picture(
        self, collapse: Sequence[str], inside: str | None, unrolled: int | None, hidden: frozenset[Hidden]
    ) -> Picture:
        from rnngraph.report.cell.view import cell_view
        from rnngraph.report.model.collapse import collapsed
        from rnngraph.report.unrolled.view import unroll

        if sum(map(bool, (collapse, inside is not None, unrolled is not None))) > 1:
            raise ValueError("a diagram is one of these: with blocks collapsed, inside a layer, or unrolled")
        if inside is not None:
            return cell_view(self.analysis, inside)
        if unrolled is not None:
            return unroll(self.analysis, self.view, native(unrolled))
        return replace(collapsed(self.view, collapse), hidden=hidden)

    def compare(self, other: Graph) -> Comparison:
        """What it takes to get from this model to another: layers added, removed, changed, renamed, by field.

        Printed, or as the last line of a notebook's cell, the result is shown as `rnngraph diff` prints it.
        """
        from rnngraph.analysis.comparison import compare
        from rnngraph.report.compare.shown import ShownComparison

        comparison = compare(self.analysis, other.analysis)
        return ShownComparison(comparison.before, comparison.after, comparison.model, comparison.layers)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """The connections as a networkx graph: shapes on the edges, state links marked."""
        from rnngraph.report.model.connections import to_networkx

        return to_networkx(self.view)

    def compile(self) -> keras.Model:
        """The Keras model, built, and proved to have the weights and shapes that the analysis says.

        Raises:
            InvalidSpec: the graph has errors; its message lists them.
            ModuleNotFoundError: TensorFlow is not installed.
            MemoryError: the weights do not fit into the memory that is available; the message has both amounts.
        """
        self.require_valid()
        from rnngraph.keras import build  # imports TensorFlow, which takes seconds

        return build(self.analysis)

    def require_valid(self) -> None:
        """Raises InvalidSpec if the graph has errors."""
        if self.view.errors:
            lines = [f"{each.code} {each.message}" for each in self.view.errors]
            raise InvalidSpec(self.analysis.problems, "\n".join(lines))

    def to_json(self) -> str:
        """The spec: the author's own text where there is one, else one written from the graph."""
        from rnngraph.documents.write import write

        return write(self.data)

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the spec to a file, all of it or nothing."""
        from rnngraph.documents.files import write_whole

        # Half a surrogate pair, which a text in Python can have, is no character of UTF-8.
        write_whole(path, self.to_json().encode(errors="replace"))

    def _repr_html_(self) -> str:
        """The picture and the table, for a notebook."""
        from rnngraph.report import diagram
        from rnngraph.report.model import summary
        from rnngraph.report.notebook import styled_table

        table = styled_table(summary.render(self.view, "html"), "rnngraph-summary", (3,))
        return f"{diagram.render(self.view, 'svg').embedded()}{table}"


def Input(  # noqa: N802 - a name that Keras users have in their fingers
    name: str, shape: Sequence[int | None], dtype: str | None = None, mask: Literal["right", "any"] = "right"
) -> Tensor:
    """An input of the model.

    Arguments:
        name: by which data are fed.
        shape: sizes without the batch; None is an unknown length.
        dtype: left out, it is int32 where only Embeddings read the input, else float32.
        mask: where sequences fed here are padded: "right", at their end only, or "any".

    Raises:
        InvalidSpec: no spec could have such an input.
    """
    from rnngraph.build.recorded import input_tensor

    return input_tensor(name, shape, dtype, mask)


def Sequential(  # noqa: N802 - as above
    name: str, layers: Sequence[Tensor | Layer], **settings: Any
) -> Graph:
    """A stack: an `Input`, then layers, each reading the one before. `settings` are those of `Graph`.

    Raises:
        TypeError: the first is no Input, or there is nothing behind it.
    """
    first, rest = (layers[0] if layers else None), layers[1:]
    if not isinstance(first, Tensor) or not rest:
        raise TypeError("a Sequential is an rnngraph.Input followed by layers")
    tensor = first
    for layer in rest:
        if not isinstance(layer, Layer):
            raise TypeError(f"a Sequential is an rnngraph.Input followed by layers, {layer!r} is none")
        tensor = layer(tensor)
    return Graph(name, [first], tensor, **settings)


Parameters = Mapping[str, int | float | str]


def load(
    path: str | PathLike[str],
    *,
    parameters: Parameters | None = None,
    revision: str | None = None,
    limits: Limits = LIMITS,
) -> Graph:
    """The graph of a spec file, `parameters` in place of the spec's own; at a git revision where one is given.

    What is wrong in the file is in `check()`, it is not raised; so is a file larger than `limits` have it.

    Raises:
        OSError: there is no such file, or not at that revision, or it can't be read; or it was larger there.
    """
    if revision is None:
        from rnngraph.documents.files import read_bounded

        return loads(read_bounded(path, limits.bytes), str(path), parameters=parameters, limits=limits)
    from rnngraph.documents.revision import at_revision

    return loads(at_revision(path, revision, limits.bytes), str(path), parameters=parameters, limits=limits)


def is_spec(content: str | bytes) -> bool:
    """Whether a file's content means to be a spec: an object with `rnngraph`.

    What is no JSON counts too where it speaks of `rnngraph`: it may be a spec that is being written.
    """
    import json

    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return b"rnngraph" in content if isinstance(content, bytes) else "rnngraph" in content
    return isinstance(document, dict) and "rnngraph" in document


def loads(
    text: str | bytes,
    path: str | None = None,
    *,
    parameters: Parameters | None = None,
    limits: Limits = LIMITS,
) -> Graph:
    """The graph of a spec's text, or of its bytes, which should be UTF-8; `path` is what its diagnostics call it."""
    from rnngraph.documents.load import from_bytes, from_text

    parameters = native(dict(parameters or {}))
    if isinstance(text, bytes):
        return Graph.of(from_bytes(text, path, parameters, limits))
    return Graph.of(from_text(text, path, parameters, limits))


def fix(
    text: str,
    path: str | None = None,
    *,
    unsafe: bool = False,
    parameters: Parameters | None = None,
    settings: Settings | None = None,
    limits: Limits = LIMITS,
) -> Fixed:
    """A spec's text mended: the new text, how many fixes of each code were made, and what is left to say.

    Only the fields concerned change; layout, order and all else stay. Unsafe fixes, which change what the model means,
    are made only where asked for.
    """
    from rnngraph.check import fix as fixing

    def check(each: str) -> list[Diagnostic]:
        return loads(each, path, parameters=parameters, limits=limits).check(settings)

    return fixing.fix(text, check, unsafe=unsafe)
