"""The arguments of a layer that a picture shows."""

from __future__ import annotations

import rnngraph as rg
from rnngraph.report.arguments import shown_arguments


def test_required_arguments_and_those_that_differ_from_their_defaults_are_shown() -> None:
    layer = rg.LSTM(4, activation="relu", return_sequences=True, kernel_initializer="zeros", seed=3)
    assert shown_arguments(layer) == (("units", "4"), ("activation", "relu"), ("return_sequences", "yes"))


def test_layers_inside_are_not_arguments() -> None:
    assert shown_arguments(rg.Bidirectional(rg.LSTM(4), merge_mode=None)) == (("merge_mode", "none"),)
    assert shown_arguments(rg.RNN([rg.GRUCell(4)], unroll=True)) == (("unroll", "yes"),)


def test_lists_are_short() -> None:
    assert ("kernel_size", "(3, 2)") in shown_arguments(rg.Conv2D(8, (3, 2)))
