"""Documents that mean harm, or look as if: each should end in a diagnostic, soon and in little memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from rnngraph import Limits

Entry = dict[str, Any]

MANY = 2_000
"""Layers, where what is wrong with each is the question: many more take their time to be read at all."""


def spec(*layers: Entry, **more: Any) -> bytes:
    """A document with an input of features over time, and these layers."""
    inputs = [{"name": "x", "shape": [None, 4]}]
    tree = {"rnngraph": 1, "name": "hostile", "inputs": inputs, "layers": list(layers), **more}
    return json.dumps(tree).encode()


def dense(units: Any = 4, **more: Any) -> Entry:
    """A layer to put things in."""
    return {"type": "Dense", "units": units, **more}


def raw(layer: str = '{"type": "Dense", "units": 4}', **fields: str) -> bytes:
    """A document written as text, for what `json.dumps` would not write."""
    own = {"rnngraph": "1", "name": '"hostile"', "inputs": '[{"name": "x", "shape": [null, 4]}]'}
    own |= {"layers": f"[{layer}]", **fields}
    return ("{" + ", ".join(f'"{key}": {value}' for key, value in own.items()) + "}").encode()


def nested(open_: str, close: str, depth: int = 100_000) -> bytes:
    """Brackets in brackets."""
    return (open_ * depth + "1" + close * depth).encode()


def laughs(levels: int, times: int, units: int = 4) -> bytes:
    """Blocks that hold blocks, each several times: `times ** (levels - 1)` layers."""
    blocks: Entry = {"b0": block(dense(units))}
    for level in range(1, levels):
        blocks[f"b{level}"] = block(*({"type": "Block", "block": f"b{level - 1}"} for _ in range(times)))
    return spec({"type": "Block", "block": f"b{levels - 1}"}, blocks=blocks)


def block(*layers: Entry, **more: Any) -> Entry:
    """A block of one input."""
    return {"inputs": [{"name": "in", "shape": [None, 4]}], "layers": list(layers), **more}


def parameter(value: Any, **more: Any) -> bytes:
    """A document with a parameter `a`, used once."""
    return spec(dense("$a"), parameters={"a": value, **more})


def doubling(count: int) -> Entry:
    """Parameters of which each is twice the one before."""
    return {f"p{index}": f"$(p{index - 1} + p{index - 1})" if index else 1 for index in range(count)}


def cell(step: str, size: Any = "units") -> bytes:
    """A cell as data with that formula."""
    made = {
        "parameters": ["units"],
        "inputs": {"x": ["features"]},
        "states": {"h": [size]},
        "weights": {"k": {"shape": ["features", "units"]}},
        "step": {"h": step},
        "outputs": ["h"],
    }
    return spec({"type": "RNN", "cell": {"type": "Mine", "units": 4}}, cells={"Mine": made})


EXPRESSIONS = {
    "an attribute": "().__class__.__bases__[0].__subclasses__()",
    "an import": "__import__('os').system('true')",
    "a call": "open('/etc/passwd').read()",
    "a comprehension": "[i for i in range(10**9)]",
    "a generator": "sum(i for i in range(10**9))",
    "a lambda": "(lambda: 1)()",
    "a huge power": "9 ** 9 ** 9 ** 9",
    "a huge shift": "1 << 10 ** 9",
    "a repetition": "'a' * 10 ** 10",
    "a huge product": " * ".join(["99999999999999999999"] * 40),
    "a huge literal": "9" * 5000,
    "a walrus": "(a := 1)",
    "an f-string": "f'{x}'",
    "a subscript": "x[0]",
    "a star": "*x",
    "a string": "'x'",
    "a byte string": "b'x'",
    "an ellipsis": "...",
    "an await": "await x",
    "a yield": "(yield 1)",
    "deep parentheses": "(" * 400 + "1" + ")" * 400,
    "deep signs": "-" * 900 + "1",
    "deep sums": "+".join(["1"] * 490),
    "not ASCII": "１ + １",
    "a null character": "1 \x00 + 1",
    "lines": "1 +\n1",
    "a comment": "1 # + 1",
    "a very long one": "1 + " * 10**6 + "1",
    "division by zero": "1 / 0",
    "no number": "1e999 - 1e999",
    "nothing": "",
}

PAYLOADS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a zero byte": lambda: b"\x00",
    "broken UTF-8": lambda: spec(dense()).replace(b"hostile", b"host\xff\xfeile"),
    "half a character": lambda: spec(dense())[:-2] + b"\xe2\x82",
    "UTF-16": lambda: spec(dense()).decode().encode("utf-16"),
    "UTF-32": lambda: spec(dense()).decode().encode("utf-32"),
    "a byte order mark": lambda: b"\xef\xbb\xbf" + spec(dense()),
    "two byte order marks": lambda: b"\xef\xbb\xbf" * 2 + spec(dense()),
    "overlong UTF-8": lambda: spec(dense()).replace(b"hostile", b"\xc0\xaf"),
    "a surrogate in UTF-8": lambda: spec(dense()).replace(b"hostile", b"\xed\xa0\x80"),
    "a lone surrogate": lambda: raw(name='"\\ud800"'),
    "a lone surrogate as a key": lambda: raw(**{"\\udfff": "1"}),
    "random bytes": lambda: bytes((index * 7919) % 251 for index in range(10**5)),
    "a key twice": lambda: raw('{"type": "Dense", "units": 4, "units": 5}'),
    "a key a hundred thousand times": lambda: raw("{" + ", ".join(['"units": 4'] * 10**5) + "}"),
    "NaN": lambda: raw('{"type": "Dropout", "rate": NaN}'),
    "Infinity": lambda: raw('{"type": "Dense", "units": -Infinity}'),
    "NaN a hundred thousand times": lambda: raw('{"type": "Dense", "units": [' + ", ".join(["NaN"] * 10**5) + "]}"),
    "a number that overflows": lambda: raw('{"type": "Dropout", "rate": 1e999}'),
    "an integer of 4,301 digits": lambda: raw('{"type": "Dense", "units": ' + "9" * 4301 + "}"),
    "an integer of a million digits": lambda: raw('{"type": "Dense", "units": ' + "9" * 10**6 + "}"),
    "a fraction of a million digits": lambda: raw('{"type": "Dropout", "rate": 3.' + "1" * 10**6 + "}"),
    "an exponent of a million digits": lambda: raw('{"type": "Dropout", "rate": 1e' + "9" * 10**6 + "}"),
    "10 ** 400 units": lambda: spec(dense(10**400)),
    "10 ** 400 as a shape": lambda: spec(dense(), inputs=[{"name": "x", "shape": [10**400]}]),
    "lists in lists": lambda: nested("[", "]"),
    "lists that never end": lambda: b"[" * 10**6,
    "objects in objects": lambda: nested('{"a":', "}"),
    "lists in lists, in a field": lambda: raw('{"type": "Dense", "units": ' + "[" * 10**5 + "]" * 10**5 + "}"),
    "wrappers in wrappers": lambda: raw(
        '{"type": "TimeDistributed", "layer": ' * 10**4 + '{"type": "Dense", "units": 1}' + "}" * 10**4
    ),
    "sixty wrappers in wrappers": lambda: raw(
        '{"type": "TimeDistributed", "layer": ' * 60 + '{"type": "Dense", "units": 1}' + "}" * 60
    ),
    "no end": lambda: raw()[:-3],
    "a string without end": lambda: raw()[:-20] + b'"' + b"a" * 10**6,
    "a million commas": lambda: b"[" + b"," * 10**6,
    "a million errors of syntax": lambda: b"{" + b"'a': " * 10**6,
    "eight megabytes of spaces": lambda: b" " * (8 * 2**20),
    "more bytes than the limit": lambda: spec(dense(description="a" * Limits().bytes)),
    "eight megabytes of prose": lambda: spec(dense(), {"type": "Dense"}, description="a" * (8 * 2**20 - 400)),
    "a comment": lambda: b"// a\n" + spec(dense()),
    "HTML in names": lambda: spec(dense(name="<script>alert(1)</script>")),
    "HTML in text": lambda: spec(dense(description="<img src=x onerror=alert(1)>"), {"type": "<b>"}),
    "control characters": lambda: spec(dense(name="a\x1b[31m\r\n\x07b"), {"type": "\x1b]0;title\x07"}),
    "control characters in text": lambda: spec({"type": "Dense"}, description="\x1b[2J\x1b[31m"),
    "a path in a name": lambda: spec(dense(), name="../../../etc/passwd"),
    "a path in a layer's name": lambda: spec(dense(name="../../x/y")),
    "a very long name": lambda: spec(dense(name="a" * 10**6)),
    "a very long type": lambda: spec({"type": "a" * 10**6}),
    "right to left": lambda: spec(dense(name="\u202egnp.exe")),
    "names that look alike": lambda: spec(dense(name="\u0430")),
    "more layers than the limit": lambda: spec(*[dense() for _ in range(Limits().nodes + 1)]),
    "thousands of layers without a type": lambda: spec(*[{} for _ in range(MANY)]),
    "thousands of unknown types": lambda: spec(*[{"type": f"Lstm{index}"} for index in range(MANY)]),
    "thousands of unknown references": lambda: spec(*[dense(inputs=f"y{index}") for index in range(MANY)]),
    "thousands of names alike": lambda: spec(*[dense(name="a") for _ in range(MANY)]),
    "thousands of layers in a circle": lambda: spec(
        *[dense(name=f"a{index}", inputs=f"a{(index + 1) % MANY}") for index in range(MANY)]
    ),
    "thousands of wrong layers": lambda: spec(*[dense(units=-1) for _ in range(MANY)]),
    "shares in a circle": lambda: spec(
        *[{"name": f"a{index}", "shares": f"a{(index + 1) % MANY}"} for index in range(MANY)]
    ),
    "a chain of shares": lambda: spec(
        dense(0, name="a0"), *[{"name": f"a{index}", "shares": f"a{index - 1}"} for index in range(1, MANY)]
    ),
    "a merge of thousands": lambda: spec(
        *[dense(name=f"a{index}", inputs="x") for index in range(MANY)],
        {"type": "Concatenate", "axis": 9, "inputs": [f"a{index}" for index in range(MANY)]},
    ),
    "the same input a million times": lambda: spec({"type": "Add", "inputs": ["y"] * 10**6}),
    "a hundred thousand inputs": lambda: spec(
        dense(), inputs=[{"name": f"x{index}", "shape": [4]} for index in range(10**5)]
    ),
    "a million outputs": lambda: spec(dense(name="a"), outputs=["a"] * 10**6),
    "two hundred thousand unknown fields": lambda: spec(dense(), **{f"f{index}": 1 for index in range(2 * 10**5)}),
    "thirty thousand unknown fields of a layer": lambda: spec(dense(**{f"units{index}": 1 for index in range(30_000)})),
    "a shape of a million sizes": lambda: spec(dense(), inputs=[{"name": "x", "shape": [2] * 10**6}]),
    "a shape of sizes that are none": lambda: spec(dense(), inputs=[{"name": "x", "shape": [0] * 10**5}]),
    "a permutation of a hundred thousand": lambda: spec({"type": "Permute", "dims": [1] * 10**5}),
    "a stack of a hundred thousand cells": lambda: spec({"type": "RNN", "cell": [{"type": "LSTMCell"}] * 10**5}),
    "a very large network": lambda: spec(*[dense(2**31 - 1) for _ in range(100)], dense(0)),
    "blocks that multiply": lambda: laughs(10, 10),
    "blocks that multiply a little": lambda: laughs(4, 8, 0),
    "a block repeated without end": lambda: spec(
        {"type": "Block", "block": "b", "repeat": 10**9}, blocks={"b": block(dense())}
    ),
    "repetitions of repetitions": lambda: spec(
        {"type": "Block", "block": "c", "repeat": 1000},
        blocks={"b": block(dense()), "c": block({"type": "Block", "block": "b", "repeat": 1000})},
    ),
    "a block in itself": lambda: spec(
        {"type": "Block", "block": "b"}, blocks={"b": block({"type": "Block", "block": "b"})}
    ),
    "blocks in a chain": lambda: laughs(900, 1),
    "many blocks": lambda: spec(dense(0), blocks={f"b{index}": block(dense(0)) for index in range(900)}),
    "ten thousand cells": lambda: spec(dense(0), cells={f"c{index}": {} for index in range(10_000)}),
    "many cells": lambda: spec(dense(0), cells={f"c{index}": {} for index in range(900)}),
    "ten thousand blocks": lambda: spec(dense(0), blocks={f"b{index}": block(dense(0)) for index in range(10_000)}),
    "a parameter of itself": lambda: parameter("$a"),
    "a parameter that grows": lambda: parameter("$(a + a)"),
    "parameters in a circle": lambda: parameter("$b", b="$(c + 1)", c="$(a * 2)"),
    "parameters that double": lambda: spec(dense("$p999"), parameters=doubling(1000)),
    "ten thousand parameters in a chain": lambda: spec(
        dense("$p9999"), parameters={f"p{index}": f"$p{index - 1}" if index else -1 for index in range(10_000)}
    ),
    "ten thousand parameters in a chain, backwards": lambda: spec(
        dense("$p0"), parameters={f"p{index}": f"$p{index + 1}" if index < 9999 else -1 for index in range(10_000)}
    ),
    "ten thousand parameters in a circle": lambda: spec(
        dense("$p0"), parameters={f"p{index}": f"$p{(index + 1) % 10_000}" for index in range(10_000)}
    ),
    "a parameter of a million characters": lambda: spec(dense(name="$a"), dense("$a"), parameters={"a": "b" * 10**6}),
    "a size of a million terms": lambda: cell("x @ k", " + ".join(f"n{index}" for index in range(10**5))),
    "a size that multiplies": lambda: cell("x @ k", " * ".join(f"(a{i} + b{i})" for i in range(30))),
    "einsum of many letters": lambda: cell(f"einsum('{'ab' * 10**5}->a', x)"),
    "split into many": lambda: cell("split(x, 1000000000)"),
    "reshape to much": lambda: cell("reshape(x, [1000000000000, 1000000000000])"),
    "a step of many formulas": lambda: cell(" + ".join(["x"] * 10**5)),
    **{f"expression: {what}": (lambda text=text: parameter(f"$({text})")) for what, text in EXPRESSIONS.items()},
    **{f"formula: {what}": (lambda text=text: cell(text)) for what, text in EXPRESSIONS.items()},
    **{f"size: {what}": (lambda text=text: cell("x @ k", text)) for what, text in EXPRESSIONS.items()},
}
"""By what they are. Made when they are needed: some have many megabytes."""
