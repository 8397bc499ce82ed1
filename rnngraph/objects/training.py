"""What training is given: optimizers and their schedules, losses, metrics. Keras 3.15's, with its defaults."""

from __future__ import annotations

from rnngraph.objects.table import Argument, Table

NUM, INT, FLAG = "number", "integer", "flag"

SCHEDULES = Table(
    "learning rate schedule",
    {
        "CosineDecay": {
            "initial_learning_rate": Argument(NUM),
            "decay_steps": Argument(INT),
            "alpha": Argument(NUM, 0.0),
            "warmup_target": Argument(NUM, None),
            "warmup_steps": Argument(INT, 0),
        },
        "CosineDecayRestarts": {
            "initial_learning_rate": Argument(NUM),
            "first_decay_steps": Argument(INT),
            "t_mul": Argument(NUM, 2.0),
            "m_mul": Argument(NUM, 1.0),
            "alpha": Argument(NUM, 0.0),
        },
        "ExponentialDecay": {
            "initial_learning_rate": Argument(NUM),
            "decay_steps": Argument(INT),
            "decay_rate": Argument(NUM),
            "staircase": Argument(FLAG, False),
        },
        "InverseTimeDecay": {
            "initial_learning_rate": Argument(NUM),
            "decay_steps": Argument(INT),
            "decay_rate": Argument(NUM),
            "staircase": Argument(FLAG, False),
        },
        "PiecewiseConstantDecay": {"boundaries": Argument("numbers"), "values": Argument("numbers")},
        "PolynomialDecay": {
            "initial_learning_rate": Argument(NUM),
            "decay_steps": Argument(INT),
            "end_learning_rate": Argument(NUM, 0.0001),
            "power": Argument(NUM, 1.0),
            "cycle": Argument(FLAG, False),
        },
    },
)


def rate(default: float) -> dict[str, Argument]:
    """A learning rate: a number, or a schedule."""
    return {"learning_rate": Argument([NUM, SCHEDULES], default)}


EVERY = {
    "clipnorm": Argument(NUM, None),
    "clipvalue": Argument(NUM, None),
    "global_clipnorm": Argument(NUM, None),
    "use_ema": Argument(FLAG, False),
    "ema_momentum": Argument(NUM, 0.99),
    "ema_overwrite_frequency": Argument(INT, None),
    "loss_scale_factor": Argument(NUM, None),
    "gradient_accumulation_steps": Argument(INT, None),
}
COMMON = {"weight_decay": Argument(NUM, None), **EVERY}
BETAS = {"beta_1": Argument(NUM, 0.9), "beta_2": Argument(NUM, 0.999), "epsilon": Argument(NUM, 1e-07)}
AMSGRAD = {"amsgrad": Argument(FLAG, False)}
EPSILON = {"epsilon": Argument(NUM, 1e-07)}

OPTIMIZERS = Table(
    "optimizer",
    {
        "Adadelta": {**rate(0.001), "rho": Argument(NUM, 0.95), **EPSILON, **COMMON},
        "Adafactor": {
            **rate(0.001),
            "beta_2_decay": Argument(NUM, -0.8),
            "epsilon_1": Argument(NUM, 1e-30),
            "epsilon_2": Argument(NUM, 0.001),
            "clip_threshold": Argument(NUM, 1.0),
            "relative_step": Argument(FLAG, True),
            **COMMON,
        },
        "Adagrad": {**rate(0.001), "initial_accumulator_value": Argument(NUM, 0.1), **EPSILON, **COMMON},
        "Adam": {**rate(0.001), **BETAS, **AMSGRAD, **COMMON},
        "AdamW": {**rate(0.001), "weight_decay": Argument(NUM, 0.004), **BETAS, **AMSGRAD, **EVERY},
        "Adamax": {**rate(0.001), **BETAS, **COMMON},
        "Ftrl": {
            **rate(0.001),
            "learning_rate_power": Argument(NUM, -0.5),
            "initial_accumulator_value": Argument(NUM, 0.1),
            "l1_regularization_strength": Argument(NUM, 0.0),
            "l2_regularization_strength": Argument(NUM, 0.0),
            "l2_shrinkage_regularization_strength": Argument(NUM, 0.0),
            "beta": Argument(NUM, 0.0),
            **COMMON,
        },
        "Lamb": {**rate(0.001), **BETAS, **COMMON},
        "Lion": {**rate(0.001), "beta_1": Argument(NUM, 0.9), "beta_2": Argument(NUM, 0.99), **COMMON},
        "Nadam": {**rate(0.001), **BETAS, **COMMON},
        "RMSprop": {
            **rate(0.001),
            "rho": Argument(NUM, 0.9),
            "momentum": Argument(NUM, 0.0),
            **EPSILON,
            "centered": Argument(FLAG, False),
            **COMMON,
        },
        "SGD": {**rate(0.01), "momentum": Argument(NUM, 0.0), "nesterov": Argument(FLAG, False), **COMMON},
        "ScheduleFreeAdamW": {
            **rate(0.0025),
            **BETAS,
            "epsilon": Argument(NUM, 1e-08),
            "warmup_steps": Argument(INT, 0),
            **COMMON,
        },
    },
    {"adamw": "AdamW", "rmsprop": "RMSprop", "sgd": "SGD", "schedulefreeadamw": "ScheduleFreeAdamW"},
)

