"""Models that run and are not what was meant, and the right models next door, by the code of a rule."""

# ruff: noqa: E501 - a table with one model a line

from __future__ import annotations

from typing import Any

Layers = list[dict[str, Any]]
Model = tuple[str, dict[str, Any]]
"""A few words, and a document without its version and name."""

X = [{"name": "x", "shape": [20, 8]}]
TOKENS = [{"name": "tokens", "shape": [20]}]
VECTOR = [{"name": "x", "shape": [8]}]
PAIR = [{"name": "source", "shape": [12, 8]}, {"name": "target", "shape": [12, 8]}]
TWO = [{"name": "a", "shape": [20, 8]}, {"name": "b", "shape": [20, 8]}]


def layer(type: str, name: str | None = None, inputs: Any = None, **fields: Any) -> dict[str, Any]:
    made = {"type": type, **({"name": name} if name else {}), **fields}
    return made if inputs is None else {**made, "inputs": inputs}


def model(words: str, *layers: dict[str, Any], inputs: Any = X, **fields: Any) -> Model:
    return words, {"inputs": inputs, "layers": list(layers), **fields}


def gru(name: str | None = None, inputs: Any = None, **fields: Any) -> dict[str, Any]:
    return layer("GRU", name, inputs, **{"units": 4, **fields})


def sequence(name: str | None = None, inputs: Any = None, **fields: Any) -> dict[str, Any]:
    return gru(name, inputs, return_sequences=True, **fields)


def both(name: str | None = None, inputs: Any = None, **fields: Any) -> dict[str, Any]:
    inner = {"type": "GRU", "units": 4, "return_sequences": True, **fields.pop("inner", {})}
    return layer("Bidirectional", name, inputs, layer=inner, **fields)


def add(*inputs: str, type: str = "Add", **fields: Any) -> dict[str, Any]:
    return layer(type, "merged", list(inputs), **fields)


def dense(units: int = 3, **fields: Any) -> dict[str, Any]:
    return layer("Dense", units=units, **fields)


AHEAD, BACK = sequence("ahead", "x"), sequence("back", "x", go_backwards=True)
TURNED = layer("Slice", "turned", "back", axis=1, step=-1)
LAST, FIRST = layer("Slice", "last", axis=1, index=-1), layer("Slice", "first", axis=1, index=0)
EMBEDDING = layer("Embedding", "embed", input_dim=50, output_dim=8)
ENCODER = sequence("encoder", "source")
DECODER = sequence("decoder", "target", initial_state="encoder.state_h")
REPEAT = layer("RepeatVector", "repeat", n=5)
TRAIN = {"loss": "categorical_crossentropy"}

