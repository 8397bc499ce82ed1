"""Optimizers and the schedules of their learning rates: Keras 3.15's, with its defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnngraph.objects.kinds import COUNT, FLAG, FRACTION, INDEX, NOT_NEGATIVE, NUMBER, ListOf, Number, OneOf
from rnngraph.objects.table import Argument, Table
from rnngraph.problems import Rejected, kinds

START = {"initial_learning_rate": Argument(NUMBER)}
STEPS = {**START, "decay_steps": Argument(COUNT)}
DECAY = {**STEPS, "decay_rate": Argument(NUMBER), "staircase": Argument(FLAG, False)}


def steps(class_name: str, arguments: Mapping[str, Any]) -> None:
    """Between n boundaries there are n + 1 values."""
    wanted = len(arguments.get("boundaries", ())) + 1
    if class_name == "PiecewiseConstantDecay" and len(arguments["values"]) != wanted:
        expected = f"a list of {wanted} numbers, one more than `boundaries` has"
        raise Rejected(kinds.objects.WrongArgument("values", found=arguments["values"], expected=expected))


SCHEDULES = Table(
    "learning rate schedule",
    {
        "CosineDecay": {
            **STEPS,
            "alpha": Argument(NUMBER, 0.0),
            "warmup_target": Argument(NUMBER, None),
            "warmup_steps": Argument(INDEX, 0),
        },
        "CosineDecayRestarts": {
            **START,
            "first_decay_steps": Argument(COUNT),
            "t_mul": Argument(NUMBER, 2.0),
            "m_mul": Argument(NUMBER, 1.0),
            "alpha": Argument(NUMBER, 0.0),
        },
        "ExponentialDecay": DECAY,
        "InverseTimeDecay": DECAY,
        "PiecewiseConstantDecay": {"boundaries": Argument(ListOf(NUMBER)), "values": Argument(ListOf(NUMBER))},
        "PolynomialDecay": {
            **STEPS,
            "end_learning_rate": Argument(NUMBER, 0.0001),
            "power": Argument(NUMBER, 1.0),
            "cycle": Argument(FLAG, False),
        },
    },
    together=steps,
)


def one_clip(class_name: str, arguments: Mapping[str, Any]) -> None:
    """Keras clips gradients in one way at a time."""
    first, *others = [each for each in CLIPS if each in arguments] or [""]
    if others:
        expected = f"left out where `{first}` is given"
        raise Rejected(kinds.objects.WrongArgument(others[0], found=arguments[others[0]], expected=expected))


def rate(default: float) -> dict[str, Argument]:
    """A learning rate: a number, or a schedule."""
    return {"learning_rate": Argument(OneOf((Number(single=True), SCHEDULES)), default)}


CLIPS = {
    "clipnorm": Argument(NUMBER, None),
    "clipvalue": Argument(NUMBER, None),
    "global_clipnorm": Argument(NUMBER, None),
}
EVERY = {
    **CLIPS,
    "use_ema": Argument(FLAG, False),
    "ema_momentum": Argument(FRACTION, 0.99),
    "ema_overwrite_frequency": Argument(COUNT, None),
    "loss_scale_factor": Argument(NUMBER, None),
    "gradient_accumulation_steps": Argument(Number(whole=True, low=2), None),
}
COMMON = {"weight_decay": Argument(NUMBER, None), **EVERY}
EPSILON = {"epsilon": Argument(NUMBER, 1e-07)}
BETAS = {"beta_1": Argument(NUMBER, 0.9), "beta_2": Argument(NUMBER, 0.999), **EPSILON}
AMSGRAD = {"amsgrad": Argument(FLAG, False)}

OPTIMIZERS = Table(
    "optimizer",
    {
        "Adadelta": {**rate(0.001), "rho": Argument(NUMBER, 0.95), **EPSILON, **COMMON},
        "Adafactor": {
            **rate(0.001),
            "beta_2_decay": Argument(NUMBER, -0.8),
            "epsilon_1": Argument(NUMBER, 1e-30),
            "epsilon_2": Argument(NUMBER, 0.001),
            "clip_threshold": Argument(NUMBER, 1.0),
            "relative_step": Argument(FLAG, True),
            **COMMON,
        },
        "Adagrad": {**rate(0.001), "initial_accumulator_value": Argument(NUMBER, 0.1), **EPSILON, **COMMON},
        "Adam": {**rate(0.001), **BETAS, **AMSGRAD, **COMMON},
        "AdamW": {**rate(0.001), "weight_decay": Argument(NUMBER, 0.004), **BETAS, **AMSGRAD, **EVERY},
        "Adamax": {**rate(0.001), **BETAS, **COMMON},
        "Ftrl": {
            **rate(0.001),
            "learning_rate_power": Argument(Number(high=0), -0.5),
            "initial_accumulator_value": Argument(NOT_NEGATIVE, 0.1),
            "l1_regularization_strength": Argument(NOT_NEGATIVE, 0.0),
            "l2_regularization_strength": Argument(NOT_NEGATIVE, 0.0),
            "l2_shrinkage_regularization_strength": Argument(NOT_NEGATIVE, 0.0),
            "beta": Argument(NUMBER, 0.0),
            **COMMON,
        },
        "Lamb": {**rate(0.001), **BETAS, **COMMON},
        "Lion": {
            **rate(0.001),
            "beta_1": Argument(Number(above=0, high=1), 0.9),
            "beta_2": Argument(NUMBER, 0.99),
            **COMMON,
        },
        "Nadam": {**rate(0.001), **BETAS, **COMMON},
        "RMSprop": {
            **rate(0.001),
            "rho": Argument(NUMBER, 0.9),
            "momentum": Argument(NUMBER, 0.0),
            **EPSILON,
            "centered": Argument(FLAG, False),
            **COMMON,
        },
        "SGD": {**rate(0.01), "momentum": Argument(FRACTION, 0.0), "nesterov": Argument(FLAG, False), **COMMON},
        "ScheduleFreeAdamW": {
            **rate(0.0025),
            **BETAS,
            "epsilon": Argument(NUMBER, 1e-08),
            "warmup_steps": Argument(INDEX, 0),
            **COMMON,
        },
    },
    together=one_clip,
    any_case=True,
)
