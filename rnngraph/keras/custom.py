"""Cells that a document or a user defines, as Keras layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import keras
from keras import ops
from keras.src.layers.rnn.dropout_rnn_cell import DropoutRNNCell

from rnngraph.graph import DtypePolicy, Port, TensorType
from rnngraph.keras.formulas import Names, function, over_batch
from rnngraph.keras.initializers import Pieces
from rnngraph.keras.instantiate import instantiate
from rnngraph.keras.mismatch import Mismatch
from rnngraph.layers.base import Call
from rnngraph.layers.cells import CellFacts
from rnngraph.layers.custom import CustomCell, cell_class, output_sizes, settle, state_sizes
from rnngraph.layers.declaration import Parts, WeightSection
from rnngraph.layers.define import define
from rnngraph.lowering.lower import field_value

Shape = tuple[int | None, ...]


def several(shape: Any) -> list[Shape]:
    """One shape, or a list of shapes, as a list."""
    one = not shape or shape[0] is None or isinstance(shape[0], int)
    return [tuple(shape)] if one else [tuple(each) for each in shape]


class CustomLayer(keras.layers.Layer):  # type: ignore[misc]
    """A cell by its definition, which its configuration carries: it is read again when a model is loaded.

    Inputs are a tensor or, where the cell takes several, a list in the order of the definition; so are outputs.
    """

    python = False

    def __init__(self, cell: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.definition = define(cell["name"], cell["section"], python=self.python)
        self.ours: CustomCell = cell_class(self.definition)(**cell["fields"])
        self.state_shapes: tuple[tuple[int, ...], ...] = ()

    def get_config(self) -> dict[str, Any]:
        """The definition as a document has it, and the fields of this use of it."""
        section = {"name": self.definition.name, "section": dict(self.definition.data), "fields": self.ours.authored()}
        return {**super().get_config(), "cell": section}

    @property
    def state_names(self) -> tuple[str, ...]:
        """The states, as a spec's ports call them."""
        return self.ours.state_names()

    @property
    def state_size(self) -> list[int | None]:
        """The size of each state; None if it has several axes or depends on the inputs."""
        return list(state_sizes(self.ours))

    @property
    def output_size(self) -> int | None:
        """The size of the only output; None if there are several outputs, or as for states."""
        sizes = output_sizes(self.ours)
        return sizes[0] if len(sizes) == 1 else None

    def facts(self, inputs: Sequence[Shape]) -> CellFacts:
        """What a step gives over inputs of these shapes, batch first."""
        types = tuple(TensorType(shape, self.compute_dtype) for shape in inputs)
        return self.ours.step(types, Call(tuple(Port("input", each) for each in types), DtypePolicy("float32")))

    def build(self, inputs_shape: Any) -> None:
        """Makes the weights for inputs of a shape, or of a list of shapes."""
        shapes = several(inputs_shape)
        facts = self.facts(shapes)
        if facts.problems:
            raise ValueError(f"{self.name}: no cell for inputs of {shapes}: {facts.problems}")
        self.state_shapes = tuple(tuple(size or 0 for size in state.shape) for state in facts.states)
        self.make(shapes, facts)
        self.built = True

    def make(self, shapes: list[Shape], facts: CellFacts) -> None:
        """Makes what a step needs."""
        raise NotImplementedError

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        """Zeros for each state."""
        return [ops.zeros((batch_size, *shape), dtype=self.compute_dtype) for shape in self.state_shapes]


