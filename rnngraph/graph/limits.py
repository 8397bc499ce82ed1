"""How large a document may be: nothing that one says makes reading it take unbounded time or memory."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """The sizes above which a document is refused; raised by who reads it, on the command line or in Python.

    Arguments:
        bytes: of a document.
        depth: brackets in brackets. A model has a dozen: a layer in a wrapper in a wrapper.
        nodes: layers, those of expanded blocks counted; as many inputs and outputs.
        references: what all layers read, together.
        block_depth: blocks in blocks.
    """

    bytes: int = field(default=8 * 2**20, metadata={"says": "bytes of a document"})
    depth: int = field(default=128, metadata={"says": "brackets in brackets"})
    nodes: int = field(default=20_000, metadata={"says": "layers, those of expanded blocks counted"})
    references: int = field(default=100_000, metadata={"says": "references of all layers together"})
    block_depth: int = field(default=16, metadata={"says": "blocks in blocks"})


LIMITS = Limits()
"""The limits where nobody says otherwise. A document of 20,000 layers has about 3 MiB."""

MAX_DIGITS = 4000
"""Digits of the longest integer that is read; Python itself stops a little later."""
MAX_RANK = 254
"""Axes of a tensor, the batch's counted: TensorFlow has no more (`TensorShape::MaxDimensions`)."""
MAX_STACK = 1000
"""Cells in a stack."""
MAX_NAMED = 1000
"""Parameters of a document or of a block; cells of a document, and blocks."""
MAX_PLACED = 8
"""Commas for each layer that a document may have, of the largest text in which lines and columns are looked up."""
MAX_PROBLEMS = 1000
"""Problems that are told of one document; what is found beyond is only counted, or not looked for."""
MAX_MESSAGE = 600
"""Characters of a diagnostic's sentence: what a document says can be long."""
MAX_SPAN = 5000
"""Layers that the connections of a drawn graph pass by, together: with more, Graphviz takes minutes, then hours."""
