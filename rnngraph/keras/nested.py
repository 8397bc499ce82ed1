"""RNN over cells of several inputs and outputs, of any shape: Keras 3.15's own fails in `build` (IndexError)."""

from __future__ import annotations

from math import prod
from typing import Any

import keras
from keras import ops
from keras.src import backend

from rnngraph.keras.custom import CustomLayer, Shape, several

Sizes = tuple[int, ...]


def first_mask(mask: Any) -> Any:
    """The mask of a step, which is skipped for all inputs or for none."""
    return next((each for each in keras.tree.flatten(mask) if each is not None), None)


def step_shapes(cell: keras.layers.Layer, inputs: list[Shape]) -> tuple[list[Sizes], list[Sizes]]:
    """The sizes of a cell's outputs and of its states, those of a stack one after another, without the batch."""
    if isinstance(cell, CustomLayer):
        facts = cell.facts(inputs)
        return list(facts.outputs), [state.shape for state in facts.states]  # type: ignore[arg-type,misc]
    if isinstance(cell, keras.layers.StackedRNNCells):
        states: list[Sizes] = []
        outputs: list[Sizes] = []
        for each in cell.cells:
            outputs, own = step_shapes(each, inputs)
            states += own
            inputs = [(inputs[0][0], *shape) for shape in outputs]
        return outputs, states
    sizes: list[Sizes] = [(size,) for size in keras.tree.flatten(cell.state_size)]
    return sizes[:1], sizes


@keras.saving.register_keras_serializable(package="rnngraph")
class NestedStack(keras.layers.StackedRNNCells):  # type: ignore[misc]
    """Cells stacked, each fed whatever the one below gives."""

    def build(self, inputs_shape: Any) -> None:
        """Builds each cell for the outputs of the one below it."""
        shapes = several(inputs_shape)
        for cell in self.cells:
            if not cell.built:
                cell.build(shapes if len(shapes) > 1 else shapes[0])
                cell.built = True
            shapes = [(shapes[0][0], *sizes) for sizes in step_shapes(cell, shapes)[0]]
        self.built = True


@keras.saving.register_keras_serializable(package="rnngraph")
class NestedRNN(keras.layers.RNN):  # type: ignore[misc]
    """An RNN whose cell takes several sequences, as a list, or gives several tensors, or has states of several axes.

    It gives the outputs, then with `return_state` the states, in one flat tuple.
    """

    def build(self, sequences_shape: Any, initial_state_shape: Any = None) -> None:
        """Builds the cell for one timestep of each sequence."""
        shapes = several(sequences_shape)
        steps = [(shape[0], *shape[2:]) for shape in shapes]
        if not self.cell.built:
            self.cell.build(steps if len(steps) > 1 else steps[0])
            self.cell.built = True
        if self.stateful and self.states is None:
            self._create_state_variables(shapes[0][0])
        self.built = True

    def compute_output_shape(self, sequences_shape: Any, initial_state_shape: Any = None) -> Any:
        """The shape of each output, then with `return_state` of each state."""
        shapes = several(sequences_shape)
        batch, length = shapes[0][:2]
        outputs, states = step_shapes(self.cell, [(shape[0], *shape[2:]) for shape in shapes])
        time = (length,) if self.return_sequences else ()
        made = [(batch, *time, *sizes) for sizes in outputs]
        if self.return_state:
            made += [(batch, *sizes) for sizes in states]
        return tuple(made) if len(made) > 1 else made[0]

    def compute_mask(self, sequences: Any, mask: Any) -> Any:
        """The first mask on every output, with `return_sequences` only; none on states."""
        outputs, states = step_shapes(self.cell, self.steps_of(sequences))
        mask = first_mask(mask) if self.return_sequences else None
        masks = [mask for _ in outputs] + [None for _ in states if self.return_state]
        return masks if len(masks) > 1 else masks[0]

    def steps_of(self, sequences: Any) -> list[Shape]:
        """The shape of one timestep of each sequence."""
        return [(each.shape[0], *each.shape[2:]) for each in keras.tree.flatten(sequences)]

    def call(self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        """As Keras's RNN, over one sequence or a list of them."""
        first = keras.tree.flatten(sequences)[0]
        if initial_state is None:
            initial_state = self.states if self.stateful else self.get_initial_state(ops.shape(first)[0])
        states = keras.tree.map_structure(
            lambda each: ops.convert_to_tensor(each, dtype=self.cell.compute_dtype), list(initial_state)
        )
        at_zero = keras.tree.map_structure(lambda each: each[:, 0], sequences)
        self._maybe_config_dropout_masks(self.cell, at_zero, states)
        sizes = step_shapes(self.cell, self.steps_of(sequences))[0]
        last, every, after = self.loop(sequences, states, first_mask(mask), training, sizes)
        self._maybe_reset_dropout_masks(self.cell)
        after = [ops.cast(each, self.compute_dtype) for each in keras.tree.flatten(after)]
        if self.stateful:
            for kept, state in zip(keras.tree.flatten(self.states), after, strict=True):
                kept.assign(state)
        outputs = [ops.cast(each, self.compute_dtype) for each in (every if self.return_sequences else last)]
        made = (*outputs, *after) if self.return_state else tuple(outputs)
        return made if len(made) > 1 else made[0]

    def loop(
        self, sequences: Any, states: list[Any], mask: Any, training: bool, sizes: list[Sizes]
    ) -> tuple[list[Any], list[Any], Any]:
        """The last outputs, those of every timestep, and the states after the last.

        Several outputs go through Keras's loop as one tensor, which unrolled takes no more.
        """
        arguments = {"training": training} if self.cell._call_has_training_arg else {}

        def step(inputs: Any, before: Any) -> tuple[Any, Any]:
            outputs, after = self.cell(inputs, list(before), **arguments)
            return packed(outputs, sizes), after

        last, every, after = backend.rnn(
            step,
            sequences,
            states,
            go_backwards=self.go_backwards,
            mask=mask,
            unroll=self.unroll,
            input_length=keras.tree.flatten(sequences)[0].shape[1],
            zero_output_for_mask=self.zero_output_for_mask,
            return_all_outputs=self.return_sequences,
        )
        return unpacked(last, sizes), unpacked(every, sizes), after


def packed(outputs: Any, sizes: list[Sizes]) -> Any:
    """Several outputs of a step as one tensor (batch, numbers); a single one as it is."""
    if len(sizes) == 1:
        return outputs
    return ops.concatenate(
        [ops.reshape(each, (-1, prod(shape))) for each, shape in zip(outputs, sizes, strict=True)], -1
    )


def unpacked(outputs: Any, sizes: list[Sizes]) -> list[Any]:
    """The outputs again, of a step or of all steps."""
    if len(sizes) == 1:
        return [outputs]
    made, start = [], 0
    for shape in sizes:
        part = outputs[..., start : start + prod(shape)]
        made.append(ops.reshape(part, (*ops.shape(part)[:-1], *shape)))
        start += prod(shape)
    return made