@keras.saving.register_keras_serializable(package="rnngraph")
class DataCell(CustomLayer):
    """A cell written as data: its formulas, as functions of tensors."""

    def make(self, shapes: list[Shape], facts: CellFacts) -> None:
        """The weights, and the formulas compiled for the sizes that the inputs settle."""
        sizes, _ = settle(self.ours, tuple(shape[1:] for shape in shapes))
        dtype = self.compute_dtype
        self.constants = {name: getattr(self.ours, name) for name in self.definition.declared.parameters}
        self.variables_by_name = {
            weight.name: self.make_weight(weight.name, weight.shape, self.definition.weights()[weight.name], sizes)
            for weight in facts.weights
        }
        self.statements = tuple(
            (each.targets, function(each.typed, sizes, dtype)) for each in self.definition.statements
        )
        # What is the same for every example becomes one value each where it leaves the step.
        alike = {
            name
            for each in self.definition.statements
            for name, value in zip(each.targets, each.typed.values, strict=True)
            if not value.batched
        }
        self.alike_states = alike & set(self.state_names)
        self.alike_outputs = alike - self.alike_states

    def make_weight(self, name: str, shape: tuple[int, ...], section: WeightSection, sizes: Mapping[str, float]) -> Any:
        """A variable as its section says."""
        if isinstance(section.initializer, Parts):
            pieces = section.initializer.parts
            initializer = Pieces([(self.keras_object("initializer", each), size.value(sizes)) for each, size in pieces])
        else:
            initializer = self.keras_object("initializer", section.initializer)
        return self.add_weight(
            name=name,
            shape=shape,
            initializer=initializer,
            regularizer=self.keras_object("regularizer", section.regularizer),
            constraint=self.keras_object("constraint", section.constraint),
            trainable=section.trainable,
        )

    def keras_object(self, field: str, value: Any) -> Any:
        """The Keras object of a weight's initializer, regularizer or constraint."""
        return instantiate(field_value(field, value, self.dtype_policy.name))

    def call(self, inputs: Any, states: Any) -> tuple[Any, list[Any]]:
        """One step: the output or outputs, and the states after it."""
        given = inputs if isinstance(inputs, list | tuple) else [inputs]
        names: Names = {
            name: ops.convert_to_tensor(value, dtype=self.compute_dtype) for name, value in self.constants.items()
        }
        names |= zip(self.definition.declared.inputs, given, strict=True)
        names |= zip(self.state_names, states, strict=True)
        names |= {name: ops.convert_to_tensor(variable) for name, variable in self.variables_by_name.items()}
        batch = ops.shape(given[0])[0]
        for targets, run in self.statements:
            made = run(names)
            for name, value in zip(targets, made if len(targets) > 1 else [made], strict=True):
                names[name] = over_batch(value, batch) if name in self.alike_states else value
        outputs = [
            over_batch(names[name], batch) if name in self.alike_outputs else names[name]
            for name in self.definition.outputs
        ]
        return outputs if len(outputs) > 1 else outputs[0], [names[name] for name in self.state_names]


@keras.saving.register_keras_serializable(package="rnngraph")
class DeclaredCell(CustomLayer, DropoutRNNCell):  # type: ignore[misc]
    """A cell written as a Keras layer, which it holds and calls, under the names of its declaration.

    Where the layer has Keras's dropout masks, so has this: the RNN makes them before its loop.
    """

    python = True

    def __init__(self, cell: Mapping[str, Any], layer: Any, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self.layer = keras.saving.deserialize_keras_object(layer) if isinstance(layer, Mapping) else layer

    def get_config(self) -> dict[str, Any]:
        """The declaration, and the layer as Keras writes it."""
        return {**super().get_config(), "layer": keras.saving.serialize_keras_object(self.layer)}

    def make(self, shapes: list[Shape], facts: CellFacts) -> None:
        """Builds the layer."""
        if not self.layer.built:
            self.layer.build(shapes if len(shapes) > 1 else shapes[0])
            self.layer.built = True

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        """What the layer starts from, zeros if it does not say."""
        if not hasattr(self.layer, "get_initial_state"):
            return super().get_initial_state(batch_size)
        return list(keras.tree.flatten(self.layer.get_initial_state(batch_size=batch_size)))

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """The layer's step."""
        arguments = {"training": training} if self.layer._call_has_training_arg else {}
        outputs, after = self.layer(inputs, list(states), **arguments)
        return outputs, list(after) if isinstance(after, list | tuple) else [after]

    def get_dropout_mask(self, step_input: Any) -> Any:
        """The layer's, which it keeps for the whole sequence."""
        return self.layer.get_dropout_mask(step_input) if isinstance(self.layer, DropoutRNNCell) else None

    def get_recurrent_dropout_mask(self, step_input: Any) -> Any:
        """As the other."""
        return self.layer.get_recurrent_dropout_mask(step_input) if isinstance(self.layer, DropoutRNNCell) else None

    def reset_dropout_mask(self) -> None:
        """Forgets the mask, at a sequence's end."""
        if isinstance(self.layer, DropoutRNNCell):
            self.layer.reset_dropout_mask()

    def reset_recurrent_dropout_mask(self) -> None:
        """As the other."""
        if isinstance(self.layer, DropoutRNNCell):
            self.layer.reset_recurrent_dropout_mask()


def python_layer(cell: str, path: str, fields: Mapping[str, Any], dtype: str) -> keras.layers.Layer:
    """The Keras layer of a cell that is written in Python. Its module is imported here.

    Arguments:
        cell: the name of the cell, for messages.
        path: the class, `package.module:Class`.
        fields: the keyword arguments of the class, besides `name` and `dtype`.
        dtype: the dtype policy.

    Raises:
        Mismatch: there is no such class, it is no Keras layer, or it takes no such fields.
    """
    module, _, class_name = path.partition(":")
    try:
        kind = getattr(import_module(module), class_name)
    except (ImportError, AttributeError) as error:
        raise Mismatch(cell, "keras", f"nothing ({error})", f"a class {path}") from error
    if not isinstance(kind, type) or not issubclass(kind, keras.layers.Layer):
        raise Mismatch(cell, "keras", f"{path}, which is no Keras layer", "one")
    try:
        return kind(**fields, dtype=dtype, name="layer")
    except (TypeError, ValueError) as error:
        raise Mismatch(cell, "keras", f"nothing ({error})", f"{path}({', '.join(fields)})") from error
