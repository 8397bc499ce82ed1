"""Graphs as Keras models: names, wiring, ports, masks, traps. What single layers do is in tests/differential."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = json.loads((ROOT / "specs/manifest.json").read_text(encoding="utf-8"))
RANDOM = np.random.default_rng(0)


def build(graph: rg.Graph) -> Any:
    from rnngraph.keras import build

    return build(graph.analysis)


def floats(*shape: int) -> Any:
    return RANDOM.normal(size=shape).astype("float32")


def integers(*shape: int) -> Any:
    return RANDOM.integers(0, 10, size=shape)


def close(one: Any, other: Any) -> None:
    pairs = zip(keras.tree.flatten(one), keras.tree.flatten(other), strict=True)
    for a, b in pairs:
        np.testing.assert_allclose(np.asarray(a), np.asarray(b), rtol=1e-6, atol=1e-6)


def batch_of(model: Any) -> Any:
    """A small batch of random data for a model."""
    data = []
    for each in model.inputs:
        shape = [3 if size is None else size for size in each.shape]
        data.append(integers(*shape) if each.dtype == "int32" else floats(*shape))
    return data if len(data) > 1 else data[0]


@pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer")  # never trained, so never built
@pytest.mark.parametrize("name", MANIFEST)
def test_the_guides_models_run_save_and_load(name: str, tmp_path: Path) -> None:
    graph = rg.load(ROOT / "specs" / name)
    model = build(graph)
    assert model.count_params() == MANIFEST[name]["total"]
    # Keras lists layers by their distance from the outputs.
    assert {layer.name for layer in model.layers if layer.count_params()} == {
        fact.node.name.replace("/", ".") for fact in graph.analysis.nodes.values() if fact.params
    }
    data = batch_of(model)
    first = model(data)
    model.save(tmp_path / "model.keras")
    close(keras.models.load_model(tmp_path / "model.keras")(data), first)


def test_an_encoder_decoder_equals_one_written_by_hand() -> None:
    ours = build(rg.load(ROOT / "specs/encoder_decoder.json"))
    source, target = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    _, h, c = keras.layers.LSTM(64, return_state=True)(keras.layers.Embedding(1000, 64)(source))
    decoded = keras.layers.LSTM(64)(keras.layers.Embedding(2000, 64)(target), initial_state=[h, c])
    theirs = keras.Model([source, target], keras.layers.Dense(10)(decoded))
    by_shape = {weight.shape: weight for weight in theirs.weights if weight.shape in ((1000, 64), (2000, 64))}
    for name, index in (("encoder", 0), ("decoder", 1)):
        lstm = [each for each in theirs.layers if isinstance(each, keras.layers.LSTM)][index]
        ours.get_layer(name).set_weights(lstm.get_weights())
    ours.get_layer("source_embedding").set_weights([by_shape[1000, 64]])
    ours.get_layer("target_embedding").set_weights([by_shape[2000, 64]])
    ours.get_layer("logits").set_weights(theirs.layers[-1].get_weights())
    data = [integers(4, 7), integers(4, 5)]
    close(ours(data), theirs(data))


def test_the_four_states_of_a_bidirectional_encoder_start_a_decoder() -> None:
    x, y = rg.Input("x", (None, 3)), rg.Input("y", (None, 3))
    encoder = rg.Bidirectional(rg.LSTM(4), name="encoder")(x)
    h = rg.Concatenate()([encoder.forward_state_h, encoder.backward_state_h])
    c = rg.Concatenate()([encoder.forward_state_c, encoder.backward_state_c])
    ours = build(rg.Graph("model", [x, y], rg.LSTM(8, name="decoder")(y, initial_state=[h, c])))
    data = [floats(2, 5, 3), floats(2, 6, 3)]
    wrapper = keras.layers.Bidirectional(keras.layers.LSTM(4, return_state=True))
    decoder = keras.layers.LSTM(8)
    _, fh, fc, bh, bc = wrapper(data[0])
    decoder.build(data[1].shape)
    wrapper.set_weights(ours.get_layer("encoder").get_weights())
    decoder.set_weights(ours.get_layer("decoder").get_weights())
    _, fh, fc, bh, bc = wrapper(data[0])
    states = [keras.ops.concatenate(pair, axis=-1) for pair in ((fh, bh), (fc, bc))]
    close(ours(data), decoder(data[1], initial_state=states))


def test_a_stack_hands_its_states_to_another_stack() -> None:
    x = rg.Input("x", (None, 3))
    cells = [rg.LSTMCell(4), rg.GRUCell(5)]
    encoder = rg.RNN(cells, name="encoder")(x)
    decoder = rg.RNN(cells, name="decoder")(x, initial_state=encoder.states)
    model = build(rg.Graph("model", x, [decoder, encoder.cell_0_state_c]))
    decoded, c = model(floats(2, 6, 3))
    assert decoded.shape == (2, 5)
    assert c.shape == (2, 4)


def test_a_stack_of_one_is_its_cell() -> None:
    x = rg.Input("x", (None, 3))
    stack = rg.RNN([rg.LSTMCell(4)], name="stack")(x)
    model = build(rg.Graph("model", x, [stack, stack.cell_0_state_h]))
    output, h = model(floats(2, 6, 3))
    close(output, h)


def test_a_shared_layer_is_one_layer() -> None:
    x, y = rg.Input("x", (None, 3)), rg.Input("y", (None, 3))
    layer = rg.LSTM(4, name="reader")
    one, other = layer(x), layer(y)
    model = build(rg.Graph("model", [x, y], [one, other.state_c]))
    assert len(model.get_layer("reader").weights) == len(model.weights)
    data = floats(2, 5, 3)
    output, _ = model([data, data])
    close(output, model.get_layer("reader")(data)[0])


def test_outputs_are_one_a_list_or_a_dict() -> None:
    x = rg.Input("x", (3,))
    dense = rg.Dense(2)(x)
    data = floats(4, 3)
    assert build(rg.Graph("model", x, dense))(data).shape == (4, 2)
    assert [each.shape for each in build(rg.Graph("model", x, [dense, x]))(data)] == [(4, 2), (4, 3)]
    named = build(rg.Graph("model", x, {"same": x, "dense": dense}))(data)
    assert {name: each.shape for name, each in named.items()} == {"same": (4, 3), "dense": (4, 2)}


def test_layers_are_made_in_the_same_order_every_time() -> None:
    from rnngraph.keras.assemble import assemble
    from rnngraph.lowering import lower_model

    analysis = rg.load(ROOT / "specs/encoder_decoder.json").analysis
    assert list(assemble(lower_model(analysis)).layers) == list(analysis.nodes)


def test_layers_that_reach_no_output_are_left_out() -> None:
    text = {
        "rnngraph": 1,
        "name": "model",
        "inputs": [{"name": "x", "shape": [3]}, {"name": "unused", "shape": [2]}],
        "layers": [
            {"name": "dead", "type": "Dense", "units": 2, "inputs": "x"},
            {"name": "alive", "shares": "dead", "inputs": "x"},
            {"name": "also_dead", "type": "Dense", "units": 5, "inputs": "x"},
        ],
        "outputs": "alive",
    }
    model = build(rg.loads(json.dumps(text)))
    assert [layer.name for layer in model.layers] == ["x", "unused", "dead"]
    assert model.count_params() == 8


def test_names_that_no_scope_may_have_are_lowered_safely(tmp_path: Path) -> None:
    x = rg.Input("_x", (None, 3))
    model = build(rg.Graph("_model", x, rg.LSTM(2, name="_lstm")(x)))
    assert [layer.name for layer in model.layers] == ["x_x", "x_lstm"]
    model.export(str(tmp_path / "saved"), verbose=False)


def test_training_keeps_dropout_on() -> None:
    x = rg.Input("x", (100,))
    on = build(rg.Graph("model", x, rg.Dropout(0.5)(x, training=True)))
    off = build(rg.Graph("model", x, rg.Dropout(0.5)(x)))
    data = np.ones((1, 100), "float32")
    assert 0 in np.asarray(on(data))
    assert 0 not in np.asarray(off(data))


def test_attention_gives_scores_where_they_are_used() -> None:
    x = rg.Input("x", (4, 3))
    attention = rg.Attention(name="attention")([x, x], use_causal_mask=True)
    _, scores = build(rg.Graph("model", x, [attention, attention.scores]))(floats(2, 4, 3))
    close(np.triu(scores, 1), np.zeros((2, 4, 4)))
    close(np.sum(scores, axis=-1), np.ones((2, 4)))


def test_a_mask_given_by_hand_counts() -> None:
    x, mask = rg.Input("x", (None, 3)), rg.Input("mask", (None,), dtype="bool")
    model = build(rg.Graph("model", [x, mask], rg.LSTM(4)(x, mask=mask)))
    data = floats(2, 6, 3)
    keep = np.arange(6) < np.array([[6], [2]])
    found = model([data, keep])
    close(found[1], model([data[1:, :2], keep[1:, :2]])[0])


@pytest.mark.parametrize("cell", [rg.LSTM(4), rg.Bidirectional(rg.LSTM(2)), rg.RNN(rg.LSTMCell(4))])
def test_a_mask_counts_beside_initial_states(cell: rg.LSTM | rg.Bidirectional | rg.RNN, tmp_path: Path) -> None:
    source, target = rg.Input("source", (None,)), rg.Input("target", (None,))
    encoder = cell(rg.Embedding(10, 3)(source))
    decoder = cell.model_copy()(rg.Embedding(10, 3, mask_zero=True)(target), initial_state=encoder.states)
    model = build(rg.Graph("model", [source, target], decoder))
    given = np.array([[1, 2, 3]])
    wanted = model([given, np.array([[4, 5]])])
    close(model([given, np.array([[4, 5, 0, 0]])]), wanted)
    model.save(tmp_path / "model.keras")
    close(keras.models.load_model(tmp_path / "model.keras")([given, np.array([[4, 5, 0, 0]])]), wanted)


class TestBidirectional:
    def test_unequal_directions_have_their_true_shape(self, tmp_path: Path) -> None:
        x = rg.Input("x", (None, 3))
        layer = rg.Bidirectional(
            rg.LSTM(3, return_sequences=True), backward_layer=rg.LSTM(5, return_sequences=True, go_backwards=True)
        )
        y = layer(x)
        model = build(rg.Graph("model", x, [rg.Dense(2)(y), y.backward_state_c]))
        data = floats(2, 6, 3)
        assert [each.shape for each in model(data)] == [(2, 6, 2), (2, 5)]
        model.save(tmp_path / "model.keras")
        for one, other in zip(keras.models.load_model(tmp_path / "model.keras")(data), model(data), strict=True):
            close(one, other)

    def test_directions_with_other_numbers_of_states_get_their_own(self) -> None:
        x = rg.Input("x", (None, 3))
        h, c, g = (rg.Input(name, (4,)) for name in "hcg")
        both = rg.Bidirectional(rg.LSTM(4), backward_layer=rg.GRU(4, go_backwards=True), name="both")
        model = build(rg.Graph("model", [x, h, c, g], both(x, initial_state=[h, c, g])))
        data = [floats(2, 6, 3), *(floats(2, 4) for _ in range(3))]
        layer = model.get_layer("both")
        forward = layer.forward_layer(data[0], initial_state=data[1:3])
        backward = layer.backward_layer(data[0], initial_state=data[3:])
        close(model(data), np.concatenate([forward, backward], axis=-1))

    def test_a_forward_layer_may_go_backwards(self) -> None:
        x = rg.Input("x", (None, 3))
        model = build(rg.Graph("model", x, rg.Bidirectional(rg.GRU(4, go_backwards=True), name="both")(x)))
        layer = model.get_layer("both")
        assert (layer.forward_layer.go_backwards, layer.backward_layer.go_backwards) == (True, False)

    def test_it_may_be_stateful_and_give_its_states(self) -> None:
        x = rg.Input("x", (5, 3))
        y = rg.Bidirectional(rg.LSTM(4, stateful=True), name="both")(x)
        model = build(rg.Graph("model", x, [y, y.forward_state_h], batch_size=2))
        data = floats(2, 5, 3)
        first, second = model(data)[1], model(data)[1]
        assert not np.allclose(first, second)

    def test_each_direction_keeps_its_own_word_on_cudnn(self) -> None:
        x = rg.Input("x", (None, 3))
        both = rg.Bidirectional(rg.LSTM(4), backward_layer=rg.LSTM(4, go_backwards=True, cudnn="never"), name="both")
        layer = build(rg.Graph("model", x, both(x))).get_layer("both")
        assert (layer.forward_layer.use_cudnn, layer.backward_layer.use_cudnn) == ("auto", False)


def test_required_cudnn_is_not_demanded_without_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    x = rg.Input("x", (None, 3))
    graph = rg.Graph("model", x, rg.LSTM(4, cudnn="require", name="lstm")(x))
    monkeypatch.setattr(keras.distribution, "list_devices", lambda kind: [])
    assert build(graph).get_layer("lstm").use_cudnn == "auto"


def test_an_inner_layers_states_do_not_disturb_a_time_distributed() -> None:
    x = rg.Input("x", (4, 5, 3))
    model = build(rg.Graph("model", x, rg.TimeDistributed(rg.Bidirectional(rg.LSTM(2, return_state=True)))(x)))
    assert model(floats(2, 4, 5, 3)).shape == (2, 4, 4)


@pytest.mark.parametrize("policy", ["bfloat16", "float16", "mixed_float16", "float64"])
def test_every_policy_builds_and_leaves_no_trace(policy: str) -> None:
    x = rg.Input("x", (None,), dtype="int32")
    y = rg.Bidirectional(rg.LSTM(4, return_sequences=True))(rg.Embedding(10, 3, mask_zero=True)(x))
    y = rg.RNN([rg.LSTMCell(4), rg.GRUCell(3)])(rg.LayerNormalization()(y))
    model = build(rg.Graph("model", x, rg.Dense(2)(y), dtype_policy=policy))
    assert model(integers(2, 5)).dtype == policy.removeprefix("mixed_")
    assert keras.config.dtype_policy().name == "float32"


def test_a_graph_with_errors_is_refused() -> None:
    x = rg.Input("x", (3,))
    with pytest.raises(rg.InvalidSpec):
        build(rg.Graph("model", x, rg.LSTM(4)(x)))


def test_each_kind_of_difference_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from rnngraph.graph import TensorType
    from rnngraph.keras import Mismatch
    from rnngraph.keras.assemble import assemble
    from rnngraph.keras.verify import verify
    from rnngraph.lowering import lower_model

    x = rg.Input("x", (3,))
    analysis = rg.Graph("model", x, rg.Dense(2, name="dense")(x)).analysis
    built = assemble(lower_model(analysis))
    verify(built, analysis)
    fact = analysis.nodes["dense"]
    facts = fact.facts
    assert facts
    kernel, bias = facts.weights
    (port,) = facts.outputs
    wrong = {
        "weights": replace(facts, weights=(kernel,)),
        "shape of kernel": replace(facts, weights=(replace(kernel, shape=(3, 9)), bias)),
        "dtype of bias": replace(facts, weights=(kernel, replace(bias, dtype="float16"))),
        "trainable of bias": replace(facts, weights=(kernel, replace(bias, trainable=False))),
        "shape of output": replace(facts, outputs=(replace(port, type=TensorType((None, 9), "float32")),)),
        "dtype of output": replace(facts, outputs=(replace(port, type=TensorType((None, 2), "float16")),)),
    }
    for what, said in wrong.items():
        lie = replace(analysis, nodes={"dense": replace(fact, facts=said)})
        with pytest.raises(Mismatch, match=f"^dense: {what}: Keras built "):
            verify(built, lie)


@pytest.mark.parametrize(
    ("training", "message"),
    [
        ({"loss": {"Y": "mse"}}, '`training.loss` names "Y", which is no output (there are: "y"); did you mean "y"?'),
        ({"metrics": {"z": ["mse"]}}, '`training.metrics` names "z", which is no output (there are: "y")'),
        ({"loss_weights": [1, 2]}, "`training.loss_weights` has to be a list of 1, one for each output"),
    ],
)
def test_training_for_outputs_that_are_not_there_is_an_error(training: dict[str, Any], message: str) -> None:
    x = rg.Input("x", (3,))
    (found,) = rg.Graph("model", x, rg.Dense(2, name="y")(x), training=training).check()
    assert message in found.message


def test_a_chain_deeper_than_python_recurses() -> None:
    layers = [{"type": "Activation", "activation": "relu"}] * 400
    tree = {"rnngraph": 1, "name": "deep", "inputs": [{"name": "x", "shape": [2]}], "layers": layers}
    graph = rg.loads(json.dumps(tree))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 380)
    try:
        model = graph.compile()
        assert sys.getrecursionlimit() < limit
    finally:
        sys.setrecursionlimit(limit)
    assert len(model.layers) == 401
