"""FLOPs and the memory of activations, by hand: formulas and sizes are written out as a reader would check them."""

from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg

BATCH, T, F = 8, 10, 5
"""Batch, timesteps and features of the examples."""
FLOAT = 4
"""Bytes."""


def cost_of(layer: dict[str, Any], *shapes: list[int | None], length: int | None = T, **settings: Any) -> Any:
    """The cost of a layer that reads inputs of those shapes."""
    names = [f"x{index}" for index in range(len(shapes))]
    inputs = [{"name": name, "shape": shape} for name, shape in zip(names, shapes, strict=True)]
    layers = [{"name": "subject", "inputs": names, **layer}]
    graph = rg.loads(json.dumps({"rnngraph": 1, "name": "m", "inputs": inputs, "layers": layers, **settings}))
    assert graph.check() == []
    return graph.cost(BATCH, length).nodes["subject"]


class TestRecurrent:
    def test_an_lstm_multiplies_input_and_state_by_four_gates(self) -> None:
        found = cost_of({"type": "LSTM", "units": 3}, [None, F])
        assert found.step_flops == 2 * 4 * 3 * (F + 3)
        assert found.flops == T * found.step_flops
        assert found.output_bytes == BATCH * 3 * FLOAT
        assert found.kept_bytes == BATCH * T * (4 + 3) * 3 * FLOAT  # i, f, c~, o; c, tanh(c), h

    def test_sequences_that_it_returns_are_counted_once(self) -> None:
        found = cost_of({"type": "LSTM", "units": 3, "return_sequences": True}, [None, F])
        assert found.output_bytes == BATCH * T * 3 * FLOAT
        assert found.kept_bytes == BATCH * T * 6 * 3 * FLOAT

    def test_a_gru_has_three_gates(self) -> None:
        found = cost_of({"type": "GRU", "units": 3}, [None, F])
        assert found.step_flops == 2 * 3 * 3 * (F + 3)
        assert found.kept_bytes == BATCH * T * 5 * 3 * FLOAT

    def test_a_simple_rnn_has_one(self) -> None:
        found = cost_of({"type": "SimpleRNN", "units": 3}, [None, F])
        assert found.step_flops == 2 * 3 * (F + 3)
        assert found.kept_bytes == BATCH * T * 3 * FLOAT

    def test_a_stack_adds_its_cells_up(self) -> None:
        cells = [{"type": "LSTMCell", "units": 3}, {"type": "GRUCell", "units": 2}]
        found = cost_of({"type": "RNN", "cell": cells}, [None, F])
        assert found.step_flops == 2 * (4 * 3 * (F + 3) + 3 * 2 * (3 + 2))
        assert found.kept_bytes == BATCH * T * (7 * 3 + 5 * 2) * FLOAT

    def test_two_directions_are_two_layers_and_their_outputs(self) -> None:
        layer = {"type": "LSTM", "units": 3, "return_sequences": True}
        found = cost_of({"type": "Bidirectional", "layer": layer}, [None, F])
        assert found.step_flops == 2 * 2 * 4 * 3 * (F + 3)
        assert found.output_bytes == BATCH * T * 2 * 3 * FLOAT
        assert found.kept_bytes == BATCH * T * 2 * (6 + 1) * 3 * FLOAT

    def test_the_length_of_a_sequence_may_stay_open(self) -> None:
        found = cost_of({"type": "LSTM", "units": 3}, [None, F], length=None)
        assert found.step_flops == 2 * 4 * 3 * (F + 3)
        assert (found.flops, found.kept_bytes) == (None, None)


