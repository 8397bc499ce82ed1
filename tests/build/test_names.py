"""Names that may be, and names that are given."""

from __future__ import annotations

import pytest

from rnngraph.build.names import default_names, snake_case
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.fields import check_name
from rnngraph.problems import Rejected


@pytest.mark.parametrize("name", ["a", "_", "A9_", "a" * 64])
def test_a_name(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", "9a", "a b", "a.b", "a/b", "é", "a" * 65, "a\n", "a-b", "ａ"])
def test_no_name(name: str) -> None:
    with pytest.raises(Rejected):
        check_name(name)


def test_the_counter_passes_over_what_is_taken() -> None:
    given = [(None, "LSTM"), ("lstm_1", "Dense"), (None, "LSTM"), (None, "LSTM"), (None, "Dense")]
    assert default_names(given, ["dense"]) == ["lstm", "lstm_1", "lstm_2", "lstm_3", "dense_1"]


@pytest.mark.keras
def test_snake_case_is_keras_s() -> None:
    from keras.src.utils.naming import to_snake_case

    for kind in (*LAYERS, *CELLS):
        assert snake_case(kind.__name__) == to_snake_case(kind.__name__)