WRONG: dict[str, list[Model]] = {
    "RG430": [
        model("concatenated", AHEAD, BACK, add("ahead", "back", type="Concatenate")),
        model("behind a layer for each step", AHEAD, BACK, layer("Dropout", "d", "back", rate=0.1), add("ahead", "d")),
        model("with the input itself", BACK, layer("Dense", "d", "back", units=8), add("x", "d")),
        model("by a slice", layer("Slice", "turned", "x", axis=1, step=-1), sequence("r"), AHEAD, add("ahead", "r")),
        model("an attention of it", BACK | {"units": 8}, AHEAD, layer("Attention", "a", ["back", "x"]), add("ahead", "a", type="Concatenate")),
        model("a masked one", layer("LayerNormalization", "n", "x"), sequence("f", "n"), sequence("b", "n", go_backwards=True), add("f", "b", type="Multiply")),
        model("a Bidirectional inside out", both("r", "x", inner={"go_backwards": True}), sequence("f", "x", units=8), add("f", "r")),
    ],
    "RG431": [
        model("a third use", gru("r", "a", stateful=True), {"name": "s", "shares": "r", "inputs": "b"}, {"name": "t", "shares": "s", "inputs": "a"}, add("r", "s", "t"), inputs=TWO, batch_size=4),
        model("in both directions", layer("Bidirectional", "r", "a", layer={"type": "GRU", "units": 4, "stateful": True}), {"name": "s", "shares": "r", "inputs": "b"}, add("r", "s"), inputs=TWO, batch_size=4),
        model("a sequence", sequence("r", "a", stateful=True), {"name": "s", "shares": "r", "inputs": "b"}, add("r", "s"), inputs=TWO, batch_size=4),
    ],
    "RG432": [
        model("declared so", gru(), inputs=[{"name": "x", "shape": [1, 30]}]),
        model("in both directions", layer("Bidirectional", layer={"type": "LSTM", "units": 4}), inputs=[{"name": "x", "shape": [1, 30]}]),
        model("the last step as a sequence", layer("Slice", axis=1, start=-1), gru()),
        model("a vector repeated once", layer("RepeatVector", n=1), sequence(), inputs=VECTOR),
    ],
    "RG433": [
        model("the plain one", layer("Bidirectional", layer={"type": "LSTM", "units": 4, "stateful": True}), batch_size=4),
        model("in a stack", both(inner={"stateful": True}), gru(), batch_size=4),
    ],
    "RG434": [
        model("tags", sequence(go_backwards=True), dense()),
        model("turned twice too often", sequence(go_backwards=True), sequence(), sequence(), dense()),
        model("a Bidirectional inside out", both(inner={"go_backwards": True})),
        model("through an attention", sequence("back", go_backwards=True, units=8), layer("Attention", inputs=["back", "x"])),
    ],
    "RG435": [
        model("several heads", ENCODER, DECODER, layer("MultiHeadAttention", num_heads=1, key_dim=4, inputs=["decoder", "decoder"]), dense(), inputs=PAIR),
        model("a convolution", ENCODER, DECODER, layer("Conv1D", filters=4, kernel_size=3, padding="same"), dense(), inputs=PAIR),
        model("before the decoder", ENCODER, layer("AdditiveAttention", "look", ["target", "target"]), sequence("decoder", "look", initial_state="encoder.state_h"), dense(), inputs=PAIR),
    ],
    "RG510": [
        model("behind a dense layer", dense(), layer("Masking"), gru()),
        model("behind a normalization", layer("BatchNormalization"), layer("Masking"), gru()),
        model("behind a dropout of it", EMBEDDING, layer("Dropout", rate=0.1), layer("Masking"), gru(), inputs=TOKENS),
        model("behind a recurrent layer", sequence(), layer("Masking"), gru()),
        model("behind a wrapper", layer("TimeDistributed", layer={"type": "Dense", "units": 4}), layer("Masking"), gru()),
        model("joined with what is padded", layer("Embedding", "e", "tokens", input_dim=9, output_dim=4), layer("Concatenate", inputs=["e", "x"]), layer("Masking"), gru(), inputs=[*TOKENS, *X]),
        model("another value, rescaled", layer("Rescaling", scale=0.1), layer("Masking", mask_value=-1.0), gru()),
        model("shifted", layer("Rescaling", scale=2.0, offset=-1.0), layer("Masking"), gru()),
    ],
    "RG511": [
        model("a Masking", layer("Masking"), gru(zero_output_for_mask=True)),
        model("the mask of an Embedding", {**EMBEDDING, "mask_zero": True}, layer("LSTM", units=4, zero_output_for_mask=True), inputs=TOKENS),
        model("handed on by a layer", layer("Masking"), sequence(), layer("SimpleRNN", units=4, zero_output_for_mask=True)),
        model("a mask by hand", gru(None, "x", zero_output_for_mask=True, mask="m"), inputs=[*X, {"name": "m", "shape": [20], "dtype": "bool"}]),
        model("stacked cells", layer("Masking"), layer("RNN", cell=[{"type": "GRUCell", "units": 4}, {"type": "GRUCell", "units": 3}], zero_output_for_mask=True)),
    ],
    "RG540": [
        model("the first step", both("b"), FIRST, dense()),
        model("as a sequence of one", both("b"), layer("Slice", axis=1, start=-1), layer("Flatten"), dense()),
        model("by its number", both("b"), layer("Slice", axis=1, index=19), dense()),
        model("behind layers for each step", both("b"), layer("Dropout", rate=0.2), layer("LayerNormalization"), LAST, dense()),
        model("summed", both("b", merge_mode="sum"), LAST, dense()),
        model("the wrong half alone", both("b", merge_mode=None), layer("Slice", axis=1, index=-1, inputs="b.backward"), dense()),
        model("in a residual stack", both("b", "x", merge_mode="ave", inner={"units": 8}), add("x", "b"), LAST, dense()),
    ],
    "RG541": [
        model("plain layers", gru(), REPEAT, dense(), layer("Activation", activation="softmax")),
        model("normalized", gru(), REPEAT, layer("LayerNormalization"), dense()),
        model("merged with itself", gru(), REPEAT, layer("Dense", "d", "repeat", units=4), add("repeat", "d")),
        model("with another vector", gru("a", "x"), gru("b", "x"), layer("RepeatVector", "r", "a", n=5), layer("RepeatVector", "s", "b", n=5), add("r", "s", type="Concatenate"), dense()),
        model("as the query of an attention", gru("code", "x"), layer("RepeatVector", "r", n=5), layer("Dense", "q", units=8), layer("Attention", inputs=["q", "x"])),
        model("through a convolution", gru(), REPEAT, layer("Conv1D", filters=4, kernel_size=3), dense()),
        model("cropped", gru(), REPEAT, layer("Cropping1D", cropping=[1, 0]), layer("MaxPooling1D"), dense()),
        model("by upsampling", layer("Reshape", target_shape=[1, 8]), layer("UpSampling1D", size=6), dense(), inputs=VECTOR),
    ],
    "RG542": [
        model("left to be found", layer("Reshape", target_shape=[8, -1]), gru()),
        model("of unknown length", layer("Reshape", target_shape=[8, -1]), layer("Flatten"), inputs=[{"name": "x", "shape": [None, 8]}]),
        model("channels to the front", layer("Reshape", target_shape=[3, 32, 40]), layer("Flatten"), inputs=[{"name": "x", "shape": [32, 40, 3]}]),
        model("in each step", layer("TimeDistributed", layer={"type": "Reshape", "target_shape": [6, 4]}), inputs=[{"name": "x", "shape": [20, 4, 6]}]),
        model("sizes that occur twice", layer("Reshape", target_shape=[3, 32, 32]), layer("Flatten"), inputs=[{"name": "x", "shape": [32, 32, 3]}]),
    ],
    "RG543": [
        model("a convolution", sequence(), layer("Conv1D", filters=4, kernel_size=3, data_format="channels_first")),
        model("behind an embedding", EMBEDDING, layer("MaxPooling1D", data_format="channels_first"), layer("Flatten"), inputs=TOKENS),
        model("the other way round", layer("Conv1D", filters=4, kernel_size=3, data_format="channels_first"), gru()),
    ],
    "RG544": [
        model("a column", layer("Add", inputs=["a", "b"]), inputs=[{"name": "a", "shape": [5]}, {"name": "b", "shape": [5, 1]}]),
        model("unequal sizes", layer("Multiply", inputs=["a", "b"]), inputs=[{"name": "a", "shape": [7]}, {"name": "b", "shape": [5, 1]}]),
        model("a weight for each step", layer("Dense", "score", "x", units=1), layer("Flatten"), layer("Softmax", "w"), layer("Multiply", inputs=["w", "score"])),
    ],
    "RG825": [
        model("sparse", dense(5, activation="sigmoid"), inputs=VECTOR, training={"loss": "sparse_categorical_crossentropy"}),
        model("an activation by itself", dense(5), layer("Activation", activation="sigmoid"), inputs=VECTOR, training=TRAIN),
        model("at each step", sequence(), layer("TimeDistributed", layer={"type": "Dense", "units": 3, "activation": "sigmoid"}), training=TRAIN),
        model("one output of two", layer("Dense", "a", "x", units=3, activation="sigmoid"), layer("Dense", "b", "x", units=1), inputs=VECTOR, outputs=["a", "b"], training={"loss": {"a": "categorical_crossentropy", "b": "mse"}}),
    ],
    "RG826": [
        model("rates", dense(1), inputs=VECTOR, training={"loss": "poisson"}),
        model("squashed rates", dense(1, activation="tanh"), inputs=VECTOR, training={"loss": "poisson"}),
        model("a distribution", dense(3), inputs=VECTOR, training={"loss": "kl_divergence"}),
    ],
    "RG827": [
        model("squared", dense(1, activation="sigmoid"), inputs=VECTOR, training={"loss": "squared_hinge"}),
        model("a relu", dense(1, activation="relu"), inputs=VECTOR, training={"loss": "hinge"}),
        model("a softmax", dense(2, activation="softmax"), inputs=VECTOR, training={"loss": "hinge"}),
    ],
    "RG828": [
        model("at each step", sequence(), dense(1), training={"loss": "cosine_similarity"}),
        model("with an axis", dense(1), inputs=VECTOR, training={"loss": {"type": "CosineSimilarity", "axis": 1}}),
    ],
    "RG829": [
        model("of errors", dense(1), inputs=VECTOR, training={"loss": "mae", "metrics": ["mae", "acc"]}),
        model("binary", dense(1), inputs=VECTOR, training={"loss": "huber", "metrics": ["binary_accuracy"]}),
        model("for an output", layer("Dense", "y", units=1), inputs=VECTOR, training={"loss": "mse", "metrics": {"y": ["accuracy"]}}),
    ],
    "RG830": [
        model("a concatenation", sequence(), layer("Concatenate")),
        model("a list of one", sequence("r"), layer("Multiply", inputs=["r"])),
        model("an average", dense(), layer("Average"), inputs=VECTOR),
    ],
    "RG831": [
        model("an average", dense(name="d"), add("d", "d", type="Average"), inputs=VECTOR),
        model("a maximum of three", dense(name="d"), add("d", "d", "d", type="Maximum"), inputs=VECTOR),
        model("a minimum", sequence("d"), add("d", "d", type="Minimum")),
    ],
    "RG832": [
        model("several heads", ENCODER, DECODER, layer("MultiHeadAttention", "a", ["encoder", "decoder"], num_heads=1, key_dim=4), add("decoder", "a"), inputs=PAIR),
        model("by name", ENCODER, DECODER, layer("AdditiveAttention", "a", {"query": "encoder", "value": "decoder"}), add("a", "decoder"), inputs=PAIR),
        model("behind other layers", ENCODER, DECODER, layer("Dropout", "e", "encoder", rate=0.1), layer("Attention", "a", ["e", "decoder"]), layer("Flatten"), inputs=PAIR),
        model("a decoder of two layers", ENCODER, sequence("d1", "target", initial_state="encoder.state_h"), sequence("d2"), layer("Attention", "a", ["encoder", "d2"]), layer("Flatten"), inputs=PAIR),
        model("an encoder of two layers", gru("e1", "source", return_sequences=True), sequence("e2"), sequence("decoder", "target", initial_state="e1.state_h"), layer("Attention", "a", ["e2", "decoder"]), layer("Flatten"), inputs=PAIR),
        model("without states", layer("Attention", "a", ["a_", "b_"]), add("b_", "a", type="Concatenate"), inputs=[{"name": "a_", "shape": [None, 8]}, {"name": "b_", "shape": [None, 8]}]),
    ],
    "RG833": [
        model("several heads", layer("Slice", "last", "x", axis=1, start=-1), layer("MultiHeadAttention", num_heads=1, key_dim=4, inputs=["x", "last"])),
        model("a repeated vector", layer("RepeatVector", "r", "v", n=1), layer("Attention", inputs=["x", "r"]), inputs=[*X, {"name": "v", "shape": [8]}]),
    ],
    "RG834": [
        model("at each step", sequence(), dense(activation="softmax"), layer("Activation", activation="softmax")),
        model("with a dropout of nothing between", dense(activation="softmax"), layer("Identity"), layer("Softmax"), inputs=VECTOR),
        model("a sigmoid of a relu", dense(1, activation="relu"), layer("Activation", activation="sigmoid"), inputs=VECTOR),
        model("two sigmoids", dense(1, activation="sigmoid"), layer("Activation", activation="sigmoid"), inputs=VECTOR),
    ],
    "RG835": [
        model("behind one unit", dense(1), layer("LayerNormalization"), dense(), inputs=VECTOR),
        model("by root mean square", dense(1), layer("RMSNormalization"), dense(), inputs=VECTOR),
        model("to length 1", dense(1), layer("UnitNormalization"), dense(), inputs=VECTOR),
        model("a group for each channel", layer("GroupNormalization", groups=-1), dense(), inputs=VECTOR),
        model("in each step", layer("TimeDistributed", layer={"type": "LayerNormalization"}), gru(), inputs=[{"name": "x", "shape": [20, 1]}]),
    ],
    "RG836": [
        model("of a softmax", dense(activation="softmax"), layer("Dropout", rate=0.2), inputs=VECTOR, training=TRAIN),
        model("of a sequence", sequence(), layer("SpatialDropout1D", rate=0.2), training={"loss": "mse"}),
        model("passed on", dense(), layer("GaussianDropout", rate=0.2), layer("Identity"), inputs=VECTOR, training={"loss": "mse"}),
    ],
    "RG837": [
        model("with a mask", layer("Embedding", input_dim=9, output_dim=4, mask_zero=True, trainable=False), gru(), inputs=TOKENS, training={"loss": "mse"}),
    ],
    "RG838": [
        model("one number", gru(units=1), training={"loss": "binary_crossentropy"}),
        model("in both directions", layer("Bidirectional", layer={"type": "LSTM", "units": 3}), training=TRAIN),
        model("at each step", sequence(units=3), training={"loss": "sparse_categorical_crossentropy"}),
    ],
}  # fmt: skip

