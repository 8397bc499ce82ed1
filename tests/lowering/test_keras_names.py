"""Names in Keras."""

from __future__ import annotations

from rnngraph.lowering.names import safe_names


def test_names_that_keras_forbids_are_changed() -> None:
    assert safe_names(["_x", "x_x", "y", "__z"]) == {"_x": "xx_x", "x_x": "x_x", "y": "y", "__z": "x__z"}


def test_a_layer_of_a_block_has_a_dot_for_the_slash() -> None:
    assert safe_names(["a/b", "_a/b"]) == {"a/b": "a.b", "_a/b": "x_a.b"}
