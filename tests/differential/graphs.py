"""Random documents over the whole catalogue, grown a layer at a time from what the analysis says is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from rnngraph.analysis import Analysis, analyse
from rnngraph.graph import TensorType
from rnngraph.spec.build import loads

Entry = dict[str, Any]
POLICIES = ("float32", "float32", "float32", "float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16")
ACTIVATIONS = ("tanh", "relu", "linear", None, "sigmoid", "softmax")


def document(random: Random, layers: int) -> Entry:
    """A document without errors, of up to `layers` layers, its outputs the tensors that nothing reads."""
    tree: Entry = {"rnngraph": 1, "name": "random", "dtype_policy": random.choice(POLICIES), "inputs": [], "layers": []}
    if random.random() < 0.3:
        tree["batch_size"] = random.choice([1, 4])
    for index in range(random.randint(1, 3)):
        tree["inputs"].append({"name": f"in_{index}", **_input(random)})
    while not tree["layers"] or layers > 0:
        layers -= 1
        grown = analyse(loads(json.dumps({**tree, "outputs": _outputs(tree)})))
        entry = _layer(random, grown, len(tree["layers"]))
        candidate = {**tree, "layers": [*tree["layers"], entry]}
        if entry and not analyse(loads(json.dumps({**candidate, "outputs": _outputs(candidate)}))).problems:
            tree = candidate
    return {**tree, "outputs": _outputs(tree)}


def _input(random: Random) -> Entry:
    length = random.choice([None, None, 1, 5])
    kinds: list[Entry] = [
        {"shape": [length], "dtype": "int32"},
        {"shape": [length, random.randint(1, 4)]},
        {"shape": [length, random.randint(1, 4)]},
        {"shape": [random.randint(1, 6)]},
        {"shape": [length, 3, 2]},
    ]
    return {**random.choice(kinds), **({"mask": "any"} if random.random() < 0.2 else {})}


def _outputs(tree: Entry) -> list[str]:
    """What nothing reads, and the last layer."""
    read = {name.partition(".")[0] for each in tree["layers"] for name in _names(each)}
    free = [each["name"] for each in (*tree["layers"], *tree["inputs"]) if each["name"] not in read]
    return free or [tree["layers"][-1]["name"]]


def _names(entry: Entry) -> list[str]:
    found = []
    for field in ("inputs", "initial_state"):
        value = entry.get(field, [])
        found += [value] if isinstance(value, str) else list(value.values()) if isinstance(value, dict) else value
    return found


class Tensors:
    """What is there to be read, by shape."""

    def __init__(self, random: Random, analysis: Analysis) -> None:
        self.random = random
        self.all: list[tuple[str, TensorType]] = [(name, kind) for name, kind in analysis.inputs.items() if kind]
        for name, fact in analysis.nodes.items():
            for port in fact.facts.outputs if fact.facts else ():
                ref = name if port is fact.facts.outputs[0] else f"{name}.{port.name}"  # type: ignore[union-attr]
                self.all.append((ref, port.type))
        self.stateful = [
            (name, fact.facts.states) for name, fact in analysis.nodes.items() if fact.facts and fact.facts.states
        ]

    def pick(self, fits: Callable[[TensorType], bool]) -> tuple[str, TensorType] | None:
        """One that fits, the later ones more often: else graphs stay shallow."""
        found = [each for each in self.all if fits(each[1])]
        return found[-1 - int(len(found) * self.random.random() ** 2)] if found else None


def _layer(random: Random, analysis: Analysis, index: int) -> Entry:
    tensors = Tensors(random, analysis)
    make = random.choice(MAKERS)
    entry = make(random, tensors)
    return {"name": f"layer_{index}", **entry} if entry else {}


def is_float(kind: TensorType) -> bool:
    """Whether a layer with weights can read it."""
    return kind.is_float


def sequence(kind: TensorType) -> bool:
    """Whether a recurrent layer can read it."""
    return kind.rank == 3 and kind.is_float


def _recurrent_fields(random: Random, type_name: str) -> Entry:
    fields: Entry = {"type": type_name, "units": random.randint(1, 4)}
    options: Entry = {
        "return_sequences": True,
        "go_backwards": True,
        "use_bias": False,
        "activation": "relu",
        "dropout": 0.1,
        "recurrent_dropout": 0.1,
        "dtype": "float32",
        "trainable": False,
    }
    if type_name.startswith("GRU"):
        options["reset_after"] = False
    if type_name.endswith("Cell"):
        options = {key: options[key] for key in options if key not in ("return_sequences", "go_backwards")}
    elif type_name in ("LSTM", "GRU"):
        options["cudnn"] = "never"
    chance = {"return_sequences": 0.6}
    return fields | {key: value for key, value in options.items() if random.random() < chance.get(key, 0.15)}


def _rnn(random: Random) -> Entry:
    cells = [
        _recurrent_fields(random, random.choice(["LSTMCell", "GRUCell", "SimpleRNNCell"]))
        for _ in range(random.randint(1, 3))
    ]
    fields: Entry = {"type": "RNN", "cell": cells if len(cells) > 1 or random.random() < 0.3 else cells[0]}
    return fields | {
        key: True for key in ("return_sequences", "go_backwards", "zero_output_for_mask") if random.random() < 0.4
    }


def _any_recurrent(random: Random) -> Entry:
    type_name = random.choice(["LSTM", "GRU", "SimpleRNN", "RNN"])
    return _rnn(random) if type_name == "RNN" else _recurrent_fields(random, type_name)


def recurrent(random: Random, tensors: Tensors) -> Entry:
    """A recurrent layer, now and then started from states that are there."""
    found = tensors.pick(sequence)
    if not found:
        return {}
    entry = {**_any_recurrent(random), "inputs": found[0]}
    if random.random() < 0.15 and found[1].shape[0]:
        entry["stateful"] = True
    if random.random() < 0.15 and found[1].shape[1]:
        entry["unroll"] = True
    if tensors.stateful and random.random() < 0.4:
        entry["initial_state"] = random.choice(tensors.stateful)[0]
    return entry


def bidirectional(random: Random, tensors: Tensors) -> Entry:
    """Both directions, the backward one at times a layer of its own."""
    found = tensors.pick(sequence)
    if not found:
        return {}
    layer = _any_recurrent(random)
    entry = {
        "type": "Bidirectional",
        "layer": layer,
        "merge_mode": random.choice(["concat", "sum", "mul", "ave", None]),
    }
    if random.random() < 0.3:
        entry["backward_layer"] = {**_any_recurrent(random), "go_backwards": not layer.get("go_backwards", False)}
        entry["backward_layer"].pop("return_sequences", None)
        if layer.get("return_sequences"):
            entry["backward_layer"]["return_sequences"] = True
    if tensors.stateful and random.random() < 0.2:
        entry["initial_state"] = random.choice(tensors.stateful)[0]
    return {**entry, "inputs": found[0]}


def embedding(random: Random, tensors: Tensors) -> Entry:
    """An embedding of integers."""
    found = tensors.pick(lambda kind: not kind.is_float)
    fields = {
        "type": "Embedding",
        "input_dim": 7,
        "output_dim": random.randint(1, 4),
        "mask_zero": random.random() < 0.5,
    }
    return {**fields, "inputs": found[0]} if found else {}


def simple(random: Random, tensors: Tensors) -> Entry:
    """A layer of one float input."""
    found = tensors.pick(is_float)
    entries: list[Entry] = [
        {"type": "Dense", "units": random.randint(1, 4), "use_bias": random.random() < 0.7},
        {"type": "Dropout", "rate": 0.2},
        {"type": "Activation", "activation": random.choice(ACTIVATIONS)},
        {"type": "BatchNormalization", "center": random.random() < 0.5, "scale": random.random() < 0.5},
        {"type": "BatchNormalization", "axis": random.choice([1, -1, 2])},
        {"type": "LayerNormalization", "axis": random.choice([-1, 1, [1, 2]])},
        {"type": "Masking", "mask_value": random.choice([0.0, 1])},
        {"type": "Flatten"},
        {"type": "Reshape", "target_shape": random.choice([[-1], [-1, 1], [2, -1], [1, 5]])},
        {"type": "RepeatVector", "n": random.randint(1, 3)},
    ]
    extra = {"dtype": random.choice(POLICIES)} if random.random() < 0.15 else {}
    return {**random.choice(entries), **extra, "inputs": found[0]} if found else {}


def distributed(random: Random, tensors: Tensors) -> Entry:
    """A layer at every timestep, wrappers in wrappers among them."""
    found = tensors.pick(lambda kind: kind.is_float and kind.rank >= 3)
    inner: list[Entry] = [
        {"type": "Dense", "units": random.randint(1, 4)},
        _any_recurrent(random),
        {"type": "Bidirectional", "layer": _any_recurrent(random)},
        {"type": "Flatten"},
        {"type": "TimeDistributed", "layer": {"type": "Dense", "units": 2}},
        {"type": "LayerNormalization"},
        {"type": "Conv1D", "filters": 2, "kernel_size": 2, "padding": "same"},
        {"type": "GlobalMaxPooling1D"},
        {"type": "Slice", "axis": 1, "index": -1},
    ]
    return {"type": "TimeDistributed", "layer": random.choice(inner), "inputs": found[0]} if found else {}


def merge(random: Random, tensors: Tensors) -> Entry:
    """A merge of two or three tensors of one rank."""
    first = tensors.pick(is_float)
    if not first:
        return {}
    others = [
        tensors.pick(lambda kind: kind.is_float and kind.rank == first[1].rank) for _ in range(random.randint(1, 2))
    ]
    entry: Entry = {"type": random.choice(["Concatenate", "Add", "Multiply", "Average"])}
    if entry["type"] == "Concatenate" and random.random() < 0.4:
        entry["axis"] = random.choice([1, -1, 2])
    return {**entry, "inputs": [first[0], *(each[0] for each in others if each)]}


def attention(random: Random, tensors: Tensors) -> Entry:
    """Attention of one sequence over another."""
    query = tensors.pick(sequence)
    value = query and tensors.pick(lambda kind: sequence(kind) and kind.shape[2] == query[1].shape[2])
    if not query or not value:
        return {}
    kinds: list[Entry] = [
        {"type": "Attention", "use_scale": random.random() < 0.5, "score_mode": random.choice(["dot", "concat"])},
        {"type": "AdditiveAttention", "use_scale": random.random() < 0.5},
    ]
    call = {"use_causal_mask": True} if random.random() < 0.3 else {}
    return {**random.choice(kinds), **call, "inputs": {"query": query[0], "value": value[0]}}


def _window(random: Random, kind: str, number: int) -> Entry:
    fields: Entry = {"type": f"{kind}{number}D", "padding": random.choice(["valid", "same"])}
    fields["kernel_size" if "Conv" in kind else "pool_size"] = random.randint(1, 3)
    fields["strides"] = random.choice([1, 1, 2, [2] * number])
    if "Conv" in kind:
        fields |= {"filters": random.choice([2, 4]), "use_bias": random.random() < 0.7}
        fields["dilation_rate"] = random.choice([1, 1, 2])
    if kind == "Conv":
        fields["groups"] = random.choice([1, 1, 2])
        fields["padding"] = random.choice(["valid", "same", "causal"] if number == 1 else ["valid", "same"])
    return fields


def _global(random: Random, number: int) -> Entry:
    kind = random.choice(["Max", "Average"])
    return {"type": f"Global{kind}Pooling{number}D", "keepdims": random.random() < 0.3}


def convolutional(random: Random, tensors: Tensors) -> Entry:
    """A convolution or a pooling, of integers too where there is one."""
    found = tensors.pick(lambda kind: 3 <= kind.rank <= 5)
    if not found:
        return {}
    number = found[1].rank - 2
    kinds = {1: ["Conv", "SeparableConv", "MaxPooling", "AveragePooling"], 2: ["Conv", "MaxPooling", "AveragePooling"]}
    entry = (
        _global(random, number)
        if number < 3 and random.random() < 0.25
        else _window(random, random.choice(kinds.get(number, ["Conv", "MaxPooling"])), number)
    )
    if random.random() < 0.2:
        entry["data_format"] = "channels_first"
    return {**entry, "inputs": found[0]}


def cut(random: Random, tensors: Tensors) -> Entry:
    """A layer that cuts, pads, repeats, turns or rescales."""
    found = tensors.pick(lambda kind: kind.rank >= 2)
    if not found:
        return {}
    rank = found[1].rank
    bounds = {key: random.choice([None, -2, -1, 1, 2]) for key in ("start", "stop", "step")}
    place = {"index": random.choice([0, -1])} if random.random() < 0.5 else bounds
    entries: list[Entry] = [
        {"type": "Slice", "axis": random.choice([1, -1, 2]), **place},
        {"type": "Permute", "dims": random.sample(range(1, rank), rank - 1)},
        {"type": "Rescaling", "scale": random.choice([0.5, [2]]), "offset": 1},
    ]
    if rank == 3:
        entries += [
            {"type": "Cropping1D", "cropping": random.choice([0, 1, [0, 2]])},
            {"type": "ZeroPadding1D", "padding": random.choice([2, [1, 0]])},
            {"type": "UpSampling1D", "size": random.randint(1, 3)},
        ]
    if rank == 4:
        entries.append({"type": "ZeroPadding2D", "padding": random.choice([1, [0, 1], [[1, 0], 2]])})
    extra = {"dtype": random.choice(POLICIES)} if random.random() < 0.15 else {}
    return {**random.choice(entries), **extra, "inputs": found[0]}


MAKERS = (
    recurrent,
    recurrent,
    bidirectional,
    embedding,
    simple,
    simple,
    distributed,
    merge,
    attention,
    convolutional,
    cut,
)
