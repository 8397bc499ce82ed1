"""Losses: Keras 3.15's, with its defaults."""

from __future__ import annotations

from rnngraph.objects.kinds import FLAG, INTEGER, INTEGERS, NUMBER, Choice, ListOf, Number, OneOf
from rnngraph.objects.table import Argument, Table

# Without "none": a loss has to come to one number.
REDUCTIONS = Choice(("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"))
REDUCTION = {"reduction": Argument(REDUCTIONS, "sum_over_batch_size")}
LOGITS = {"from_logits": Argument(FLAG, False)}
LAST_AXIS = {"axis": Argument(INTEGER, -1)}
AXES = {"axis": Argument(INTEGERS, None)}
CROSSENTROPY = {**LOGITS, "label_smoothing": Argument(NUMBER, 0.0), **LAST_AXIS, **REDUCTION}

LOSSES = Table(
    "loss",
    {
        "BinaryCrossentropy": CROSSENTROPY,
        "BinaryFocalCrossentropy": {
            "apply_class_balancing": Argument(FLAG, False),
            "alpha": Argument(NUMBER, 0.25),
            "gamma": Argument(NUMBER, 2.0),
            **CROSSENTROPY,
        },
        "CTC": REDUCTION,
        "CategoricalCrossentropy": CROSSENTROPY,
        "CategoricalFocalCrossentropy": {
            "alpha": Argument(OneOf((NUMBER, ListOf(NUMBER))), 0.25),
            "gamma": Argument(NUMBER, 2.0),
            **CROSSENTROPY,
        },
        "CategoricalGeneralizedCrossEntropy": {"q": Argument(Number(above=0, below=1), 0.5), **REDUCTION},
        "CategoricalHinge": REDUCTION,
        "Circle": {
            "gamma": Argument(NUMBER, 80.0),
            "margin": Argument(NUMBER, 0.4),
            "remove_diagonal": Argument(FLAG, True),
            **REDUCTION,
        },
        "CosineSimilarity": {**LAST_AXIS, **REDUCTION},
        "Dice": {**REDUCTION, **AXES},
        "Hinge": REDUCTION,
        "Huber": {"delta": Argument(NUMBER, 1.0), **REDUCTION},
        "KLDivergence": REDUCTION,
        "LogCosh": REDUCTION,
        "MeanAbsoluteError": REDUCTION,
        "MeanAbsolutePercentageError": REDUCTION,
        "MeanSquaredError": REDUCTION,
        "MeanSquaredLogarithmicError": REDUCTION,
        "Poisson": REDUCTION,
        "SparseCategoricalCrossentropy": {**LOGITS, "ignore_class": Argument(INTEGER, None), **REDUCTION, **LAST_AXIS},
        "SquaredHinge": REDUCTION,
        "Tversky": {"alpha": Argument(NUMBER, 0.5), "beta": Argument(NUMBER, 0.5), **REDUCTION, **AXES},
    },
    {
        "kld": "KLDivergence",
        "KLD": "KLDivergence",
        "bce": "BinaryCrossentropy",
        "BCE": "BinaryCrossentropy",
        "mae": "MeanAbsoluteError",
        "MAE": "MeanAbsoluteError",
        "mse": "MeanSquaredError",
        "MSE": "MeanSquaredError",
        "mape": "MeanAbsolutePercentageError",
        "MAPE": "MeanAbsolutePercentageError",
        "msle": "MeanSquaredLogarithmicError",
        "MSLE": "MeanSquaredLogarithmicError",
    },
)