REDUCTION = {
    "reduction": Argument(("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"), "sum_over_batch_size")
}
LOGITS = {"from_logits": Argument(FLAG, False)}
SMOOTHING = {"label_smoothing": Argument(NUM, 0.0)}
LAST_AXIS = {"axis": Argument(INT, -1)}
AXES = {"axis": Argument([INT, "integers"], None)}

LOSSES = Table(
    "loss",
    {
        "BinaryCrossentropy": {**LOGITS, **SMOOTHING, **LAST_AXIS, **REDUCTION},
        "BinaryFocalCrossentropy": {
            "apply_class_balancing": Argument(FLAG, False),
            "alpha": Argument(NUM, 0.25),
            "gamma": Argument(NUM, 2.0),
            **LOGITS,
            **SMOOTHING,
            **LAST_AXIS,
            **REDUCTION,
        },
        "CTC": REDUCTION,
        "CategoricalCrossentropy": {**LOGITS, **SMOOTHING, **LAST_AXIS, **REDUCTION},
        "CategoricalFocalCrossentropy": {
            "alpha": Argument([NUM, "numbers"], 0.25),
            "gamma": Argument(NUM, 2.0),
            **LOGITS,
            **SMOOTHING,
            **LAST_AXIS,
            **REDUCTION,
        },
        "CategoricalGeneralizedCrossEntropy": {"q": Argument(NUM, 0.5), **REDUCTION},
        "CategoricalHinge": REDUCTION,
        "Circle": {
            "gamma": Argument(NUM, 80.0),
            "margin": Argument(NUM, 0.4),
            "remove_diagonal": Argument(FLAG, True),
            **REDUCTION,
        },
        "CosineSimilarity": {**LAST_AXIS, **REDUCTION},
        "Dice": {**REDUCTION, **AXES},
        "Hinge": REDUCTION,
        "Huber": {"delta": Argument(NUM, 1.0), **REDUCTION},
        "KLDivergence": REDUCTION,
        "LogCosh": REDUCTION,
        "MeanAbsoluteError": REDUCTION,
        "MeanAbsolutePercentageError": REDUCTION,
        "MeanSquaredError": REDUCTION,
        "MeanSquaredLogarithmicError": REDUCTION,
        "Poisson": REDUCTION,
        "SparseCategoricalCrossentropy": {**LOGITS, "ignore_class": Argument(INT, None), **REDUCTION, **LAST_AXIS},
        "SquaredHinge": REDUCTION,
        "Tversky": {"alpha": Argument(NUM, 0.5), "beta": Argument(NUM, 0.5), **REDUCTION, **AXES},
    },
    {
        "kl_divergence": "KLDivergence",
        "kld": "KLDivergence",
        "KLD": "KLDivergence",
        "ctc": "CTC",
        "binary_crossentropy": "BinaryCrossentropy",
        "bce": "BinaryCrossentropy",
        "BCE": "BinaryCrossentropy",
        "mean_absolute_error": "MeanAbsoluteError",
        "mae": "MeanAbsoluteError",
        "MAE": "MeanAbsoluteError",
        "mean_squared_error": "MeanSquaredError",
        "mse": "MeanSquaredError",
        "MSE": "MeanSquaredError",
        "mean_absolute_percentage_error": "MeanAbsolutePercentageError",
        "mape": "MeanAbsolutePercentageError",
        "MAPE": "MeanAbsolutePercentageError",
        "mean_squared_logarithmic_error": "MeanSquaredLogarithmicError",
        "msle": "MeanSquaredLogarithmicError",
        "MSLE": "MeanSquaredLogarithmicError",
    },
)

