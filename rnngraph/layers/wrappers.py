"""Layers around a layer: Bidirectional and TimeDistributed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, cast

from pydantic import Field

from rnngraph.graph import Mask, Port, Problem, Reason, TensorType, Verdict
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.cost import Cost, plus, scalars, together
from rnngraph.layers.inner import InnerLayer, InnerRecurrent
from rnngraph.layers.loop import Recurrent, state_problems
from rnngraph.layers.masks import unfit
from rnngraph.layers.shapes import same_shape
from rnngraph.problems import kinds

DIRECTIONS = ("forward", "backward")


class Bidirectional(Layer):
    """Runs a recurrent layer over the sequence in both directions (Schuster & Paliwal, 1997) and merges the outputs.

    Input as the inner layer's. Output with `merge_mode` "concat": the last axes of both directions added up; with
    "sum", "mul", "ave": as the inner layer's; with null: two outputs, `forward` and `backward`. States: those of each
    direction, `forward_state_h`, ..., `backward_state_h`, ... Keras sets `zero_output_for_mask` of both layers to their
    `return_sequences`, whatever it is here.

    ```json
    {"type": "Bidirectional", "layer": {"type": "LSTM", "units": 64, "return_sequences": true}}
    ```
    """

    takes = frozenset({"mask"})

    layer: Annotated[
        InnerRecurrent, Field(description="The layer for the forward direction, and a copy of it for the other.")
    ]
    merge_mode: Annotated[
        f.MergeMode | None, Field(description="How the outputs of the two directions are merged; null keeps both.")
    ] = "concat"
    backward_layer: Annotated[
        InnerRecurrent | None, Field(description="The layer for the backward direction, where it is not a copy.")
    ] = None

    def directions(self) -> tuple[Recurrent, Recurrent]:
        """The layer of each direction: the backward one is the forward one's copy, `go_backwards` flipped."""
        forward = cast("Recurrent", self.layer)
        flipped = forward.model_copy(update={"go_backwards": not forward.go_backwards})
        return forward, cast("Recurrent", self.backward_layer) if self.backward_layer else flipped

    def inner_layers(self) -> tuple[tuple[str, Layer], ...]:
        """The given layers, by field."""
        backward = (("backward_layer", self.backward_layer),) if self.backward_layer else ()
        return (("layer", self.layer), *backward)

    def inputs_taken(self) -> tuple[int, int | None]:
        """As many as the layer takes."""
        return self.layer.inputs_taken()

    def names_of_inputs(self) -> tuple[str, ...]:
        """As the layer names them."""
        return self.layer.names_of_inputs()

    def port_names(self) -> tuple[str, ...]:
        """The merged output, or one a direction; then the states."""
        return (*(("output",) if self.merge_mode else DIRECTIONS), *self.state_names())

    def state_names(self) -> tuple[str, ...]:
        """The states of the forward direction, then those of the backward one."""
        pairs = zip(DIRECTIONS, self.directions(), strict=True)
        return tuple(f"{at}_{name}" for at, layer in pairs for name in layer.state_names())

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The output or outputs, and the states where the layer says `return_state`."""
        returns_state = cast("Recurrent", self.layer).return_state
        return tuple(name for name in self.port_names() if returns_state or name not in self.state_names())

    def infer(self, call: Call) -> LayerFacts:
        """Both directions over the same input, with half of the initial states each."""
        layers = self.directions()
        inner_call = replace(call, initial_state=(), policy=self.policy(call))
        both = [layer.facts(inner_call) for layer in layers]
        # A copy has the problems of its original: said once, unless the backward direction is a layer of its own.
        told = both if self.backward_layer else both[:1]
        fields = ("layer", "backward_layer")
        problems = [_from(field, each) for field, facts in zip(fields, told, strict=False) for each in facts.problems]
        problems += self._mismatches(layers)
        weights = tuple(
            replace(w, name=f"{at}/{w.name}", trainable=w.trainable and self.trainable)
            for at, facts in zip(DIRECTIONS, both, strict=True)
            for w in facts.weights
        )
        states = tuple(
            replace(s, name=f"{at}_{s.name}") for at, facts in zip(DIRECTIONS, both, strict=True) for s in facts.states
        )
        verdict = Verdict(
            tuple(_reason(at, each) for at, facts in zip(fields, told, strict=False) for each in _reasons(facts))
        )
        if not all(facts.outputs for facts in both):
            return LayerFacts((), weights, states, verdict, tuple(problems))
        several = [name for name in layers[0].returned_names({}) if name not in layers[0].state_names()]
        if len(several) > 1:
            problem = kinds.wrappers.SeveralOutputs("layer", found=tuple(several))
            return LayerFacts((), weights, states, verdict, (*problems, problem))
        problems += state_problems(call, states)
        outputs, merging = self._merge(call, both[0].outputs[0], both[1].outputs[0])
        dtype = self.policy(call).compute
        finals = tuple(Port(state.name, TensorType(state.shape, dtype), state.kind) for state in states)
        ports = (*outputs, *finals) if outputs else ()
        return LayerFacts(ports, weights, states, verdict, (*problems, *merging), self._cost(both))

    def _merge(self, call: Call, forward: Port, backward: Port) -> tuple[tuple[Port, ...], tuple[Problem, ...]]:
        dtype = self.policy(call).compute
        one, other = forward.type.shape, backward.type.shape
        if self.merge_mode is None:
            ends = zip(DIRECTIONS, (forward, backward), strict=True)
            return tuple(Port(at, TensorType(port.type.shape, dtype), mask=port.mask) for at, port in ends), ()
        concat = self.merge_mode == "concat"
        if not same_shape(one[:-1] if concat else one, other[:-1] if concat else other):
            return (), (
                kinds.wrappers.UnequalDirections("merge_mode", forward=one, backward=other, merge_mode=self.merge_mode),
            )
        last = one[-1] + other[-1] if concat and one[-1] is not None and other[-1] is not None else one[-1]
        return (Port("output", TensorType((*one[:-1], last), dtype), mask=forward.mask),), ()

    def _cost(self, both: list[LayerFacts]) -> Cost:
        """That of both directions, whose own outputs are kept besides the merged one."""
        cost = together(*(facts.cost for facts in both))
        unmerged = (scalars(facts.outputs[0].type.shape) for facts in both) if self.merge_mode else ()
        return replace(cost, kept=plus(cost.kept, *unmerged))

    def _mismatches(self, layers: tuple[Recurrent, Recurrent]) -> list[Problem]:
        """Keras 3: `Bidirectional._verify_layer_config`."""
        forward, backward = layers
        if forward.go_backwards == backward.go_backwards:
            return [kinds.wrappers.WrongDirectionField("backward_layer", name="go_backwards", wanted="different")]
        same = ("stateful", "return_sequences", "return_state")
        return [
            kinds.wrappers.WrongDirectionField("backward_layer", name=field, wanted="equal")
            for field in same
            if getattr(forward, field) != getattr(backward, field)
        ]


def _from(field: str, problem: Problem) -> Problem:
    """An inner layer's problem under the field of the wrapper that it stands in; in a block it has a place already."""
    if problem.inner or problem.field is None or problem.field.partition("/")[0] == "inputs":
        return problem
    return replace(problem, field=f"{field}/{problem.field}")


