"""What every layer is: frozen fields, and one method that says all there is to know about a call of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as slot
from typing import TYPE_CHECKING, Any, ClassVar, Literal, dataclass_transform

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from rnngraph.graph import Dim, DtypePolicy, Graph, Mask, Padding, Port, Problem, State, TensorType, Verdict, Weight
from rnngraph.layers.calls import Tensor, Tensors, apply
from rnngraph.layers.cost import FREE, Cost
from rnngraph.layers.fields import DtypePolicyName, Flag
from rnngraph.layers.object_shapes import object_shape_problems
from rnngraph.problems import InvalidSpec
from rnngraph.problems.native import native
from rnngraph.problems.validation import problems_of

Timing = Literal["step", "window", "whole"]
"""How a layer meets a sequence: every timestep by itself, several at a time to give a sequence again, or as a whole."""


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """All that is known of one call of a layer.

    `outputs` has the main output (or outputs) first, then the final states; it is empty where a problem leaves
    them unknown. `states` is what `initial_state` has to match. `cudnn` is None for a layer that is not recurrent.
    """

    outputs: tuple[Port, ...] = ()
    weights: tuple[Weight, ...] = ()
    states: tuple[State, ...] = ()
    cudnn: Verdict | None = None
    problems: tuple[Problem, ...] = ()
    cost: Cost = FREE

    def port(self, name: str | None) -> Port | None:
        """The port of that name (None: the first), or None where there is none."""
        return next((port for port in self.outputs if name in (None, port.name)), None)


@dataclass(frozen=True, slots=True)
class Call:
    """How a node calls its layer. `initial_state` holds None where what comes from upstream is unknown.

    `run` gives the facts of a layer that holds a graph, which only the analysis can find. Two calls are equal if they
    are for the layer: `node`, who calls, is only the source of the masks that it makes.
    """

    inputs: tuple[Port, ...]
    policy: DtypePolicy
    node: str = slot(default="", compare=False)
    keys: tuple[str, ...] | None = None
    initial_state: tuple[Port | None, ...] = ()
    padding: Padding = "right"
    mask: Mask | None = None
    has_mask: bool = False
    use_causal_mask: bool = False
    reverse: bool = False
    batch: Dim = None
    run: Callable[[Layer, Call], LayerFacts] | None = slot(default=None, compare=False)

    @property
    def input(self) -> Port:
        """The input of a layer that takes one."""
        return self.inputs[0]

    @property
    def masks(self) -> tuple[Mask | None, ...]:
        """The mask of each input: the call's own where the author gave one, which replaces what came along."""
        return tuple(self.mask if self.has_mask else port.mask for port in self.inputs)

    def of(self, *types: TensorType) -> Call:
        """The call that an inner layer gets: the same circumstances, other inputs without masks or states."""
        inputs = tuple(Port("input", each) for each in types)
        return replace(self, inputs=inputs, initial_state=(), keys=None, mask=None, has_mask=False)


