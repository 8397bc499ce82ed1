"""Texts that may or may not be documents: real ones with pieces changed, and trees of what documents are made of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

SPECS = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "specs").glob("*.json"))]
KEYS = (
    *("rnngraph", "name", "description", "inputs", "layers", "outputs", "batch_size", "dtype_policy", "parameters"),
    *("cells", "blocks", "training", "type", "shape", "dtype", "mask", "units", "initial_state", "shares", "cell"),
    *("layer", "backward_layer", "merge_mode", "block", "repeat", "weights", "states", "step", "initializer", "path"),
    *("kernel_initializer", "activation", "axis", "index", "loss", "optimizer", "metrics", "$schema", ""),
)
TEXTS = (
    *("LSTM", "GRU", "RNN", "Bidirectional", "TimeDistributed", "LSTMCell", "Dense", "Embedding", "Concatenate"),
    *("Block", "Slice", "Variable", "x", "x.state_h", "x.states", ".", "x.", "$a", "$(a + 1)", "$(", "tanh", "File"),
    *("<script>", "../..", "\x00", "\x1b[31m", "\ud800", "é", "\u202e", "a" * 300, "x @ k", "x + h", "4 * units"),
)
NUMBERS = (0, 1, -1, 2, 1.5, 1e308, -0.0, 10**30, 2**31, 2**63, True)
PIECES = (
    *(b"", b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"'", b"null", b"true", b"NaN", b"-Infinity", b"1e999"),
    *(b"0", b"-", b"9" * 5000, b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\x00", b"\n", b"\r\n", b"//", b"/*", b"\\ud800"),
    *(b'"units": 4,', b'"type": "LSTM",', b'"inputs": "x"', b'"name": "x",', b"[" * 300, b'{"a":' * 300),
)

leaves = st.one_of(st.none(), st.sampled_from(NUMBERS), st.sampled_from(TEXTS), st.text(max_size=5))
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(KEYS) | st.sampled_from(TEXTS), inner, max_size=5),
    ),
    max_leaves=25,
)


@st.composite
def changed_texts(draw: st.DrawFn) -> bytes:
    """A real document, pieces of it gone, doubled, or replaced."""
    data = draw(st.sampled_from(SPECS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from((0, 1, 1, 2, 5, 30, 200))))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=3))
        data = data[:start] + (data[start:end] * 2 if draw(st.booleans()) else piece) + data[end:]
    return data


@st.composite
def changed_trees(draw: st.DrawFn) -> bytes:
    """A real document with other values in some places: it is JSON, so that all of it is looked at."""
    tree = json.loads(draw(st.sampled_from(SPECS)))
    for _ in range(draw(st.integers(1, 4))):
        at: Any = tree
        while isinstance(at, dict | list) and at:
            key = draw(st.sampled_from(list(at) if isinstance(at, dict) else range(len(at))))
            if not isinstance(at[key], dict | list) or draw(st.integers(0, 3)) == 3:
                change(draw, at, key)
                break
            at = at[key]
    return json.dumps(tree).encode()


def change(draw: st.DrawFn, at: Any, key: Any) -> None:
    """One change at a place: another value, nothing, or one more."""
    what = draw(st.integers(0, 3))
    if what == 3:
        del at[key]
    elif what == 2 and isinstance(at, dict):
        at[draw(st.sampled_from(KEYS))] = draw(trees)
    elif what == 2:
        at.append(at[key])
    else:
        at[key] = draw(trees)


texts = st.one_of(changed_texts(), changed_trees(), trees.map(lambda tree: json.dumps(tree).encode()))
