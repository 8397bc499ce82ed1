"""The rules about models that run and are not what was meant: what each says of Keras is so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import rnngraph as rg
from tests.check.meant import (
    BACK,
    DECODER,
    ENCODER,
    PAIR,
    TOKENS,
    VECTOR,
    WRONG,
    X,
    add,
    both,
    dense,
    gru,
    layer,
    sequence,
)

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

import numpy as np  # noqa: E402 - comes with Keras
import tensorflow as tf  # noqa: E402

from rnngraph.keras.assemble import assemble  # noqa: E402
from rnngraph.lowering import lower_model  # noqa: E402

RANDOM = np.random.default_rng(0)
SEQUENCE = RANDOM.normal(size=(4, 20, 8)).astype("float32")
VECTORS = RANDOM.normal(size=(4, 8)).astype("float32")


@pytest.fixture(autouse=True)
def forget_models() -> Iterator[None]:
    keras.utils.set_random_seed(0)
    yield
    keras.backend.clear_session()


def test_every_rule_of_meaning_is_proved() -> None:
    proved = {name.split("_")[1].upper() for name in globals() if name.startswith("test_rg")}
    assert proved == {*WRONG}


def warned(code: str, *layers: dict[str, Any], inputs: Any = X, **fields: Any) -> Any:
    """The Keras model of a document that gets this warning."""
    graph = rg.loads(json.dumps({"rnngraph": 1, "name": "m", "inputs": inputs, "layers": [*layers], **fields}))
    assert code in {each.code for each in graph.check()}
    return assemble(lower_model(graph.analysis)).model


def built(*layers: dict[str, Any], inputs: Any = X, **fields: Any) -> Any:
    """The Keras model of a document without warnings of this kind."""
    graph = rg.loads(json.dumps({"rnngraph": 1, "name": "m", "inputs": inputs, "layers": [*layers], **fields}))
    return assemble(lower_model(graph.analysis)).model


def run(model: Any, *arrays: Any, training: bool = False) -> Any:
    output = model(list(arrays) if len(arrays) > 1 else arrays[0], training=training)
    return np.asarray(output) if not isinstance(output, list | tuple) else [np.asarray(each) for each in output]


def part(model: Any, *names: str) -> Any:
    """The model from its inputs to some of its layers."""
    outputs = [model.get_layer(name).output for name in names]
    inputs = model.inputs if len(model.inputs) > 1 else model.inputs[0]
    return keras.Model(inputs, outputs if len(outputs) > 1 else outputs[0])


def gradients(model: Any, loss: Any, x: Any, y: Any) -> list[Any]:
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    return [np.asarray(each) for each in tape.gradient(value, model.trainable_weights)]


def test_rg430_a_reversed_sequence_meets_the_other_end() -> None:
    ahead, back = sequence("ahead", "x"), BACK
    merged = warned("RG430", ahead, back, add("ahead", "back"))
    right = built(
        layer("Bidirectional", layer={k: v for k, v in ahead.items() if k not in ("name", "inputs")}, merge_mode="sum")
    )
    right.set_weights(merged.get_weights())
    parts = part(merged, "ahead", "back")
    one, other = run(parts, SEQUENCE)
    assert np.allclose(run(merged, SEQUENCE), one + other, atol=1e-6)
    assert np.allclose(run(right, SEQUENCE), one + other[:, ::-1], atol=1e-6)
    assert not np.allclose(run(right, SEQUENCE), run(merged, SEQUENCE), atol=1e-2)


def test_rg431_a_shared_stateful_layer_starts_where_its_other_use_ended() -> None:
    reader, again = gru("reader", "a", stateful=True), {"name": "again", "shares": "reader", "inputs": "b"}
    inputs = [{"name": "a", "shape": [3, 8]}, {"name": "b", "shape": [3, 8]}]
    model = warned("RG431", reader, again, inputs=inputs, batch_size=4, outputs=["reader", "again"])
    short = SEQUENCE[:, :3]
    fresh = built(gru("reader", "x"), inputs=[{"name": "x", "shape": [None, 8]}])
    fresh.set_weights(model.get_weights())
    once, twice = run(fresh, short), run(fresh, np.concatenate([short, short], axis=1))
    # Which of the two runs first is up to Keras.
    outputs = sorted(run(model, short, short), key=lambda output: np.abs(output - once).max())
    assert np.allclose(outputs[0], once, atol=1e-5)
    assert np.allclose(outputs[1], twice, atol=1e-5)
    assert not np.allclose(once, twice, atol=1e-3)


@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM", "GRU"])
def test_rg432_one_timestep_never_trains_the_recurrent_weights(kind: str) -> None:
    model = warned("RG432", layer(kind, units=4), inputs=[{"name": "x", "shape": [1, 8]}])
    slopes = gradients(model, keras.losses.MeanSquaredError(), SEQUENCE[:, :1], np.ones((4, 4), "float32"))
    moved = {w.name: np.abs(slope).max() > 0 for w, slope in zip(model.trainable_weights, slopes, strict=True)}
    assert moved["kernel"]
    assert not moved["recurrent_kernel"]


def test_rg433_a_stateful_backward_half_continues_from_the_wrong_end() -> None:
    inner = {"type": "GRU", "units": 4, "stateful": True, "return_sequences": True}
    model = warned("RG433", layer("Bidirectional", layer=inner), inputs=[{"name": "x", "shape": [10, 8]}], batch_size=4)
    halves = np.concatenate([run(model, SEQUENCE[:, :10]), run(model, SEQUENCE[:, 10:])], axis=1)
    whole = built(both())
    whole.set_weights(model.get_weights())
    right = run(whole, SEQUENCE)
    assert np.allclose(halves[..., :4], right[..., :4], atol=1e-6)
    assert not np.allclose(halves[:, :10, 4:], right[:, :10, 4:], atol=1e-2)
    assert not np.allclose(halves[:, 10:, 4:], right[:, 10:, 4:], atol=1e-2)


@pytest.mark.parametrize("reader", [sequence(go_backwards=True), both(inner={"go_backwards": True}, merge_mode="sum")])
def test_rg434_the_first_step_of_a_reversed_output_has_read_the_last_alone(reader: dict[str, Any]) -> None:
    model = warned("RG434", reader)
    changed = SEQUENCE.copy()
    changed[:, 19] += 1
    first = np.abs(run(model, SEQUENCE) - run(model, changed))[:, 0].max()
    other = SEQUENCE.copy()
    other[:, 0] += 1
    # What the first input step changes most is the last output step.
    assert first > 0.05
    assert np.abs(run(model, SEQUENCE) - run(model, other))[:, -1].max() > 0.05


@pytest.mark.parametrize(
    "ahead",
    [layer("Attention", inputs=["decoder", "decoder"]), layer("Conv1D", filters=4, kernel_size=3, padding="same")],
)
def test_rg435_a_decoder_that_looks_about_sees_the_next_step(ahead: dict[str, Any]) -> None:
    model = warned("RG435", ENCODER, DECODER, ahead, dense(), inputs=PAIR)
    source, target = SEQUENCE[:, :12], SEQUENCE[:, 8:]
    later = target.copy()
    later[:, 6] += 1
    change = np.abs(run(model, source, target) - run(model, source, later)).max(axis=(0, 2))
    assert change[5] > 1e-4
    right = {**ahead, "use_causal_mask": True} if ahead["type"] == "Attention" else {**ahead, "padding": "causal"}
    causal = built(ENCODER, DECODER, right, dense(), inputs=PAIR)
    change = np.abs(run(causal, source, target) - run(causal, source, later)).max(axis=(0, 2))
    assert np.allclose(change[:6], 0, atol=1e-6)


def test_rg510_masking_behind_an_embedding_masks_nothing() -> None:
    embed = layer("Embedding", input_dim=50, output_dim=8)
    model = warned("RG510", embed, layer("Masking"), sequence(), inputs=TOKENS)
    tokens = np.asarray([[*range(1, 11), *[0] * 10]])
    mask = part(model, model.layers[2].name)(tokens)._keras_mask
    assert np.asarray(mask).all()
    right = built({**embed, "mask_zero": True}, inputs=TOKENS)(tokens)._keras_mask
    assert np.asarray(right).tolist() == [[True] * 10 + [False] * 10]


@pytest.mark.parametrize("type", ["LSTM", "GRU", "SimpleRNN"])
def test_rg511_a_masked_last_step_gives_zeros(type: str) -> None:
    last = layer(type, units=4, zero_output_for_mask=True)
    model = warned("RG511", layer("Masking"), last)
    padded = SEQUENCE.copy()
    padded[0, 10:] = 0
    given = np.asarray(model(padded))
    assert not given[0].any()
    assert given[1:].all()
    right = built(layer("Masking"), {**last, "zero_output_for_mask": False})
    right.set_weights(model.get_weights())
    assert np.asarray(right(padded))[0].all()


CHANGERS = [
    dense(4),
    layer("BatchNormalization"),
    layer("LayerNormalization"),
    layer("Rescaling", scale=2.0, offset=-1.0),
    layer("Activation", activation="sigmoid"),
    layer("Softmax"),
    sequence(),
    layer("TimeDistributed", layer={"type": "Dense", "units": 3, "activation": "sigmoid", "use_bias": False}),
]
KEEPERS = [
    dense(4, use_bias=False, activation="tanh"),
    layer("Rescaling", scale=2.0),
    layer("Dropout", rate=0.3),
    layer("ReLU"),
    layer("LayerNormalization", center=False),
    layer("Activation", activation="gelu"),
]


@pytest.mark.parametrize("changer", CHANGERS, ids=lambda each: each["type"])
def test_rg510_other_layers_change_the_padding(changer: dict[str, Any]) -> None:
    model = warned("RG510", changer, layer("Masking"))
    # Trained weights: no bias stays 0.
    model.set_weights([RANDOM.uniform(0.5, 1.5, size=w.shape) for w in model.weights])
    padded = SEQUENCE.copy()
    padded[:, 10:] = 0
    assert np.asarray(model(padded)._keras_mask).all()


@pytest.mark.parametrize("keeper", KEEPERS, ids=lambda each: each["type"])
def test_rg510_and_these_do_not(keeper: dict[str, Any]) -> None:
    graph = rg.loads(json.dumps({"rnngraph": 1, "name": "m", "inputs": X, "layers": [keeper, layer("Masking")]}))
    assert [each.code for each in graph.check()] == []
    model = assemble(lower_model(graph.analysis)).model
    model.set_weights([RANDOM.uniform(0.5, 1.5, size=w.shape) for w in model.weights])
    padded = SEQUENCE.copy()
    padded[:, 10:] = 0
    assert np.asarray(model(padded)._keras_mask).tolist() == [[True] * 10 + [False] * 10] * 4


@pytest.mark.parametrize(("index", "half"), [(-1, slice(4, 8)), (0, slice(0, 4))])
def test_rg540_at_an_end_one_half_has_read_one_step(index: int, half: slice) -> None:
    model = warned("RG540", both("b"), layer("Slice", axis=1, index=index))
    alone = built(layer("Bidirectional", layer={"type": "GRU", "units": 4}), inputs=[{"name": "x", "shape": [1, 8]}])
    alone.set_weights(model.get_weights())
    step = SEQUENCE[:, [index]]
    assert np.allclose(run(model, SEQUENCE)[:, half], run(alone, step)[:, half], atol=1e-6)
    whole = built(layer("Bidirectional", layer={"type": "GRU", "units": 4}))
    whole.set_weights(model.get_weights())
    assert not np.allclose(run(whole, SEQUENCE), run(model, SEQUENCE), atol=1e-2)


def test_rg540_of_halves_that_are_kept_apart_the_same() -> None:
    reader = both("b", merge_mode=None)
    model = warned("RG540", reader, layer("Slice", axis=1, index=-1, inputs="b.backward"))
    alone = built(gru(go_backwards=True), inputs=[{"name": "x", "shape": [1, 8]}])
    alone.set_weights(model.get_weights()[3:] or model.get_weights())
    assert np.allclose(run(model, SEQUENCE), run(alone, SEQUENCE[:, -1:]), atol=1e-6)


@pytest.mark.parametrize(
    "above", [[dense()], [layer("TimeDistributed", layer={"type": "Dense", "units": 4}), layer("Softmax")]]
)
def test_rg541_all_timesteps_are_equal(above: list[dict[str, Any]]) -> None:
    output = run(warned("RG541", gru(), layer("RepeatVector", n=30), *above), SEQUENCE)
    assert np.allclose(output, output[:, :1], atol=1e-6)
    right = run(built(gru(), layer("RepeatVector", n=30), sequence(), *above), SEQUENCE)
    assert not np.allclose(right, right[:, :1], atol=1e-3)


@pytest.mark.parametrize(
    "above",
    [
        [layer("Conv1D", filters=4, kernel_size=3)],
        [layer("Cropping1D", cropping=1), layer("MaxPooling1D"), dense()],
        [layer("Dense", "q", units=8), layer("Attention", inputs=["q", "x"])],
        [layer("MultiHeadAttention", num_heads=2, key_dim=3, inputs=["r", "r"])],
    ],
    ids=lambda above: above[-1]["type"],
)
def test_rg541_so_they_are_behind_windows_and_attention(above: list[dict[str, Any]]) -> None:
    output = run(warned("RG541", gru(), layer("RepeatVector", "r", n=12), *above), SEQUENCE)
    assert np.allclose(output, output[:, :1], atol=1e-6)


def test_rg542_reshape_mixes_what_permute_swaps() -> None:
    x = np.arange(42, dtype="float32").reshape(1, 14, 3)
    inputs = [{"name": "x", "shape": [14, 3]}]
    mixed = run(warned("RG542", layer("Reshape", target_shape=[3, 14]), inputs=inputs), x)
    assert mixed[0, 0].tolist() == list(range(14))  # 4 timesteps and part of the fifth
    swapped = run(built(layer("Permute", dims=[2, 1]), inputs=inputs), x)
    assert swapped[0, 0].tolist() == x[0, :, 0].tolist()


def test_rg543_channels_first_goes_along_the_features() -> None:
    pool = layer("GlobalAveragePooling1D", data_format="channels_first")
    model = warned("RG543", sequence("r"), pool)
    steps = run(part(model, "r"), SEQUENCE)
    assert np.allclose(run(model, SEQUENCE), steps.mean(axis=2), atol=1e-6)


def test_rg544_a_merge_of_unequal_ranks_is_each_with_each() -> None:
    inputs = [{"name": "a", "shape": [5]}, {"name": "b", "shape": [5, 1]}]
    a, b = VECTORS[:, :5], VECTORS[:, 3:, None]
    output = run(warned("RG544", layer("Multiply", inputs=["a", "b"]), inputs=inputs), a, b)
    assert output.shape == (4, 5, 5)
    assert np.allclose(output, np.einsum("bj,bi->bij", a, b[..., 0]), atol=1e-6)


def test_rg825_a_crossentropy_of_sigmoids_does_not_see_their_size() -> None:
    warned("RG825", dense(activation="sigmoid"), inputs=VECTOR, training={"loss": "categorical_crossentropy"})
    target, loss = np.asarray([[1.0, 0, 0]]), keras.losses.CategoricalCrossentropy()
    large, small = np.asarray([[0.9, 0.9, 0.9]]), np.asarray([[0.01, 0.01, 0.01]])
    assert np.allclose(loss(target, large), loss(target, small))
    separate = keras.losses.BinaryCrossentropy()
    assert not np.allclose(separate(target, large), separate(target, small))


def test_rg826_poisson_of_a_negative_number_is_nan_and_the_divergence_has_no_slope() -> None:
    model = warned("RG826", dense(1, use_bias=False), inputs=VECTOR, training={"loss": "poisson"})
    model.set_weights([-np.ones((8, 1), "float32")])
    x, y = np.ones((1, 8), "float32"), np.asarray([[1.0]])
    assert np.isnan(keras.losses.Poisson()(y, model(x)))
    (slope,) = gradients(model, keras.losses.KLDivergence(), x, y)
    assert not slope.any()


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "softmax", "softplus"])
def test_rg827_what_is_never_negative_never_satisfies_a_hinge(activation: str) -> None:
    model = warned("RG827", dense(2, activation=activation), inputs=VECTOR, training={"loss": "hinge"})
    model.set_weights([RANDOM.normal(size=w.shape) * 10 for w in model.weights])
    loss = keras.losses.Hinge(reduction=None)(-np.ones((4, 2)), model(VECTORS))
    assert (np.asarray(loss) >= 1).all()


def test_rg828_a_cosine_of_one_number_has_no_slope() -> None:
    model = warned("RG828", dense(1), inputs=VECTOR, training={"loss": "cosine_similarity"})
    losses = keras.losses.CosineSimilarity(reduction=None)(np.ones((4, 1), "float32"), model(VECTORS))
    assert np.allclose(np.abs(losses), 1, atol=1e-4)
    slopes = gradients(model, keras.losses.CosineSimilarity(), VECTORS, np.ones((4, 1), "float32"))
    assert all(np.allclose(slope, 0, atol=1e-5) for slope in slopes)


def test_rg829_the_accuracy_of_a_good_regression_is_0() -> None:
    warned("RG829", dense(1), inputs=VECTOR, training={"loss": "mse", "metrics": ["accuracy"]})
    model = built(dense(1), inputs=VECTOR)
    model.compile(loss="mse", metrics=["accuracy"])
    near = run(model, VECTORS) + 1e-3
    assert model.evaluate(VECTORS, near, verbose=0, return_dict=True)["accuracy"] == 0


@pytest.mark.parametrize("merge", ["Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"])
def test_rg830_a_merge_of_one_returns_it(merge: str) -> None:
    assert np.array_equal(run(warned("RG830", layer(merge, inputs=["x"]), inputs=VECTOR), VECTORS), VECTORS)


@pytest.mark.parametrize(("merge", "factor"), [("Subtract", 0), ("Average", 1), ("Maximum", 1), ("Minimum", 1)])
def test_rg831_a_merge_with_itself_is_zeros_or_unchanged(merge: str, factor: int) -> None:
    model = warned("RG831", layer(merge, inputs=["x", "x"]), inputs=VECTOR)
    assert np.allclose(run(model, VECTORS), factor * VECTORS)


def test_rg832_swapped_the_decoder_s_later_steps_are_seen() -> None:
    swapped = layer("Attention", "a", ["encoder", "decoder"])
    model = warned("RG832", ENCODER, DECODER, swapped, add("decoder", "a", type="Concatenate"), inputs=PAIR)
    right = built(
        ENCODER,
        DECODER,
        {**swapped, "inputs": ["decoder", "encoder"]},
        add("decoder", "a", type="Concatenate"),
        inputs=PAIR,
    )
    right.set_weights(model.get_weights())
    source, target = SEQUENCE[:, :12], SEQUENCE[:, 8:]
    later = target.copy()
    later[:, 6:] += 1
    assert np.allclose(run(right, source, target)[:, :6], run(right, source, later)[:, :6], atol=1e-6)
    assert not np.allclose(run(model, source, target)[:, :6], run(model, source, later)[:, :6], atol=1e-3)


@pytest.mark.filterwarnings(r"ignore:(.|\n)*softmax over axis")
def test_rg833_attention_over_one_step_is_that_step_for_every_query() -> None:
    attention = layer("Attention", inputs=["x", "last"])
    output = run(warned("RG833", layer("Slice", "last", "x", axis=1, start=-1), attention), SEQUENCE)
    assert np.allclose(output, np.repeat(SEQUENCE[:, -1:], 20, axis=1), atol=1e-6)


def test_rg834_a_second_activation_narrows_the_first() -> None:
    model = warned("RG834", dense(10, activation="softmax"), layer("Softmax"), inputs=VECTOR)
    model.set_weights([RANDOM.normal(size=w.shape) * 100 for w in model.weights])
    output = run(model, VECTORS)
    assert output.max() < np.e / (np.e + 9) + 1e-6
    for first in ("relu", "sigmoid", "softplus", "softmax"):
        model = warned("RG834", dense(2, activation=first), layer("Activation", activation="sigmoid"), inputs=VECTOR)
        assert run(model, VECTORS).min() >= 0.5
    for first in ("sigmoid", "softmax"):
        model = warned("RG834", dense(2, activation=first), layer("Activation", "a", activation="relu"), inputs=VECTOR)
        before = part(model, model.layers[1].name)
        assert np.array_equal(run(model, VECTORS), run(before, VECTORS))


@pytest.mark.parametrize(
    ("norm", "left"),
    [
        (layer("LayerNormalization"), lambda x: 0 * x),
        (layer("GroupNormalization", groups=1), lambda x: 0 * x),
        (layer("UnitNormalization"), np.sign),
        (layer("RMSNormalization"), np.sign),
    ],
)
def test_rg835_of_a_single_number_nothing_or_the_sign_is_left(norm: dict[str, Any], left: Any) -> None:
    x = VECTORS[:, :1] * 10
    output = run(warned("RG835", norm, inputs=[{"name": "x", "shape": [1]}]), x)
    assert np.allclose(output, left(x), atol=1e-3)


@pytest.mark.parametrize("kind", ["Dropout", "GaussianDropout", "AlphaDropout"])
def test_rg836_a_dropped_output_misses_its_target_in_training(kind: str) -> None:
    drop = layer(kind, rate=0.5)
    model = warned("RG836", dense(16), drop, inputs=VECTOR, training={"loss": "mse"})
    target = run(model, VECTORS)
    loss = keras.losses.MeanSquaredError()
    assert float(loss(target, model(VECTORS, training=False))) == 0
    assert float(loss(target, model(VECTORS, training=True))) > 0.1


def test_rg837_frozen_vectors_stay_random() -> None:
    frozen = layer("Embedding", "e", input_dim=50, output_dim=8, trainable=False)
    model = warned("RG837", frozen, gru(), inputs=TOKENS, training={"loss": "mse"})
    before = model.get_layer("e").get_weights()[0].copy()
    model.compile(loss="mse", optimizer="sgd")
    model.fit(RANDOM.integers(0, 50, size=(8, 20)), np.ones((8, 4)), verbose=0)
    assert np.array_equal(model.get_layer("e").get_weights()[0], before)
    assert before.std() > 0


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "SimpleRNN"])
def test_rg838_below_0_a_crossentropy_of_a_recurrent_output_has_no_slope(kind: str) -> None:
    model = warned("RG838", layer(kind, units=3), training={"loss": "binary_crossentropy"})
    output = run(model, SEQUENCE / 3)
    assert output.min() < 0
    prediction = tf.Variable(output)
    with tf.GradientTape() as tape:
        loss = keras.losses.BinaryCrossentropy()(np.ones_like(output), prediction)
    slope = np.asarray(tape.gradient(loss, prediction))
    assert not slope[output < 0].any()
    assert slope[output > 0].all()