RIGHT: dict[str, list[Model]] = {
    "RG430": [
        model("turned round", AHEAD, BACK, TURNED, add("ahead", "turned")),
        model("last states", gru("ahead", "x"), gru("back", "x", go_backwards=True), add("ahead", "back")),
        model("Bidirectional and the input", both("b", "x", merge_mode="sum", inner={"units": 8}), add("x", "b")),
        model("two reversed ones", BACK, sequence("back2", "x", go_backwards=True), add("back", "back2", type="Concatenate"), TURNED | {"inputs": "merged"}),
        model("twice reversed", sequence("one", "x", go_backwards=True), sequence("two", "one", go_backwards=True), AHEAD, add("ahead", "two")),
        model("attention to a reversed one", AHEAD, BACK, layer("Attention", "a", ["ahead", "back"]), add("ahead", "a")),
        model("one behind the other", AHEAD, BACK, add("ahead", "back", type="Concatenate", axis=1), gru()),
        model("of repeated vectors", gru("code", "x"), layer("RepeatVector", "r", n=20), sequence("f", "r"), sequence("b", "r", go_backwards=True), add("f", "b")),
        model("turned by features", AHEAD, layer("Slice", "features", "ahead", axis=2, step=-1), add("ahead", "features")),
    ],
    "RG431": [
        model("a siamese reader", gru("r", "a"), {"name": "s", "shares": "r", "inputs": "b"}, add("r", "s"), inputs=TWO, batch_size=4),
        model("two stateful readers", gru("r", "a", stateful=True), gru("s", "b", stateful=True), add("r", "s"), inputs=TWO, batch_size=4),
        model("a stateful one and a shared one", layer("Dense", "d", "a", units=4), {"name": "e", "shares": "d", "inputs": "b"}, add("d", "e"), gru("r", "merged", stateful=True), inputs=TWO, batch_size=4),
    ],
    "RG432": [
        model("of unknown length", gru(), inputs=[{"name": "x", "shape": [None, 8]}]),
        model("a stateful one, step by step", gru(stateful=True), inputs=[{"name": "x", "shape": [1, 8]}], batch_size=1),
        model("a decoder's step", gru(inputs="x", initial_state="state"), inputs=[{"name": "x", "shape": [1, 8]}, {"name": "state", "shape": [4]}]),
        model("one feature", gru(), inputs=[{"name": "x", "shape": [30, 1]}]),
    ],
    "RG433": [
        model("stateful, in one direction", gru(stateful=True), batch_size=4),
        model("in both directions", layer("Bidirectional", layer={"type": "GRU", "units": 4}), batch_size=4),
        model("both, apart", sequence(stateful=True), layer("Bidirectional", layer={"type": "GRU", "units": 4}), batch_size=4),
    ],
    "RG434": [
        model("the last state", gru(go_backwards=True), dense()),
        model("turned round", sequence(go_backwards=True), layer("Slice", axis=1, step=-1), dense()),
        model("twice reversed", sequence(go_backwards=True), sequence(go_backwards=True), dense()),
        model("a reader on top", sequence(go_backwards=True), gru(), dense()),
        model("a decoder from a code", gru(), REPEAT, sequence(go_backwards=True), dense()),
        model("its state", sequence("b", go_backwards=True), layer("Dense", units=3, inputs="b.state_h")),
    ],
    "RG435": [
        model("causal", ENCODER, DECODER, layer("Attention", inputs=["decoder", "decoder"], use_causal_mask=True), dense(), inputs=PAIR),
        model("attention to the encoder", ENCODER, DECODER, layer("Attention", inputs=["decoder", "encoder"]), dense(), inputs=PAIR),
        model("in the encoder", layer("Attention", "look", ["source", "source"]), sequence("encoder", "look"), DECODER, dense(), inputs=PAIR),
        model("no decoder", sequence("r"), layer("Attention", inputs=["r", "r"]), dense()),
        model("a causal convolution", ENCODER, DECODER, layer("Conv1D", filters=4, kernel_size=3, padding="causal"), dense(), inputs=PAIR),
        model("one answer", ENCODER, DECODER, layer("Attention", inputs=["decoder", "decoder"]), layer("GlobalAveragePooling1D"), dense(), inputs=PAIR),
    ],
    "RG510": [
        model("first", layer("Masking"), dense(), gru()),
        model("with mask_zero", layer("Embedding", input_dim=9, output_dim=4, mask_zero=True), gru(), inputs=TOKENS),
        model("behind a dropout", layer("Dropout", rate=0.1), layer("Masking"), gru()),
        model("behind a projection without a bias", dense(use_bias=False), layer("Masking"), gru()),
        model("vectors from a file", layer("Embedding", input_dim=9, output_dim=4, embeddings_initializer={"type": "File", "path": "v.npz", "array": "v"}), layer("Masking"), gru(), inputs=TOKENS),
        model("scaled", layer("Rescaling", scale=0.1), layer("Masking"), gru()),
        model("both padded", layer("Concatenate", inputs=["a", "b"]), layer("Masking"), gru(), inputs=TWO),
        model("a relu", layer("ReLU"), layer("Masking"), gru()),
    ],
    "RG511": [
        model("a sequence", layer("Masking"), sequence(zero_output_for_mask=True)),
        model("no mask", gru(zero_output_for_mask=True)),
        model("the last output that counts", layer("Masking"), gru()),
        model("backwards", layer("Masking"), gru(zero_output_for_mask=True, go_backwards=True)),
        model("in both directions, where Keras takes return_sequences for it", layer("Masking"), layer("Bidirectional", layer={"type": "GRU", "units": 4, "zero_output_for_mask": True})),
    ],
    "RG540": [
        model("no sequence", layer("Bidirectional", layer={"type": "GRU", "units": 4}), dense()),
        model("in one direction", sequence(), LAST, dense()),
        model("both ends", both("b"), layer("Slice", "first", "b", axis=1, index=0), layer("Slice", "last", "b", axis=1, index=-1), add("first", "last", type="Concatenate")),
        model("the half that has read all", both("b"), LAST, layer("Slice", axis=1, stop=4), dense()),
        model("each half's own end", both("b", merge_mode=None), layer("Slice", "f", "b.forward", axis=1, index=-1), layer("Slice", "r", "b.backward", axis=1, index=0), add("f", "r", type="Concatenate")),
        model("a step inside", both("b"), layer("Slice", axis=1, index=7), dense()),
        model("a reader on top", both("b"), sequence(), LAST, dense()),
        model("an attention on top", both("b"), layer("Attention", inputs=["b", "b"]), LAST, dense()),
        model("the last feature", both("b"), layer("Slice", axis=2, index=-1), dense()),
        model("a state", both("b"), layer("Dense", units=3, inputs="b.forward_state_h")),
        model("all but the last step", both("b"), layer("Slice", axis=1, stop=-1), dense()),
    ],
    "RG541": [
        model("a recurrent decoder", gru(), REPEAT, sequence(), dense()),
        model("in both directions", gru(), REPEAT, both(), dense()),
        model("a state for each step", gru("code", "x"), layer("RepeatVector", "r", n=20), add("x", "r", type="Concatenate"), dense()),
        model("with positions that are learned", gru("code"), REPEAT, layer("Variable", "places", [], shape=[5, 4]), add("repeat", "places"), dense()),
        model("attention weights", sequence("h", "x"), layer("Dense", "score", units=1), layer("Flatten"), layer("Softmax"), layer("RepeatVector", "w", n=4), layer("Permute", "p", dims=[2, 1]), add("h", "p", type="Multiply"), layer("GlobalAveragePooling1D")),
        model("a convolution with edges", gru(), REPEAT, layer("Conv1D", filters=4, kernel_size=3, padding="same"), dense()),
        model("an attention's value", gru("code", "x"), layer("RepeatVector", "r", n=5), layer("Attention", inputs=["x", "r"]), inputs=[{"name": "x", "shape": [20, 4]}]),
        model("given out as it is", gru(), REPEAT),
    ],
    "RG542": [
        model("permuted", layer("Permute", dims=[2, 1]), gru()),
        model("windows", layer("Reshape", target_shape=[5, 32]), gru()),
        model("an axis of size 1", layer("Reshape", target_shape=[1, 20]), layer("Flatten"), inputs=[{"name": "x", "shape": [20, 1]}]),
        model("a picture's rows", layer("Reshape", target_shape=[28, 28]), gru(), inputs=[{"name": "x", "shape": [28, 28, 1]}]),
        model("of unknown length", layer("Reshape", target_shape=[-1, 8]), gru(), inputs=[{"name": "x", "shape": [None, 8]}]),
        model("a vector", layer("Reshape", target_shape=[4, 2]), gru(), inputs=VECTOR),
        model("equal sizes", layer("Reshape", target_shape=[8, 8]), gru(), inputs=[{"name": "x", "shape": [8, 8]}]),
    ],
    "RG543": [
        model("permuted first", sequence(), layer("Permute", dims=[2, 1]), layer("GlobalMaxPooling1D", data_format="channels_first")),
        model("features last", sequence(), layer("Conv1D", filters=4, kernel_size=3)),
        model("data with channels first", layer("GlobalAveragePooling1D", data_format="channels_first"), dense()),
        model("permuted behind", layer("Conv1D", filters=4, kernel_size=3, data_format="channels_first"), layer("Permute", dims=[2, 1]), gru()),
    ],
    "RG544": [
        model("a vector for all steps", layer("Add", inputs=["x", "v"]), inputs=[*X, {"name": "v", "shape": [8]}]),
        model("a weight for each step", layer("Dense", "w", "x", units=1), layer("Multiply", inputs=["x", "w"])),
        model("a number for all", layer("Multiply", inputs=["x", "n"]), inputs=[*X, {"name": "n", "shape": [1]}]),
        model("an outer product that is written out", layer("Multiply", inputs=["a", "b"]), inputs=[{"name": "a", "shape": [5, 1]}, {"name": "b", "shape": [1, 7]}]),
    ],
    "RG825": [
        model("several labels", dense(5, activation="sigmoid"), inputs=VECTOR, training={"loss": "binary_crossentropy"}),
        model("one class", dense(5, activation="softmax"), inputs=VECTOR, training=TRAIN),
        model("one number", dense(1, activation="sigmoid"), inputs=VECTOR, training={"loss": "binary_crossentropy"}),
        model("numbers from 0 to 1", dense(5, activation="sigmoid"), inputs=VECTOR, training={"loss": "mse"}),
        model("a sigmoid inside", dense(5, activation="sigmoid"), dense(3, activation="softmax"), inputs=VECTOR, training=TRAIN),
    ],
    "RG826": [
        model("softplus", dense(1, activation="softplus"), inputs=VECTOR, training={"loss": "poisson"}),
        model("exponential", dense(1, activation="exponential"), inputs=VECTOR, training={"loss": "poisson"}),
        model("a distribution", dense(3, activation="softmax"), inputs=VECTOR, training={"loss": "kl_divergence"}),
        model("a regression", dense(3), inputs=VECTOR, training={"loss": "mse"}),
    ],
    "RG827": [
        model("tanh", dense(1, activation="tanh"), inputs=VECTOR, training={"loss": "hinge"}),
        model("linear", dense(1), inputs=VECTOR, training={"loss": "squared_hinge"}),
        model("of classes", dense(3, activation="softmax"), inputs=VECTOR, training={"loss": "categorical_hinge"}),
    ],
    "RG828": [
        model("vectors", dense(16), inputs=VECTOR, training={"loss": "cosine_similarity"}),
        model("a number, by its square", dense(1), inputs=VECTOR, training={"loss": "mse"}),
        model("along time", sequence(), dense(1), training={"loss": {"type": "CosineSimilarity", "axis": 1}}),
    ],
    "RG829": [
        model("errors", dense(1), inputs=VECTOR, training={"loss": "mse", "metrics": ["mae", "mse"]}),
        model("classes by squares", dense(3, activation="softmax"), inputs=VECTOR, training={"loss": "mse", "metrics": ["accuracy"]}),
        model("classes", dense(3, activation="softmax"), inputs=VECTOR, training={"loss": "categorical_crossentropy", "metrics": ["accuracy"]}),
        model("one output of two", layer("Dense", "a", "x", units=3, activation="softmax"), layer("Dense", "b", "x", units=1), inputs=VECTOR, outputs=["a", "b"], training={"loss": {"a": "categorical_crossentropy", "b": "mse"}, "metrics": {"a": ["accuracy"], "b": ["mae"]}}),
    ],
    "RG830": [
        model("a residual", sequence("r", units=8), add("x", "r")),
        model("two of one", dense(name="d"), add("d", "d"), inputs=VECTOR),
        model("three", sequence("a", "x"), sequence("b", "x"), sequence("c", "x"), add("a", "b", "c", type="Concatenate")),
    ],
    "RG831": [
        model("twice", dense(name="d"), add("d", "d"), inputs=VECTOR),
        model("squared", dense(name="d"), add("d", "d", type="Multiply"), inputs=VECTOR),
        model("side by side", dense(name="d"), add("d", "d", type="Concatenate"), inputs=VECTOR),
        model("two", layer("Dense", "d", "x", units=3), layer("Dense", "e", "x", units=3), add("d", "e", type="Subtract"), inputs=VECTOR),
    ],
    "RG832": [
        model("Luong's", ENCODER, DECODER, layer("Attention", "a", ["decoder", "encoder"]), add("decoder", "a", type="Concatenate"), inputs=PAIR),
        model("of itself", sequence("r"), layer("Attention", "a", ["r", "r"]), add("r", "a")),
        model("each of the other", ENCODER, DECODER, layer("Attention", "a", ["decoder", "encoder"]), layer("Attention", "b", ["encoder", "decoder"]), layer("GlobalAveragePooling1D", "p", "a"), layer("GlobalAveragePooling1D", "q", "b"), add("p", "q"), inputs=PAIR),
        model("several heads, with a residual", ENCODER, DECODER, layer("MultiHeadAttention", "a", ["decoder", "encoder"], num_heads=1, key_dim=4), add("decoder", "a"), inputs=PAIR),
        model("a question of a text", sequence("text", "source"), sequence("question", "target"), layer("Attention", "a", ["text", "question"]), add("text", "a", type="Concatenate"), inputs=PAIR),
        model("a premise's reader starts the next", ENCODER, DECODER, layer("AdditiveAttention", "a", {"query": "decoder", "value": "encoder"}), layer("GlobalMaxPooling1D"), inputs=PAIR),
    ],
    "RG833": [
        model("one query", layer("Slice", "last", "x", axis=1, start=-1), layer("Attention", inputs=["last", "x"])),
        model("of unknown length", layer("Attention", inputs=["x", "x"]), inputs=[{"name": "x", "shape": [None, 8]}]),
        model("of itself", layer("Attention", inputs=["x", "x"])),
    ],
    "RG834": [
        model("once", dense(), layer("Softmax"), inputs=VECTOR),
        model("along another axis", dense(activation="softmax"), layer("Softmax", axis=1)),
        model("a dense layer between", dense(activation="softmax"), dense(activation="softmax"), inputs=VECTOR),
        model("a relu of a tanh", dense(activation="tanh"), layer("ReLU"), inputs=VECTOR),
        model("attention of a tanh", sequence(), dense(activation="tanh"), dense(1), layer("Softmax", axis=1)),
        model("clipped", dense(activation="linear"), layer("Activation", activation="sigmoid"), inputs=VECTOR),
    ],
    "RG835": [
        model("over features", layer("LayerNormalization"), gru()),
        model("over time", layer("LayerNormalization", axis=1), gru(), inputs=[{"name": "x", "shape": [20, 1]}]),
        model("of batches", layer("BatchNormalization"), gru(), inputs=[{"name": "x", "shape": [20, 1]}]),
        model("groups over time", layer("GroupNormalization", groups=1), gru(), inputs=[{"name": "x", "shape": [20, 1]}]),
    ],
    "RG836": [
        model("before the last layer", layer("Dropout", rate=0.5), dense(), inputs=VECTOR, training={"loss": "mse"}),
        model("of nothing", dense(), layer("Dropout", rate=0.0), inputs=VECTOR, training={"loss": "mse"}),
        model("features, with no loss", dense(), layer("Dropout", rate=0.5), inputs=VECTOR),
        model("of an output without a loss", layer("Dense", "a", "x", units=3), layer("Dropout", "b", "a", rate=0.5), inputs=VECTOR, outputs=["a", "b"], training={"loss": {"a": "mse", "b": None}}),
    ],
    "RG837": [
        model("trained", layer("Embedding", input_dim=9, output_dim=4), gru(), inputs=TOKENS, training={"loss": "mse"}),
        model("from a file", layer("Embedding", input_dim=9, output_dim=4, trainable=False, embeddings_initializer={"type": "File", "path": "v.npz", "array": "v"}), gru(), inputs=TOKENS, training={"loss": "mse"}),
        model("one-hot", layer("Embedding", input_dim=9, output_dim=9, trainable=False, embeddings_initializer="identity"), gru(), inputs=TOKENS, training={"loss": "mse"}),
        model("a random reservoir", gru(trainable=False), dense(), training={"loss": "mse"}),
        model("weights to be loaded", layer("Embedding", input_dim=9, output_dim=4, trainable=False), gru(), inputs=TOKENS),
    ],
    "RG838": [
        model("a dense layer", gru(), dense(activation="softmax"), training=TRAIN),
        model("logits", gru(units=3), training={"loss": {"type": "CategoricalCrossentropy", "from_logits": True}}),
        model("a regression", gru(units=1), training={"loss": "mse"}),
        model("sigmoid", gru(units=1, activation="sigmoid"), training={"loss": "binary_crossentropy"}),
    ],
}  # fmt: skip