@dataclass_transform(kw_only_default=False, field_specifiers=(Field,))
class Layer(BaseModel, ABC):
    """A layer's own arguments, with Keras's names and defaults.

    A concrete layer is a final class: fields, and `infer`. In Python it is built with Keras's positional arguments,
    and takes besides them `name` and `description`, which belong to the node that calling it makes.

    Raises:
        InvalidSpec: a field is unknown, missing, of the wrong type or out of range.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    arity: ClassVar[tuple[int, int | None]] = (1, 1)
    """How many inputs a call takes, at least and at most (None: any number)."""
    input_names: ClassVar[tuple[str, ...]] = ()
    """The names by which a dict of inputs may be given, in order."""
    takes: ClassVar[frozenset[str]] = frozenset()
    """The call arguments that mean something to the layer, besides `training`."""
    reads_integers: ClassVar[bool | None] = False
    """Whether an input that such a layer reads is an integer one; None: it reads either, and leaves it to others."""
    timing: ClassVar[Timing] = "whole"
    """How it meets a sequence."""

    dtype: DtypePolicyName | None = Field(
        default=None,
        kw_only=True,
        description="The layer's own dtype policy, in place of the model's, or of the layer's around it.",
    )
    trainable: Flag = Field(default=True, kw_only=True, description="Whether training changes the layer's weights.")

    if TYPE_CHECKING:
        # Taken by the constructor, for the node that calling the layer makes: no fields, so no part of what a layer is.
        name: str | None = Field(default=None, kw_only=True)
        description: str | None = Field(default=None, kw_only=True)

    _name: str | None = PrivateAttr(None)
    _description: str | None = PrivateAttr(None)

    def __init__(self, /, *args: Any, name: str | None = None, description: str | None = None, **fields: Any) -> None:
        given = {**self._by_name(args, fields), **fields} if args else fields
        try:
            super().__init__(**native(given))
        except ValidationError as error:
            from rnngraph.problems.words import FIELDS  # what is right needs no words

            raise InvalidSpec(problems_of(error, type(self), name or self.type, FIELDS)) from None
        if name is not None:
            self._name = name
        if description is not None:
            self._description = description

    def _by_name(self, args: tuple[Any, ...], fields: Mapping[str, Any]) -> dict[str, Any]:
        """Positional arguments by the names of their fields."""
        positional = self.positional()
        if len(args) > len(positional):
            raise TypeError(f"{self.type} takes at most {len(positional)} positional arguments, {len(args)} were given")
        named = dict(zip(positional, args, strict=False))
        twice = named.keys() & fields.keys()
        if twice:
            raise TypeError(f"{self.type} got several values for {', '.join(sorted(twice))}")
        return named

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.type, hashable(list(self.__dict__.values()))))

    def __repr__(self) -> str:
        """What was given, not every default."""
        given = {key: self.__dict__[key] for key in self.authored()}
        given |= {"name": self._name} if self._name else {}
        # A whole graph in a field is told by its name.
        shown = (f"{key}={each.name if isinstance(each, Graph) else repr(each)}" for key, each in given.items())
        return f"{self.type}({', '.join(shown)})"

    def __str__(self) -> str:
        return repr(self)

    @classmethod
    def positional(cls) -> tuple[str, ...]:
        """The fields in the order in which Keras takes them by position."""
        return tuple(name for name, info in cls.model_fields.items() if not info.kw_only)

    @property
    def type(self) -> str:
        """The layer's type, as the spec has it: the class's name."""
        return type(self).__name__

    @property
    def label(self) -> str:
        """What a sentence calls the layer: its type; of a block more."""
        return self.type

    @property
    def is_stateful(self) -> bool:
        """Whether the layer, or one inside it, starts each batch from the states at the end of the batch before."""
        own = bool(getattr(self, "stateful", False))
        return own or any(inner.is_stateful for _, inner in self.inner_layers())

    def takes_integers(self) -> bool | None:
        """As `reads_integers`; other where a layer inside decides."""
        return self.reads_integers

    def inputs_taken(self) -> tuple[int, int | None]:
        """How many inputs a call takes, at least and at most; other than `arity` where the fields decide."""
        return self.arity

    def names_of_inputs(self) -> tuple[str, ...]:
        """The names by which a dict of inputs may be given; other than `input_names` where the fields decide."""
        return self.input_names

    def timing_of(self, rank: int) -> Timing:
        """How it meets a sequence of `rank` axes, at least 2; other than `timing` where the fields decide."""
        return self.timing

    def port_names(self) -> tuple[str, ...]:
        """Every port, the main output (or outputs) first."""
        return ("output", *self.state_names())

    def main_names(self) -> tuple[str, ...]:
        """The ports that are what the layer computes: neither its states nor what it shows of its work."""
        aside = {*self.state_names(), "scores"}
        return tuple(each for each in self.port_names() if each not in aside)

    def state_names(self) -> tuple[str, ...]:
        """The ports that are final states, in the order in which `initial_state` takes them."""
        return ()

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The ports that a Keras call with these fields and call arguments would return."""
        return ("output",)

    def inner_layers(self) -> tuple[tuple[str, Layer], ...]:
        """Layers held in fields, each with the path of its field (`layer`, `cell/0`)."""
        return ()

    def authored(self) -> dict[str, Any]:
        """The fields that differ from their defaults, as the spec writes them."""
        fields = type(self).model_fields
        return {name: plain(value) for name, value in self.__dict__.items() if value != fields[name].default}

    def policy(self, call: Call) -> DtypePolicy:
        """The dtype policy in force: the layer's own, else that around it."""
        return DtypePolicy(self.dtype) if self.dtype else call.policy

    def weight(self, call: Call, name: str, *shape: int, trainable: bool = True) -> Weight:
        """A weight of this layer under the dtype policy in force."""
        return Weight(name, shape, self.policy(call).variable, trainable and self.trainable)

    @abstractmethod
    def infer(self, call: Call) -> LayerFacts:
        """Everything about one call: outputs, weights, states, masks, cuDNN verdict, cost, problems.

        Called only with inputs of known type. Never raises: what is wrong is a `Problem` of the result.
        """

    def facts(self, call: Call) -> LayerFacts:
        """As `infer`, and what is wrong with the objects that make and measure the weights."""
        found = self.infer(call)
        output = found.outputs[0].type.shape if found.outputs else None
        wrong = object_shape_problems(self.__dict__, found.weights, output)
        return replace(found, problems=(*found.problems, *wrong)) if wrong else found

    def __call__(
        self,
        inputs: Tensors = (),
        *others: object,
        initial_state: Tensors | None = None,
        mask: Tensor | None = None,
        training: bool | None = None,
        use_causal_mask: bool = False,
        return_attention_scores: bool = False,
        reverse: bool = False,
    ) -> Tensor:
        """Applies the layer, as in Keras; a second call shares the weights. Arguments as those of a spec's layer.

        Raises:
            TypeError: several tensors are not given as one list, or are none of ours.
        """
        if others:
            raise TypeError(f"{self.type} takes its tensors as one list: {self.type}(...)([first, second])")
        return apply(
            self,
            inputs,
            name=self._name,
            description=self._description,
            initial_state=initial_state,
            mask=mask,
            training=training,
            use_causal_mask=use_causal_mask,
            return_attention_scores=return_attention_scores,
            reverse=reverse,
        )


def hashable(value: object) -> object:
    """A field's value as something that has a hash, equal where the values are."""
    if isinstance(value, tuple | list):
        return tuple(map(hashable, value))
    if isinstance(value, dict):
        return frozenset((key, hashable(each)) for key, each in value.items())
    return value


def plain(value: object) -> Any:
    """A field's value as JSON has it."""
    if isinstance(value, Layer):
        return {"type": value.type, **value.authored()}
    if isinstance(value, Graph):
        return value.name
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value
