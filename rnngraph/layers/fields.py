"""The fields that layers share: each a type with its limits and its description, which docs and schema print."""

from __future__ import annotations

import re
import sys
from typing import Annotated, Literal, TypeGuard

from pydantic import AfterValidator, Field, Strict, WithJsonSchema

from rnngraph import objects
from rnngraph.problems import Rejected, kinds

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}", re.ASCII)


def check_name(name: str) -> str:
    """The name itself: an ASCII letter or `_`, then letters, digits, `_`, at most 64 characters."""
    if not NAME.fullmatch(name):
        raise Rejected(kinds.fields.InvalidName(found=name))
    return name


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number that a float can hold; comparisons are exact for long integers, false for NaN."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


Name = Annotated[str, AfterValidator(check_name), WithJsonSchema({"type": "string", "pattern": f"^{NAME.pattern}$"})]

Flag = Annotated[bool, Strict()]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Integer = Annotated[int, Strict(), Field(ge=-(2**63), le=2**63 - 1)]
Count = Annotated[int, Strict(), Field(ge=1, le=2**31 - 1)]
Rate = Annotated[float, Strict(), Field(ge=0, le=1, allow_inf_nan=False)]

DtypePolicyName = Literal["float32", "float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16"]
CudnnChoice = Literal["auto", "require", "never"]
MergeMode = Literal["concat", "sum", "mul", "ave"]

Units = Annotated[Count, Field(description="Size of the output's last axis.")]
ActivationField = Annotated[objects.Activation | None, Field(description="Activation function; null is linear.")]
RecurrentActivation = Annotated[
    objects.Activation | None, Field(description="Activation of the gates, in every recurrent step; null is linear.")
]
UseBias = Annotated[Flag, Field(description="Whether the layer has a bias.")]
UnitForgetBias = Annotated[
    Flag, Field(description="Whether the forget gate's bias starts at one (Jozefowicz et al., 2015).")
]

KernelInitializer = Annotated[
    objects.Initializer, Field(description="Initializer of `kernel`, which meets the inputs.")
]
RecurrentInitializer = Annotated[
    objects.Initializer, Field(description="Initializer of `recurrent_kernel`, which meets the state.")
]
BiasInitializer = Annotated[objects.Initializer, Field(description="Initializer of `bias`.")]
KernelRegularizer = Annotated[objects.Regularizer | None, Field(description="Regularizer of `kernel`.")]
RecurrentRegularizer = Annotated[objects.Regularizer | None, Field(description="Regularizer of `recurrent_kernel`.")]
BiasRegularizer = Annotated[objects.Regularizer | None, Field(description="Regularizer of `bias`.")]
ActivityRegularizer = Annotated[objects.Regularizer | None, Field(description="Regularizer of the layer's output.")]
KernelConstraint = Annotated[objects.Constraint | None, Field(description="Constraint on `kernel`.")]
RecurrentConstraint = Annotated[objects.Constraint | None, Field(description="Constraint on `recurrent_kernel`.")]
BiasConstraint = Annotated[objects.Constraint | None, Field(description="Constraint on `bias`.")]

Dropout = Annotated[Rate, Field(description="Fraction of the inputs dropped while training, 0 to 1.")]
RecurrentDropout = Annotated[
    Rate, Field(description="Fraction of the recurrent state dropped while training, 0 to 1. Above 0 rules cuDNN out.")
]
Seed = Annotated[Integer | None, Field(description="Seed of the layer's random numbers; null draws one.")]

ReturnSequences = Annotated[
    Flag, Field(description="Whether to give the output of every timestep, not of the last only.")
]
ReturnState = Annotated[
    Flag,
    Field(description="Whether to give the final states as well. A reference to a state port turns it on by itself."),
]
GoBackwards = Annotated[
    Flag, Field(description="Whether to read the sequence from its end; outputs come in that order.")
]
Stateful = Annotated[
    Flag, Field(description="Whether the final states of a batch start the next one; needs the model's `batch_size`.")
]
Unroll = Annotated[
    Flag, Field(description="Whether to unroll the loop over a sequence of known length. Rules cuDNN out.")
]
ZeroOutputForMask = Annotated[
    Flag,
    Field(
        description="Whether a masked timestep gives zeros, not the output of the step before; cuDNN always does so.",
        kw_only=True,
    ),
]
Cudnn = Annotated[
    CudnnChoice,
    Field(
        description="auto: cuDNN where the layer is eligible; require: being ineligible is an error; never: no cuDNN.",
        kw_only=True,
    ),
]
ResetAfter = Annotated[
    Flag, Field(description="Whether the reset gate acts after the matrix product (as cuDNN does) or before it.")
]
