"""The functional way to write a graph: calling a layer records the call, and gives a symbolic tensor."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from opcode import opmap, opname
from pathlib import Path
from types import FrameType
from typing import Any

from rnngraph.graph import CallSite, Input, LayerLike

PACKAGE = str(Path(__file__).resolve().parents[1]) + os.sep
ORDER = itertools.count()


@dataclass(frozen=True, eq=False)
class Applied:
    """One recorded call: a layer, what it was called on, and the user's own line."""

    layer: LayerLike
    inputs: Tensors
    name: str | None
    description: str | None
    initial_state: Tensors | None
    arguments: Mapping[str, Any]
    site: CallSite
    order: int = field(default_factory=lambda: next(ORDER))


@dataclass(frozen=True, eq=False)
class Tensor:
    """A port of an input or of a recorded call. `tensor.states` are all final states; `tensor.state_h` is one port."""

    made_by: Applied | Input
    port: str | None = None

    @property
    def states(self) -> tuple[Tensor, ...]:
        """All final states of a recurrent layer, in the order in which `initial_state` takes them."""
        if isinstance(self.made_by, Input) or not self.made_by.layer.state_names():
            raise AttributeError(f"{self!r} comes from no recurrent layer, so it has no states")
        return tuple(Tensor(self.made_by, name) for name in self.made_by.layer.state_names())

    def __getattr__(self, name: str) -> Tensor:
        # Copying and unpickling ask for methods of a tensor that has no fields yet.
        if name in self.__dataclass_fields__:
            raise AttributeError(name)
        made_by = self.made_by
        if isinstance(made_by, Applied) and name in made_by.layer.port_names():
            main = made_by.layer.port_names()[0]
            return Tensor(made_by, None if name == main else name)
        ports = "" if isinstance(made_by, Input) else f"; its ports are {', '.join(made_by.layer.port_names())}"
        raise AttributeError(f"{self!r} has no port {name!r}{ports}")

    def __iter__(self) -> Iterator[Tensor]:
        """What the Keras call would return: `output, h, c = LSTM(4, return_state=True)(x)`.

        Raises:
            TypeError: the call returns one tensor.
            ValueError: the assignment has another number of variables than the call returns tensors.
        """
        made_by = self.made_by
        names = made_by.layer.returned_names(made_by.arguments) if isinstance(made_by, Applied) else ()
        if self.port is not None or len(names) < 2:
            raise TypeError(f"{self._label} is one tensor, so it can't be unpacked{self._returning_more()}")
        _require_variables(self._label, names, sys._getframe(1))
        return iter([Tensor(made_by, None if index == 0 else name) for index, name in enumerate(names)])

    def _returning_more(self) -> str:
        """How the layer's call returns several tensors; empty if it never does."""
        if self.port is not None or isinstance(self.made_by, Input):
            return ""
        layer = self.made_by.layer
        if layer.state_names():
            return "; set return_state=True on the recurrent layer, or use .states"
        if "scores" in layer.port_names():
            return "; call the layer with return_attention_scores=True"
        return ""

    @property
    def _label(self) -> str:
        made_by = self.made_by
        label = made_by.name if isinstance(made_by, Input) else made_by.name or made_by.layer.type
        return f"{label}.{self.port}" if self.port else label

    def __repr__(self) -> str:
        return f"<Tensor {self._label}>"


Tensors = Tensor | Sequence[Tensor] | Mapping[str, Tensor]
"""One tensor, a list, or a dict, as a layer takes its inputs."""


def apply(
    layer: LayerLike,
    inputs: Tensors,
    *,
    name: str | None,
    description: str | None,
    initial_state: Tensors | None,
    **arguments: Any,
) -> Tensor:
    """Records a call of `layer`.

    Raises:
        TypeError: something other than tensors of this package was given.
    """
    for value in (*_flat(inputs), *_flat(initial_state), *_flat(arguments["mask"])):
        if not isinstance(value, Tensor):
            what = f"{type(value).__module__}.{type(value).__name__}"
            raise TypeError(f"{layer.type} takes tensors made by rnngraph, such as rnngraph.Input(...), not {what}")
    return Tensor(Applied(layer, inputs, name, description, initial_state, arguments, call_site()))


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from value
    elif value is not None:
        yield value


def call_site() -> CallSite:
    """The innermost line on the stack that is not this package's own."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename.startswith(PACKAGE):
        frame = frame.f_back
    return CallSite(frame.f_code.co_filename, frame.f_lineno)


def _require_variables(label: str, names: Sequence[str], frame: FrameType) -> None:
    """Refuses an assignment, the current line of `frame`, whose number of variables is not that of the tensors.

    Python's own "too many values to unpack (expected 2)" names neither the layer nor what it returns. An iterator does
    not get the number of variables; only the bytecode has it.

    Raises:
        ValueError: there are more variables than tensors, or fewer.
    """
    code, at = frame.f_code.co_code, frame.f_lasti
    if at < 0:
        return
    count = code[at + 1]
    if at >= 2 and code[at - 2] == opmap["EXTENDED_ARG"]:
        count += code[at - 1] << 8
    match opname[code[at]]:
        case "UNPACK_SEQUENCE" if count != len(names):
            variables = f"{count} variable{'s' if count > 1 else ''}"
        case "UNPACK_EX" if (count & 0xFF) + (count >> 8) > len(names):  # before and after the starred variable
            variables = f"at least {(count & 0xFF) + (count >> 8)} variables"
        case _:
            return
    all_names = ", ".join(names)
    returned = f"{label} returns {len(names)} tensors ({all_names})"
    raise ValueError(f"{returned}, but the assignment has {variables}; write: {all_names} = ...")
