"""What training is given: optimizers and their schedules, losses, metrics. Keras 3.15's, with its defaults."""

from __future__ import annotations

from rnngraph.objects.table import Argument, Table

N, I, F = "number", "integer", "flag"

SCHEDULES = Table(
    "learning rate schedule",
    {
        "CosineDecay": {
            "initial_learning_rate": Argument(N),
            "decay_steps": Argument(I),
            "alpha": Argument(N, 0.0),
            "warmup_target": Argument(N, None),
            "warmup_steps": Argument(I, 0),
        },
        "CosineDecayRestarts": {
            "initial_learning_rate": Argument(N),
            "first_decay_steps": Argument(I),
            "t_mul": Argument(N, 2.0),
            "m_mul": Argument(N, 1.0),
            "alpha": Argument(N, 0.0),
        },
        "ExponentialDecay": {
            "initial_learning_rate": Argument(N),
            "decay_steps": Argument(I),
            "decay_rate": Argument(N),
            "staircase": Argument(F, False),
        },
        "InverseTimeDecay": {
            "initial_learning_rate": Argument(N),
            "decay_steps": Argument(I),
            "decay_rate": Argument(N),
            "staircase": Argument(F, False),
        },
        "PiecewiseConstantDecay": {"boundaries": Argument("numbers"), "values": Argument("numbers")},
        "PolynomialDecay": {
            "initial_learning_rate": Argument(N),
            "decay_steps": Argument(I),
            "end_learning_rate": Argument(N, 0.0001),
            "power": Argument(N, 1.0),
            "cycle": Argument(F, False),
        },
    },
)


def rate(default: float) -> dict[str, Argument]:
    """A learning rate: a number, or a schedule."""
    return {"learning_rate": Argument([N, SCHEDULES], default)}


EVERY = {
    "clipnorm": Argument(N, None),
    "clipvalue": Argument(N, None),
    "global_clipnorm": Argument(N, None),
    "use_ema": Argument(F, False),
    "ema_momentum": Argument(N, 0.99),
    "ema_overwrite_frequency": Argument(I, None),
    "loss_scale_factor": Argument(N, None),
    "gradient_accumulation_steps": Argument(I, None),
}
COMMON = {"weight_decay": Argument(N, None), **EVERY}
BETAS = {"beta_1": Argument(N, 0.9), "beta_2": Argument(N, 0.999), "epsilon": Argument(N, 1e-07)}
AMSGRAD = {"amsgrad": Argument(F, False)}
EPSILON = {"epsilon": Argument(N, 1e-07)}

OPTIMIZERS = Table(
    "optimizer",
    {
        "Adadelta": {**rate(0.001), "rho": Argument(N, 0.95), **EPSILON, **COMMON},
        "Adafactor": {
            **rate(0.001),
            "beta_2_decay": Argument(N, -0.8),
            "epsilon_1": Argument(N, 1e-30),
            "epsilon_2": Argument(N, 0.001),
            "clip_threshold": Argument(N, 1.0),
            "relative_step": Argument(F, True),
            **COMMON,
        },
        "Adagrad": {**rate(0.001), "initial_accumulator_value": Argument(N, 0.1), **EPSILON, **COMMON},
        "Adam": {**rate(0.001), **BETAS, **AMSGRAD, **COMMON},
        "AdamW": {**rate(0.001), "weight_decay": Argument(N, 0.004), **BETAS, **AMSGRAD, **EVERY},
        "Adamax": {**rate(0.001), **BETAS, **COMMON},
        "Ftrl": {
            **rate(0.001),
            "learning_rate_power": Argument(N, -0.5),
            "initial_accumulator_value": Argument(N, 0.1),
            "l1_regularization_strength": Argument(N, 0.0),
            "l2_regularization_strength": Argument(N, 0.0),
            "l2_shrinkage_regularization_strength": Argument(N, 0.0),
            "beta": Argument(N, 0.0),
            **COMMON,
        },
        "Lamb": {**rate(0.001), **BETAS, **COMMON},
        "Lion": {**rate(0.001), "beta_1": Argument(N, 0.9), "beta_2": Argument(N, 0.99), **COMMON},
        "Nadam": {**rate(0.001), **BETAS, **COMMON},
        "RMSprop": {
            **rate(0.001),
            "rho": Argument(N, 0.9),
            "momentum": Argument(N, 0.0),
            **EPSILON,
            "centered": Argument(F, False),
            **COMMON,
        },
        "SGD": {**rate(0.01), "momentum": Argument(N, 0.0), "nesterov": Argument(F, False), **COMMON},
        "ScheduleFreeAdamW": {
            **rate(0.0025),
            **BETAS,
            "epsilon": Argument(N, 1e-08),
            "warmup_steps": Argument(I, 0),
            **COMMON,
        },
    },
    {"adamw": "AdamW", "rmsprop": "RMSprop", "sgd": "SGD", "schedulefreeadamw": "ScheduleFreeAdamW"},
)

