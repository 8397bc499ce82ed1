"""Metrics: Keras 3.15's, with its defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnngraph.objects.kinds import (
    COUNT,
    FLAG,
    FRACTION,
    INDEX,
    INTEGER,
    NAME,
    NUMBER,
    POSITIVE,
    Choice,
    ListOf,
    Number,
    OneOf,
)
from rnngraph.objects.losses import LAST_AXIS, LOGITS, LOSSES
from rnngraph.objects.table import Argument, Table
from rnngraph.problems import Rejected, kinds

# Keras keeps a number for each threshold, and one for each pair of classes: bounds of ours, so that memory has one.
MANY_THRESHOLDS = Number(whole=True, low=2, high=100_000)
MANY_CLASSES = Number(whole=True, low=1, high=4_096)

NAMED = {"name": Argument(NAME, None)}
THRESHOLDS = {"thresholds": Argument(OneOf((FRACTION, ListOf(FRACTION))), None), **NAMED}
SMOOTHING = {"label_smoothing": Argument(NUMBER, 0.0)}
CHOSEN = {"top_k": Argument(COUNT, None), "class_id": Argument(INDEX, None)}
PICKED = {
    "num_thresholds": Argument(Number(whole=True, low=1, high=100_000), 200),
    "class_id": Argument(INDEX, None),
    **NAMED,
}
SCORE = {
    "average": Argument(Choice(("micro", "macro", "weighted")), None),
    "threshold": Argument(Number(above=0, high=1), None),
    **NAMED,
}
OVERLAP = {
    "num_classes": Argument(MANY_CLASSES),
    "ignore_class": Argument(INTEGER, None),
    **LAST_AXIS,
    **NAMED,
}
TARGETS = {"target_class_ids": Argument(ListOf(INDEX))}
SPARSE = {"sparse_y_true": Argument(FLAG, True), "sparse_y_pred": Argument(FLAG, True)}
ONE_HOT = {"sparse_y_pred": Argument(FLAG, False)}


def labels(class_name: str, arguments: Mapping[str, Any]) -> None:
    """Labels are counted where there are several, and a class that is looked for has to be there."""
    if "num_labels" in arguments and "multi_label" not in arguments:
        expected = "left out unless `multi_label` is true"
        raise Rejected(kinds.objects.WrongArgument("num_labels", found=arguments["num_labels"], expected=expected))
    classes = 2 if class_name == "BinaryIoU" else arguments.get("num_classes")
    for index, each in enumerate(arguments.get("target_class_ids", ())):
        if each >= classes:
            raise Rejected(
                kinds.objects.WrongArgument(f"target_class_ids/{index}", found=each, expected=f"below {classes}")
            )


METRICS = Table(
    "metric",
    {
        "AUC": {
            "num_thresholds": Argument(MANY_THRESHOLDS, 200),
            "curve": Argument(Choice(("ROC", "PR"), {"roc": "ROC", "pr": "PR"}), "ROC"),
            "summation_method": Argument(Choice(("interpolation", "minoring", "majoring")), "interpolation"),
            "thresholds": Argument(ListOf(FRACTION), None),
            "multi_label": Argument(FLAG, False),
            "num_labels": Argument(COUNT, None),
            "label_weights": Argument(ListOf(NUMBER), None),
            **LOGITS,
            **NAMED,
        },
        "Accuracy": NAMED,
        "BinaryAccuracy": {"threshold": Argument(NUMBER, 0.5), **NAMED},
        "BinaryCrossentropy": {**LOGITS, **SMOOTHING, **NAMED},
        "BinaryIoU": {
            "target_class_ids": Argument(ListOf(INDEX), [0, 1]),
            "threshold": Argument(NUMBER, 0.5),
            **NAMED,
        },
        "CategoricalAccuracy": NAMED,
        "CategoricalCrossentropy": {**LOGITS, **SMOOTHING, **LAST_AXIS, **NAMED},
        "CategoricalHinge": NAMED,
        "ConcordanceCorrelation": {**LAST_AXIS, **NAMED},
        "CosineSimilarity": {**LAST_AXIS, **NAMED},
        "F1Score": SCORE,
        "FBetaScore": {"beta": Argument(POSITIVE, 1.0), **SCORE},
        "FalseNegatives": THRESHOLDS,
        "FalsePositives": THRESHOLDS,
        "Hinge": NAMED,
        "IoU": {**OVERLAP, **TARGETS, **SPARSE},
        "KLDivergence": NAMED,
        "LogCoshError": NAMED,
        "MeanAbsoluteError": NAMED,
        "MeanAbsolutePercentageError": NAMED,
        "MeanIoU": {**OVERLAP, **SPARSE},
        "MeanSquaredError": NAMED,
        "MeanSquaredLogarithmicError": NAMED,
        "OneHotIoU": {**OVERLAP, **TARGETS, **ONE_HOT},
        "OneHotMeanIoU": {**OVERLAP, **ONE_HOT},
        "PearsonCorrelation": {**LAST_AXIS, **NAMED},
        "Poisson": NAMED,
        "Precision": {**THRESHOLDS, **CHOSEN},
        "PrecisionAtRecall": {"recall": Argument(FRACTION), **PICKED},
        "R2Score": {
            "class_aggregation": Argument(Choice(("uniform_average", "variance_weighted_average")), "uniform_average"),
            "num_regressors": Argument(INDEX, 0),
            **NAMED,
        },
        "Recall": {**THRESHOLDS, **CHOSEN},
        "RecallAtPrecision": {"precision": Argument(FRACTION), **PICKED},
        "RootMeanSquaredError": NAMED,
        "SensitivityAtSpecificity": {"specificity": Argument(FRACTION), **PICKED},
        "SparseCategoricalAccuracy": NAMED,
        "SparseCategoricalCrossentropy": {**LOGITS, "ignore_class": Argument(INTEGER, None), **LAST_AXIS, **NAMED},
        "SparseTopKCategoricalAccuracy": {"k": Argument(COUNT, 5), "from_sorted_ids": Argument(FLAG, False), **NAMED},
        "SpecificityAtSensitivity": {"sensitivity": Argument(FRACTION), **PICKED},
        "SquaredHinge": NAMED,
        "TopKCategoricalAccuracy": {"k": Argument(COUNT, 5), **NAMED},
        "TrueNegatives": THRESHOLDS,
        "TruePositives": THRESHOLDS,
    },
    {**LOSSES.aliases, "logcosh": "LogCoshError", "fbeta_score": "FBetaScore"},
    # Keras picks the kind of accuracy from the output's and the target's shape.
    plain={"accuracy": "accuracy", "acc": "accuracy"},
    together=labels,
)
