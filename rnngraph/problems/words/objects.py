"""Losses, optimizers, initializers, activations and metrics in other libraries, by family."""

from __future__ import annotations

from collections.abc import Mapping

from rnngraph.problems.words.word import EVERYDAY, Word, advised, renamed

CLASSES = (
    'write {"type": "SparseCategoricalCrossentropy", "from_logits": true}, or without `from_logits` after a softmax'
)
ONE_HOT = 'write {"type": "CategoricalCrossentropy", "from_logits": true}'
BINARY = 'write {"type": "BinaryCrossentropy", "from_logits": true}'
SUM_OF_SQUARES = "write mean_squared_error, which is twice as much, as a mean"

OBJECTS: Mapping[str, Mapping[str, Word]] = {
    "loss": {
        **renamed(
            "PyTorch",
            MSELoss="mean_squared_error",
            L1Loss="mean_absolute_error",
            BCELoss="binary_crossentropy",
            HuberLoss="huber",
            CTCLoss="ctc",
            mse_loss="mean_squared_error",
            l1_loss="mean_absolute_error",
            sparse_crossentropy="sparse_categorical_crossentropy",
        ),
        **advised("PyTorch", CLASSES, ("CrossEntropyLoss", "cross_entropy", "CrossEntropy")),
        **advised(
            "PyTorch", BINARY, ("BCEWithLogitsLoss", "binary_cross_entropy_with_logits", "MultiLabelSoftMarginLoss")
        ),
        "NLLLoss": Word(
            "PyTorch", advice="write sparse_categorical_crossentropy after a softmax, not after a log_softmax"
        ),
        "SmoothL1Loss": Word("PyTorch", ("huber",), exact=False),
        "KLDivLoss": Word("PyTorch", advice="write kl_divergence, which reads probabilities, not their logarithms"),
        "PoissonNLLLoss": Word("PyTorch", advice="write poisson, which reads the rate, not its logarithm"),
        "CosineEmbeddingLoss": Word("PyTorch", ("cosine_similarity",), exact=False),
        "HingeEmbeddingLoss": Word("PyTorch", ("hinge",), exact=False),
        **advised(
            "PyTorch",
            "neither Keras nor rnngraph has it as a loss by name",
            ("TripletMarginLoss", "MarginRankingLoss", "GaussianNLLLoss"),
        ),
        "crossentropy": Word(
            "MATLAB", advice="write categorical_crossentropy, or sparse_categorical_crossentropy for numbers"
        ),
        "classification": Word(
            "MATLAB", advice="write categorical_crossentropy, or sparse_categorical_crossentropy for numbers"
        ),
        "half_mean_squared_error": Word("MATLAB", advice=SUM_OF_SQUARES),
        "softmax_cross_entropy": Word("Optax", advice=ONE_HOT),
        "softmax_cross_entropy_with_integer_labels": Word("Optax", advice=CLASSES),
        "sigmoid_binary_cross_entropy": Word("Optax", advice=BINARY),
        "l2_loss": Word("Optax", advice=SUM_OF_SQUARES),
        "squared_error": Word("Optax", ("mean_squared_error",)),
        "huber_loss": Word("Optax", ("huber",)),
        "ctc_loss": Word("Optax", ("ctc",)),
        "softmax_cross_entropy_with_logits": Word("TensorFlow 1", advice=ONE_HOT),
        "sparse_softmax_cross_entropy_with_logits": Word("TensorFlow 1", advice=CLASSES),
        "sigmoid_cross_entropy_with_logits": Word("TensorFlow 1", advice=BINARY),
    },
    "optimizer": {
        **advised(
            "PyTorch", "Keras has no such optimizer: write adam", ("LBFGS", "RAdam", "SparseAdam", "Rprop", "ASGD")
        ),
        "sgdm": Word("MATLAB", advice='write {"type": "SGD", "momentum": 0.9}'),
        "AdamWOptimizer": Word("TensorFlow 1", ("adamw",)),
        "AdamOptimizer": Word("TensorFlow 1", ("adam",)),
        "RMSPropOptimizer": Word("TensorFlow 1", ("rmsprop",)),
        "GradientDescentOptimizer": Word("TensorFlow 1", ("sgd",)),
        "MomentumOptimizer": Word("TensorFlow 1", advice='write {"type": "SGD", "momentum": 0.9}'),
    },
    "initializer": {
        **renamed(
            "PyTorch",
            xavier_uniform_="glorot_uniform",
            xavier_uniform="glorot_uniform",
            xavier_normal_="glorot_normal",
            xavier_normal="glorot_normal",
            kaiming_uniform_="he_uniform",
            kaiming_uniform="he_uniform",
            kaiming_normal_="he_normal",
            kaiming_normal="he_normal",
            orthogonal_="orthogonal",
            zeros_="zeros",
            ones_="ones",
            eye_="identity",
            trunc_normal_="truncated_normal",
        ),
        "uniform_": Word("PyTorch", ("uniform",), exact=False),
        "normal_": Word("PyTorch", ("random_normal",), exact=False),
        **renamed("MATLAB", glorot="glorot_uniform", he="he_normal"),
        "narrow-normal": Word("MATLAB", advice='write {"type": "RandomNormal", "stddev": 0.01}'),
        "unit-forget-gate": Word("MATLAB", advice="write `unit_forget_bias` true, and the biases as zeros"),
        **renamed("Flax", lecun="lecun_normal"),
    },
    "activation": {
        **renamed("PyTorch", Hardtanh="hard_tanh", Hardsigmoid="hard_sigmoid", logsigmoid="log_sigmoid"),
        **advised(EVERYDAY, "write linear, or leave it out", ("identity", "none", "None")),
    },
    "metric": {
        "rmse": Word(EVERYDAY, advice='write {"type": "RootMeanSquaredError"}'),
        "RMSE": Word(EVERYDAY, advice='write {"type": "RootMeanSquaredError"}'),
        "f1": Word(EVERYDAY, advice='write {"type": "F1Score"}, for one-hot targets'),
    },
}