REDUCTION = {
    "reduction": Argument(("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"), "sum_over_batch_size")
}
LOGITS = {"from_logits": Argument(F, False)}
SMOOTHING = {"label_smoothing": Argument(N, 0.0)}
LAST_AXIS = {"axis": Argument(I, -1)}
AXES = {"axis": Argument([I, "integers"], None)}

LOSSES = Table(
    "loss",
    {
        "BinaryCrossentropy": {**LOGITS, **SMOOTHING, **LAST_AXIS, **REDUCTION},
        "BinaryFocalCrossentropy": {
            "apply_class_balancing": Argument(F, False),
            "alpha": Argument(N, 0.25),
            "gamma": Argument(N, 2.0),
            **LOGITS,
            **SMOOTHING,
            **LAST_AXIS,
            **REDUCTION,
        },
        "CTC": REDUCTION,
        "CategoricalCrossentropy": {**LOGITS, **SMOOTHING, **LAST_AXIS, **REDUCTION},
        "CategoricalFocalCrossentropy": {
            "alpha": Argument([N, "numbers"], 0.25),
            "gamma": Argument(N, 2.0),
            **LOGITS,
            **SMOOTHING,
            **LAST_AXIS,
            **REDUCTION,
        },
        "CategoricalGeneralizedCrossEntropy": {"q": Argument(N, 0.5), **REDUCTION},
        "CategoricalHinge": REDUCTION,
        "Circle": {
            "gamma": Argument(N, 80.0),
            "margin": Argument(N, 0.4),
            "remove_diagonal": Argument(F, True),
            **REDUCTION,
        },
        "CosineSimilarity": {**LAST_AXIS, **REDUCTION},
        "Dice": {**REDUCTION, **AXES},
        "Hinge": REDUCTION,
        "Huber": {"delta": Argument(N, 1.0), **REDUCTION},
        "KLDivergence": REDUCTION,
        "LogCosh": REDUCTION,
        "MeanAbsoluteError": REDUCTION,
        "MeanAbsolutePercentageError": REDUCTION,
        "MeanSquaredError": REDUCTION,
        "MeanSquaredLogarithmicError": REDUCTION,
        "Poisson": REDUCTION,
        "SparseCategoricalCrossentropy": {**LOGITS, "ignore_class": Argument(I, None), **REDUCTION, **LAST_AXIS},
        "SquaredHinge": REDUCTION,
        "Tversky": {"alpha": Argument(N, 0.5), "beta": Argument(N, 0.5), **REDUCTION, **AXES},
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

THRESHOLDS = {"thresholds": Argument([N, "numbers"], None)}
CLASS = {"class_id": Argument(I, None)}
PICKED = {"num_thresholds": Argument(I, 200), **CLASS}
AVERAGE = {"average": Argument(("micro", "macro", "weighted"), None)}

METRICS = Table(
    "metric",
    {
        "AUC": {
            "num_thresholds": Argument(I, 200),
            "curve": Argument(("ROC", "PR"), "ROC"),
            "summation_method": Argument(("interpolation", "minoring", "majoring"), "interpolation"),
            "thresholds": Argument("numbers", None),
            "multi_label": Argument(F, False),
            "num_labels": Argument(I, None),
            "label_weights": Argument("numbers", None),
            **LOGITS,
        },
        "Accuracy": {},
        "BinaryAccuracy": {"threshold": Argument(N, 0.5)},
        "BinaryCrossentropy": {**LOGITS, "label_smoothing": Argument(N, 0)},
        "CategoricalAccuracy": {},
        "CategoricalCrossentropy": {**LOGITS, "label_smoothing": Argument(N, 0), **LAST_AXIS},
        "CategoricalHinge": {},
        "ConcordanceCorrelation": LAST_AXIS,
        "CosineSimilarity": LAST_AXIS,
        "F1Score": {**AVERAGE, "threshold": Argument(N, None)},
        "FBetaScore": {**AVERAGE, "beta": Argument(N, 1.0), "threshold": Argument(N, None)},
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
        "Precision": {**THRESHOLDS, "top_k": Argument(I, None), **CLASS},
        "PrecisionAtRecall": {"recall": Argument(N), **PICKED},
        "R2Score": {
            "class_aggregation": Argument(("uniform_average", "variance_weighted_average"), "uniform_average"),
            "num_regressors": Argument(I, 0),
        },
        "Recall": {**THRESHOLDS, "top_k": Argument(I, None), **CLASS},
        "RecallAtPrecision": {"precision": Argument(N), **PICKED},
        "RootMeanSquaredError": {},
        "SensitivityAtSpecificity": {"specificity": Argument(N), **PICKED},
        "SparseCategoricalAccuracy": {},
        "SparseCategoricalCrossentropy": {**LOGITS, "ignore_class": Argument(I, None), **LAST_AXIS},
        "SparseTopKCategoricalAccuracy": {"k": Argument(I, 5), "from_sorted_ids": Argument(F, False)},
        "SpecificityAtSensitivity": {"sensitivity": Argument(N), **PICKED},
        "SquaredHinge": {},
        "TopKCategoricalAccuracy": {"k": Argument(I, 5)},
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