def _reason(field: str, reason: Reason) -> Reason:
    return replace(reason, field=f"{field}/{reason.field}" if reason.field else field)


def _reasons(facts: LayerFacts) -> tuple[Reason, ...]:
    return facts.cudnn.reasons if facts.cudnn else ()


class TimeDistributed(Layer):
    """Applies a layer to every timestep by itself, with the same weights.

    Input (batch, timesteps, ...), output (batch, timesteps, ...) with the rest as the inner layer's.

    ```json
    {"type": "TimeDistributed", "layer": {"type": "Dense", "units": 10}}
    ```
    """

    timing = "step"
    takes = frozenset({"mask"})

    layer: Annotated[InnerLayer, Field(description="The layer for one timestep.")]

    def inner_layers(self) -> tuple[tuple[str, Layer], ...]:
        """The given layer."""
        return (("layer", self.layer),)

    def takes_integers(self) -> bool | None:
        """As the layer does."""
        return self.layer.takes_integers()

    def infer(self, call: Call) -> LayerFacts:
        """The inner layer over one timestep, the time axis put back into its main output; the mask passes through."""
        shape = call.input.type.shape
        if len(shape) < 3:
            return LayerFacts(problems=(kinds.shapes.WrongRank("inputs", found=len(shape), expected=3, or_more=True),))
        most = self.layer.inputs_taken()[0]
        if most > 1:
            return LayerFacts(
                problems=(
                    kinds.wiring.WrongInputCount("layer", found=1, minimum=most, maximum=most, type=self.layer.label),
                )
            )
        step = TensorType((shape[0], *shape[2:]), call.input.type.dtype)
        mask = call.masks[0]
        if mask and not same_shape(mask.shape[:2], shape[:2]):
            return LayerFacts(problems=(unfit(call, 0, shape[:2], mask),))
        facts = self.layer.facts(replace(self._step(call, step, mask), policy=self.policy(call)))
        weights = tuple(replace(w, trainable=w.trainable and self.trainable) for w in facts.weights)
        problems = tuple(_from("layer", each) for each in facts.problems)
        verdict = facts.cudnn and Verdict(tuple(_reason("layer", each) for each in facts.cudnn.reasons))
        if not facts.outputs:
            return LayerFacts((), weights, (), verdict, problems)
        main = self.layer.main_names()
        if len(main) > 1:
            problem = kinds.wrappers.SeveralOutputs("layer", found=main)
            return LayerFacts((), weights, (), verdict, (*problems, problem))
        made = facts.outputs[0].type
        output = TensorType((made.shape[0], shape[1], *made.shape[1:]), made.dtype)
        port = Port("output", output, mask=mask)
        return LayerFacts((port,), weights, (), verdict, problems, facts.cost.over(shape[1]))

    def _step(self, call: Call, step: TensorType, mask: Mask | None) -> Call:
        """The call of one timestep. A layer that takes a mask gets what the mask has of that timestep."""
        own = "mask" in self.layer.takes and mask
        inner = replace(mask, shape=(mask.shape[0], *mask.shape[2:])) if mask and own else None
        return replace(call.of(step), inputs=(Port("input", step, mask=inner),))
