"""Broken documents, each with its one finding marked: between « and » stands exactly what the diagnostic marks."""

from __future__ import annotations

import pytest

import rnngraph as rg
from rnngraph.analysis import analyse
from rnngraph.check import check
from rnngraph.documents.lines import Lines
from rnngraph.documents.load import from_text


def document(layers: str, more: str = "", inputs: str = '{"name": "x", "shape": [null, 8]}') -> str:
    return f'{{\n  "rnngraph": 1, "name": "placed",{more}\n\t"inputs": [{inputs}],\r\n  "layers": [{layers}]\n}}\n'


CELL = """ "cells": {"Leaky": {"parameters": ["units"], "inputs": {"x": ["i"]}, "states": {"s": ["units"]},
  "weights": {"kernel": {"shape": ["i", "units"]}}, "step": {"s": %s}, "outputs": ["s"]}},"""
LEAKY = '{"type": "RNN", "cell": {"type": "Leaky", "units": 4}}'
DENSE = '{"type": "Dense", "units": 2}'

A = '{"name": "a", "type": "LSTM", "units": 8}'
STATES = '"initial_state": ["a", «"b"»]'

TABLE = {
    "a value": ("RG113", document('{"type": "LSTM", "units": «-4»}')),
    "a key": ("RG110", document('{"type": "LSTM", "units": 4, «"return_sequence"» : true}')),
    "a missing field": ("RG111", document('{"type": «"LSTM"»}')),
    "a missing field of a named layer": ("RG111", document('{"type": "LSTM", "name": «"l"»}')),
    "a value behind a wide name": ("RG113", document('{"description": "円👍é", "type": "LSTM", "units": «0»}')),
    "a layer in a layer": (
        "RG113",
        document('{"type": "Bidirectional", "layer": {"type": "LSTM", "units": 4, "dropout": «1.5»}}'),
    ),
    "a missing field in a layer": ("RG111", document('{"type": "Bidirectional", "layer": {"type": «"LSTM"»}}')),
    "a cell in a stack": (
        "RG112",
        document('{"type": "RNN", "cell": [{"type": "GRUCell", "units": 4}, {"type": "LSTMCell", "units": «"4"»}]}'),
    ),
    "an argument of an object": (
        "RG122",
        document('{"type": "Dense", "units": 2, "kernel_initializer": {"type": "RandomNormal", «"std"»: 0.1}}'),
    ),
    "an argument in Keras's form": (
        "RG123",
        document(
            '{"type": "Dense", "units": 2, "kernel_regularizer": {"class_name": "L2", "config": {"l2": «"0.1"»}}}'
        ),
    ),
    "a size in a list": ("RG113", document(DENSE, "", '{"name": "x", "shape": [null, «0»]}')),
    "an element of a list": (
        "RG112",
        document('{"type": "Conv1D", "filters": 2, "kernel_size": [«"3"»]}'),
    ),
    "a reference in a list": ("RG202", document(f'{A}, {{"type": "LSTM", "units": 8, "inputs": "x", {STATES}}}')),
    "an object over several lines": (
        "RG112",
        document('{"type": "LSTM", "units": «{\n    "a": [1,\n 2]\n  }»}'),
    ),
    "a name in an expression": (
        "RG130",
        document('{"type": "Dense", "units": "$(2 * «unit» + 1)"}', ' "parameters": {"units": 4},'),
    ),
    "a name in an expression with escapes": (
        "RG130",
        document(r'{"type": "Dense", "units": "$(\u0032 * «\u0075nit» + 1)"}', ' "parameters": {"units": 4},'),
    ),
    "a bare parameter": ("RG130", document('{"type": "Dense", "units": "$«unit»"}', ' "parameters": {"units": 4},')),
    "an expression of a parameter": ("RG130", document(DENSE, ' "parameters": {"units": 4, "b": "$(«units ** 2»)"},')),
    "a formula's name": ("RG701", document(LEAKY, CELL % '"0.5 * s + x @ «kernels»"')),
    "a formula's name behind escapes": ("RG701", document(LEAKY, CELL % r'"0.5\u0020* s + x @ «kernel\u0073»"')),
    "an argument of the optimizer": (
        "RG123",
        document(DENSE, ' "training": {"optimizer": {"type": "Adam", "learning_rate": «"fast"»}},'),
    ),
    "a key twice": ("RG106", document('{"type": "Dense", "units": 2, «"units"»: 3}')),
    "no number": ("RG105", document('{"type": "Dropout", "rate": «NaN»}')),
    "a number too large": ("RG105", document('{"type": "Dropout", "rate": «1e999»}')),
    "a trailing comma": ("RG101", document('{"type": "Dense", "units": 2«,» }')),
    "a comment": ("RG101", document('{"type": "Dense", «/* of\n two lines */» "units": 2}')),
    "no version": ("RG111", f'{{"name": «"a"», "inputs": [{{"name": "x", "shape": [8]}}], "layers": [{DENSE}]}}'),
}


@pytest.mark.parametrize("what", TABLE)
def test_the_place_is_exact(what: str) -> None:
    code, text = TABLE[what]
    marked = text[text.index("«") + 1 : text.index("»")]
    text = text.replace("«", "").replace("»", "")
    found = check(analyse(from_text(text)))
    lines = Lines(text)
    spans = []
    for each in found:
        start, end = (
            lines.offset(each.line or 0, each.column or 0),
            lines.offset(each.end_line or 0, each.end_column or 0),
        )
        spans.append((each.code, text[start:end]))
    assert spans == [(code, marked)], [each.message for each in found]


def test_a_field_with_a_slash_in_its_name_is_found_and_mended() -> None:
    layer = '{"type": "LSTM", "units": 4, "acti/vation": "tanh"}'
    text = f'{{"rnngraph": 1, "name": "a", "inputs": [{{"name": "x", "shape": [null, 3]}}], "layers": [{layer}]}}'
    (found,) = rg.loads(text).check()
    assert found.column is not None
    assert found.end_column is not None
    assert text[found.column - 1 : found.end_column - 1] == '"acti/vation"'
    assert '"activation": "tanh"' in rg.fix(text).text


def test_a_name_that_is_no_outputs_is_marked_itself() -> None:
    text = """{"rnngraph": 1, "name": "a", "inputs": [{"name": "x", "shape": [3]}],
 "layers": [{"name": "mean", "type": "Dense", "units": 1}],
 "training": {"loss": {"maen": "mse"}}}"""
    (found,) = (each for each in rg.loads(text).check() if each.code == "RG114")
    assert (found.line, found.column) == (3, text.splitlines()[2].index('"maen"') + 1)
    assert '"loss": {"mean": "mse"}' in rg.fix(text).text