FIXED: dict[str, tuple[Model, Layers]] = {
    "a Bidirectional in place of two readers and a merge": (
        model("reversed", AHEAD, BACK, add("ahead", "back"), dense()),
        [
            layer("Bidirectional", "merged", "x", layer={"type": "GRU", "units": 4, "return_sequences": True}, merge_mode="sum"),
            dense(),
        ],
    ),
    "a Bidirectional that sums up, and no slice": (
        model("last step", both("both"), layer("Slice", "last", axis=1, index=-1), layer("Dense", "out", "last", units=3)),
        [
            layer("Bidirectional", "both", layer={"type": "GRU", "units": 4, "return_sequences": False}),
            layer("Dense", "out", "both", units=3),
        ],
    ),
    "mask_zero in place of a Masking": (
        model("masking", layer("Embedding", "embed", input_dim=9, output_dim=4), layer("Masking", "mask"), gru(), inputs=TOKENS),
        [layer("Embedding", "embed", input_dim=9, output_dim=4, mask_zero=True), gru()],
    ),
    "Permute in place of Reshape": (
        model("reshape", layer("Reshape", "turn", target_shape=[8, 20]), gru()),
        [layer("Permute", "turn", dims=[2, 1]), gru()],
    ),
    "query and value swapped": (
        model("attention", ENCODER, DECODER, layer("Attention", "a", ["encoder", "decoder"]), add("a", "decoder"), inputs=PAIR),
        [ENCODER, DECODER, layer("Attention", "a", ["decoder", "encoder"]), add("a", "decoder")],
    ),
    "what read a layer that goes reads its input": (
        model("single", sequence("r"), layer("Average", "m", "r"), layer("Attention", "a", {"query": "m", "value": "x"}), layer("Dense", "d", ["m"], units=3)),
        [sequence("r"), layer("Attention", "a", {"query": "r", "value": "x"}), layer("Dense", "d", ["r"], units=3)],
    ),
}  # fmt: skip
