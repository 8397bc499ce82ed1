"""Which known word an unknown one may have meant, and how likely that is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

MANY = 300
"""Among more words than this no likeness is looked for: it costs more than it helps."""


SYNONYMS = {
    "lr": "learning_rate",
    "inner_activation": "recurrent_activation",
    "gate_activation": "recurrent_activation",
    "recurrent_nonlinearity": "recurrent_activation",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer",
    "return_seq": "return_sequences",
    "rnn_dropout": "recurrent_dropout",
    "p": "rate",
    "dropout_rate": "rate",
    "hidden_size": "units",
    "hidden_units": "units",
    "num_units": "units",
    "out_features": "units",
    "vocab_size": "input_dim",
    "num_embeddings": "input_dim",
    "embedding_dim": "output_dim",
    "embedding_size": "output_dim",
    "out_channels": "filters",
    "num_filters": "filters",
    "nonlinearity": "activation",
    "eps": "epsilon",
    "class_name": "type",
    "kind": "type",
    "share": "shares",
    "Linear": "Dense",
    "CuDNNLSTM": "LSTM",
    "CuDNNGRU": "GRU",
    "Concat": "Concatenate",
    "Sum": "Add",
    "Mul": "Multiply",
    "sparse_crossentropy": "sparse_categorical_crossentropy",
}
"""What PyTorch, older Kerases and everyday speech call some things, and what Keras calls them."""
RELATED = {
    **dict.fromkeys(("BiLSTM", "BLSTM", "BiGRU", "BidirectionalLSTM"), "Bidirectional"),
    **dict.fromkeys(("ConvLSTM", "Conv2DLSTM", "ConvLSTMCell"), "ConvLSTM2D"),
    "Conv": "Conv1D",
    "Merge": "Concatenate",
    "Attn": "Attention",
    "EmbeddingBag": "Embedding",
    "TimeDistributedDense": "TimeDistributed",
}
"""What is most like a thing that Keras has not, or not as one: a hint, and nothing to be written unseen."""


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that means the same as the given one, or is most like it; None where none is near, or several."""
    names = list(known)
    if len(names) > MANY:
        return None
    # A name may be written with the modules it is in: keras.layers.LSTM.
    last = str(word).rpartition(".")[2]
    meant = SYNONYMS.get(last) or RELATED.get(last)
    if meant in names:
        return meant
    folded = {name.lower(): name for name in reversed(names)}
    own = last.lower()
    if sum(name.endswith(f"_{own}") for name in folded) > 1:
        return None
    found = difflib.get_close_matches(own, folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


LONG = 8
"""From so many letters on two slips are one word still."""


def likely(found: object, near: str, *, free: bool = False) -> bool:
    """Whether one name is so near to another that a slip of the hand, or a habit, parted them: `Ltsm` is `LSTM`.

    Names that an author is `free` to choose may be as near as that and two: only a letter too many, too few or in the
    wrong order is a slip there, since `lstm_b` is no `lstm_a`. `dense_3` is no `dense_2` anywhere.
    """
    last = str(found).rpartition(".")[2]
    if SYNONYMS.get(last) == near:
        return True
    one, other = last.lower(), near.lower()
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    slips = _slips(one, other)
    if free:
        return slips <= 1 and (len(one) != len(other) or sorted(one) == sorted(other))
    return slips <= (2 if min(len(one), len(other)) >= LONG else 1)


def _slips(one: str, other: str) -> int:
    """How many letters too many, too few, wrong, or in the wrong order part two words (Damerau, 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        above, row = row, [at + 1]
        for index, each in enumerate(other):
            cost = min(above[index] + (letter != each), above[index + 1] + 1, row[index] + 1)
            if at and index and letter == other[index - 1] and each == one[at - 1]:
                cost = min(cost, before[index - 1] + 1)
            row.append(cost)
        before = above
    return row[-1]