THRESHOLDS = {"thresholds": Argument([NUM, "numbers"], None)}
CLASS = {"class_id": Argument(INT, None)}
PICKED = {"num_thresholds": Argument(INT, 200), **CLASS}
AVERAGE = {"average": Argument(("micro", "macro", "weighted"), None)}

METRICS = Table(
    "metric",
    {
        "AUC": {
            "num_thresholds": Argument(INT, 200),
            "curve": Argument(("ROC", "PR"), "ROC"),
            "summation_method": Argument(("interpolation", "minoring", "majoring"), "interpolation"),
            "thresholds": Argument("numbers", None),
            "multi_label": Argument(FLAG, False),
            "num_labels": Argument(INT, None),
            "label_weights": Argument("numbers", None),
            **LOGITS,
        },
        "Accuracy": {},
        "BinaryAccuracy": {"threshold": Argument(NUM, 0.5)},
        "BinaryCrossentropy": {**LOGITS, "label_smoothing": Argument(NUM, 0)},
        "CategoricalAccuracy": {},
        "CategoricalCrossentropy": {**LOGITS, "label_smoothing": Argument(NUM, 0), **LAST_AXIS},
        "CategoricalHinge": {},
        "ConcordanceCorrelation": LAST_AXIS,
        "CosineSimilarity": LAST_AXIS,
        "F1Score": {**AVERAGE, "threshold": Argument(NUM, None)},
        "FBetaScore": {**AVERAGE, "beta": Argument(NUM, 1.0), "threshold": Argument(NUM, None)},
        "FalseNegatives": THRESHOLDS,
        "FalsePositives": THRESHOLDS,
        "Hinge": {},
        "KLDivergence": {},
        "LogCoshError": {},
        "MeanAbsoluteError": {},
        "MeanAbsolutePercentageError": {},
        "MeanSquaredError": {},
        "MeanSquaredLogarithmicError": {},
        "PearsonCorrelation": LAST_AXIS,
        "Poisson": {},
        "Precision": {**THRESHOLDS, "top_k": Argument(INT, None), **CLASS},
        "PrecisionAtRecall": {"recall": Argument(NUM), **PICKED},
        "R2Score": {
            "class_aggregation": Argument(("uniform_average", "variance_weighted_average"), "uniform_average"),
            "num_regressors": Argument(INT, 0),
        },
        "Recall": {**THRESHOLDS, "top_k": Argument(INT, None), **CLASS},
        "RecallAtPrecision": {"precision": Argument(NUM), **PICKED},
        "RootMeanSquaredError": {},
        "SensitivityAtSpecificity": {"specificity": Argument(NUM), **PICKED},
        "SparseCategoricalAccuracy": {},
        "SparseCategoricalCrossentropy": {**LOGITS, "ignore_class": Argument(INT, None), **LAST_AXIS},
        "SparseTopKCategoricalAccuracy": {"k": Argument(INT, 5), "from_sorted_ids": Argument(FLAG, False)},
        "SpecificityAtSensitivity": {"sensitivity": Argument(NUM), **PICKED},
        "SquaredHinge": {},
        "TopKCategoricalAccuracy": {"k": Argument(INT, 5)},
        "TrueNegatives": THRESHOLDS,
        "TruePositives": THRESHOLDS,
    },
    {alias: name for alias, name in LOSSES.aliases.items() if name not in ("CTC",)}
    | {
        "auc": "AUC",
        "f1_score": "F1Score",
        "fbeta_score": "FBetaScore",
        "f_beta_score": "FBetaScore",
        "r2_score": "R2Score",
    },
    # Keras picks the kind of accuracy and crossentropy from the loss and the output's shape.
    frozenset({"accuracy", "acc", "crossentropy", "ce"}),
)