class TestOther:
    def test_dense_multiplies_each_place_by_its_kernel(self) -> None:
        found = cost_of({"type": "Dense", "units": 7}, [F])
        assert (found.flops, found.step_flops) == (2 * F * 7, None)
        assert (found.output_bytes, found.kept_bytes) == (BATCH * 7 * FLOAT, 0)

    def test_dense_on_a_sequence_works_step_by_step(self) -> None:
        found = cost_of({"type": "Dense", "units": 7}, [None, F])
        assert (found.flops, found.step_flops) == (2 * T * F * 7, 2 * F * 7)

    def test_time_distributed_is_its_layer_at_each_step(self) -> None:
        found = cost_of({"type": "TimeDistributed", "layer": {"type": "Dense", "units": 7}}, [None, F])
        assert (found.flops, found.step_flops) == (2 * T * F * 7, 2 * F * 7)

    def test_a_convolution_reads_its_kernel_at_each_place(self) -> None:
        found = cost_of({"type": "Conv1D", "filters": 6, "kernel_size": 3, "strides": 2}, [None, F])
        places = (T - 3) // 2 + 1
        assert found.flops == 2 * places * 3 * F * 6

    def test_groups_of_a_convolution_share_the_work(self) -> None:
        layer = {"type": "Conv2D", "filters": 6, "kernel_size": [3, 5], "groups": 2, "padding": "same"}
        found = cost_of(layer, [9, 7, 4])
        assert found.flops == 2 * 9 * 7 * (3 * 5 * (4 // 2) * 6)

    def test_a_separable_convolution_is_two(self) -> None:
        layer = {"type": "SeparableConv1D", "filters": 6, "kernel_size": 3, "depth_multiplier": 2, "padding": "same"}
        found = cost_of(layer, [None, F])
        assert found.flops == 2 * T * (3 * F * 2 + F * 2 * 6)
        assert found.kept_bytes == BATCH * T * F * 2 * FLOAT

    def test_attention_is_two_products(self) -> None:
        found = cost_of({"type": "Attention"}, [4, F], [6, F])
        assert found.flops == 2 * (4 * 6 * F + 4 * 6 * F)
        assert found.kept_bytes == BATCH * 4 * 6 * FLOAT

    def test_additive_attention_keeps_the_tanh_of_every_pair(self) -> None:
        found = cost_of({"type": "AdditiveAttention"}, [4, F], [6, F])
        assert found.flops == 2 * (4 * 6 * F + 4 * 6 * F)
        assert found.kept_bytes == BATCH * 4 * 6 * (F + 1) * FLOAT

    def test_dropout_keeps_what_it_dropped(self) -> None:
        found = cost_of({"type": "Dropout", "rate": 0.5}, [None, F])
        assert (found.flops, found.kept_bytes) == (0, BATCH * T * F * FLOAT)

    @pytest.mark.parametrize(("data_format", "channels"), [("channels_last", 3), ("channels_first", 9)])
    def test_spatial_dropout_keeps_a_number_for_each_channel(self, data_format: str, channels: int) -> None:
        found = cost_of({"type": "SpatialDropout2D", "rate": 0.5, "data_format": data_format}, [9, 7, 3])
        assert (found.flops, found.kept_bytes) == (0, BATCH * channels * FLOAT)

    def test_half_precision_takes_half_the_memory(self) -> None:
        layer = {"type": "LSTM", "units": 3}
        full, half = cost_of(layer, [None, F]), cost_of(layer, [None, F], dtype_policy="mixed_float16")
        assert half.kept_bytes * 2 == full.kept_bytes


def test_a_model_is_the_sum_of_its_layers() -> None:
    graph = rg.load("specs/encoder_decoder.json")
    found = graph.cost(batch=32, length=20)
    lstm = 20 * 2 * 4 * 64 * (64 + 64)
    assert found.flops == 2 * lstm + 2 * 64 * 10
    inputs, embeddings = 2 * 20 * 4, 2 * 20 * 64 * 4
    encoder, decoder = (20 * 7 * 64 + 3 * 64) * 4, (20 * 7 * 64 + 64) * 4
    assert found.activation_bytes == 32 * (inputs + embeddings + encoder + decoder + 10 * 4)


def test_a_fixed_batch_is_the_default() -> None:
    graph = rg.load("specs/stateful.json")
    assert graph.cost().batch == graph.data.batch_size
    assert rg.load("specs/tagger.json").cost().batch == 1


def test_a_layer_that_is_wrong_has_no_cost() -> None:
    document = {"rnngraph": 1, "name": "m", "inputs": [{"name": "x", "shape": [4]}], "layers": [{"type": "LSTM"}]}
    found = rg.loads(json.dumps(document)).cost(2, 3)
    assert (found.flops, found.activation_bytes) == (None, None)


def test_a_longer_sequence_costs_in_proportion() -> None:
    tagger = rg.load("specs/tagger.json")
    assert tagger.cost(1, 50).flops == 50 * tagger.cost(1, 1).flops


@pytest.mark.parametrize("sizes", [{"batch": 0}, {"batch": -3}, {"length": 0}, {"length": -5}])
def test_a_size_below_one_is_refused(sizes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="is 1 at least"):
        rg.Sequential("m", [rg.Input("x", (None, 3)), rg.LSTM(2)]).cost(**sizes)
