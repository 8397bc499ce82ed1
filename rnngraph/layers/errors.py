"""From pydantic's errors to problems with a place: one translation for documents and for Python calls."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args

from rnngraph.graph import MAX_PROBLEMS, Problem

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails


class InvalidSpec(ValueError):
    """A layer, or a graph, that cannot be as it was written.

    `problems` says what is wrong; the message is the one that `check` prints for it.
    """

    def __init__(self, problems: Iterable[Problem], message: str | None = None) -> None:
        self.problems = tuple(problems)
        self.message = message
        super().__init__(self.problems)

    def __str__(self) -> str:
        from rnngraph import _describe  # the front door knows who speaks; this room knows no sentences

        return self.message or _describe(self.problems)


TYPES = {
    "int": "an integer",
    "float": "a number",
    "finite_number": "a finite number",
    "bool": "true or false",
    "string": "a string",
    "list": "a list",
    "tuple": "a list",
    "dict": "an object",
    "mapping": "an object",
    "model": "an object",
    "none_required": "null",
}


FEW = 30
"""Of more wrong fields than this in one place none is compared with others: it costs more than it helps."""
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


def bounded(fields: Mapping[str, Any], known: Collection[str]) -> Mapping[str, Any]:
    """The fields that are known, and of the others as many as problems are told of."""
    if len(fields) <= MAX_PROBLEMS:
        return fields
    others = islice((name for name in fields if name not in known), MAX_PROBLEMS)
    kept = {*known, *others}
    return {name: value for name, value in fields.items() if name in kept}


def problems_of(error: ValidationError, model: type[BaseModel], node: str | None) -> Iterator[Problem]:
    """Each of pydantic's errors as a problem of `node`; errors of layers inside a field are unfolded."""
    details = error.errors(include_url=False)[:MAX_PROBLEMS]
    unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    near = {at: nearest(str(at[-1]), _keys(_model_at(model, at))) for at in unknown} if len(unknown) <= FEW else {}
    slips = {(*at[:-1], found) for at, found in near.items()}
    inside = {detail["loc"][:depth] for detail in details for depth in range(len(detail["loc"]))}
    for detail in details:
        # Of a list with a wrong element pydantic says that it is too short as well; what is misspelt is not missing.
        followers = inside if detail["type"] == "too_short" else slips if detail["type"] == "missing" else ()
        if detail["loc"] not in followers:
            yield from _problems(detail, model, node, near.get(detail["loc"]))


def _model_at(model: type[BaseModel], way: Iterable[object]) -> type[BaseModel]:
    """The model that a place in another is a field of."""
    *above, _ = way
    for part in above:
        info = model.model_fields.get(str(part))
        model = next(_models(info.annotation), model) if info else model
    return model


def _may_be_none(model: type[BaseModel], way: tuple[object, ...]) -> bool:
    """Whether the field that a place names may be null."""
    info = next((info for name in way[::-1] if (info := model.model_fields.get(str(name)))), None)
    return info is not None and type(None) in get_args(info.annotation)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in a type: of a dict's values, say."""
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        yield annotation
    for each in get_args(annotation):
        yield from _models(each)


def _keys(model: type[BaseModel]) -> list[str]:
    """The fields of a document as they are written."""
    return [info.alias or name for name, info in model.model_fields.items()]


def escaped(part: object) -> str:
    """A key as a part of a path: what JSON pointers (RFC 6901) make of a slash in it."""
    return str(part).replace("~", "~0").replace("/", "~1")


def _problems(detail: ErrorDetails, model: type[BaseModel], node: str | None, near: str | None) -> Iterator[Problem]:
    context: Mapping[str, Any] = detail.get("ctx", {})
    path = [escaped(part) for part in detail["loc"] if not PART_OF_A_TYPE.fullmatch(str(part))]
    inner = context.get("error")
    if isinstance(inner, InvalidSpec):
        for problem in inner.problems:
            deeper = [*path, *([problem.field] if problem.field else [])]
            yield Problem(problem.kind, node, "/".join(deeper) or None, problem.values)
        return
    if "path" in context:
        path += [escaped(part) for part in context["path"]]
    kind, values = _kind(detail, context, model, near)
    yield Problem(kind, node, "/".join(path) or None, values)


def _kind(
    detail: ErrorDetails, context: Mapping[str, Any], model: type[BaseModel], near: str | None
) -> tuple[str, dict[str, Any]]:
    """The kind and the values of the problem; `near` is the field that an unknown one may have meant."""
    found = detail["input"]
    model = _model_at(model, detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            key = str(detail["loc"][-1])
            return "unknown_field", {"found": key, "nearest": near, "of": model.__name__}
        case "missing":
            return "missing_field", {"of": model.__name__}
        case "literal_error":
            known = [word.strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(", ")]
            values = {"found": found, "nearest": nearest(found, known), "known": known}
            return "unknown_choice", {**values, "null": _may_be_none(model, detail["loc"])}
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than" | "too_short" | "too_long":
            what = "an object" if isinstance(found, dict) else "a list"
            ends = [
                f"{what} of at {name} {context[f'{end}_length']:,}"
                for name, end in (("most", "max"), ("least", "min"))
                if f"{end}_length" in context
            ]
            limit = next(iter(ends), detail["msg"].removeprefix("Input should be "))
            return "out_of_range", {"found": found, "limit": limit}
        case kind if kind.endswith("_type") and kind.removesuffix("_type") in TYPES:
            return "wrong_type", {"found": found, "expected": TYPES[kind.removesuffix("_type")]}
        case kind if kind in TYPES:
            return "wrong_type", {"found": found, "expected": TYPES[kind]}
        case kind if kind in CUSTOM:
            return kind, dict(context)
    return "wrong_type", {"found": found, "expected": detail["msg"].removeprefix("Input should be ")}


PART_OF_A_TYPE = re.compile(r"\[key\]|constrained-\w+|(function-\w+|list|tuple|dict)\[.*\]")
"""Steps of pydantic's way to an error that are steps of the type, not of the value."""

CUSTOM = (
    *("unknown_object", "unknown_argument", "argument_type", "unknown_type", "missing_field", "bad_name"),
    *("formula", "wrong_type", "out_of_range"),
)
