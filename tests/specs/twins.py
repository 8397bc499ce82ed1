"""The models of specs/ in Python: a function for each file, of the same name."""

from __future__ import annotations

import rnngraph as rg


def embedding_lstm() -> rg.Graph:
    layers = [rg.Embedding(1000, 64, name="embedding"), rg.LSTM(128, name="lstm"), rg.Dense(10, name="logits")]
    return rg.Sequential("embedding_lstm", [rg.Input("tokens", (None,)), *layers])


def gru_simple_rnn() -> rg.Graph:
    x = rg.Input("tokens", shape=(None,))
    y = rg.Embedding(input_dim=1000, output_dim=64)(x)
    y = rg.GRU(256, return_sequences=True)(y)
    y = rg.SimpleRNN(128)(y)
    return rg.Graph("gru_simple_rnn", inputs=x, outputs=rg.Dense(10, name="logits")(y))


def encoder_decoder() -> rg.Graph:
    source = rg.Input("source", shape=(None,), dtype="int32")
    target = rg.Input("target", shape=(None,), dtype="int32")
    encoder = rg.LSTM(64, name="encoder")(rg.Embedding(1000, 64, name="source_embedding")(source))
    embedded = rg.Embedding(2000, 64, name="target_embedding")(target)
    decoder = rg.LSTM(64, name="decoder")(embedded, initial_state=encoder.states)
    return rg.Graph("encoder_decoder", inputs=[source, target], outputs=rg.Dense(10, name="logits")(decoder))


def bidirectional() -> rg.Graph:
    x = rg.Input("sequence", (5, 10))
    y = rg.Bidirectional(rg.LSTM(64, return_sequences=True), name="lower")(x)
    y = rg.Bidirectional(rg.LSTM(32), name="upper")(y)
    return rg.Graph("bidirectional", x, rg.Dense(10, name="logits")(y))


TRAINING = {
    "optimizer": "sgd",
    "loss": {"type": "SparseCategoricalCrossentropy", "from_logits": True},
    "metrics": ["accuracy"],
    "batch_size": 64,
}


def mnist() -> rg.Graph:
    layers = [rg.LSTM(64, name="reader"), rg.BatchNormalization(name="normalization"), rg.Dense(10, name="logits")]
    return rg.Sequential("mnist", [rg.Input("rows", (None, 28)), *layers], training=TRAINING)


def mnist_cell() -> rg.Graph:
    reader = rg.RNN(rg.LSTMCell(64), name="reader")
    layers = [reader, rg.BatchNormalization(name="normalization"), rg.Dense(10, name="logits")]
    return rg.Sequential("mnist_cell", [rg.Input("rows", (None, 28)), *layers], training=TRAINING)


def stateful() -> rg.Graph:
    return rg.Sequential("stateful", [rg.Input("paragraph", (10, 50)), rg.LSTM(64, stateful=True)], batch_size=20)


def digits() -> rg.Graph:
    reader = rg.Bidirectional(rg.LSTM(64), name="reader")
    layers = [reader, rg.BatchNormalization(momentum=0.9, name="normalization"), rg.Dense(10, name="logits")]
    training = {**TRAINING, "optimizer": "adam", "batch_size": 32, "epochs": 40}
    return rg.Sequential("digits", [rg.Input("rows", (8, 8)), *layers], training=training)


def lstm_autoencoder() -> rg.Graph:
    layers = [rg.LSTM(16, name="encoder"), rg.RepeatVector(30, name="repeat")]
    layers += [rg.LSTM(16, return_sequences=True, name="decoder")]
    layers += [rg.TimeDistributed(rg.Dense(4), name="reconstruction")]
    return rg.Sequential("lstm_autoencoder", [rg.Input("sequence", (30, 4)), *layers], training={"loss": "mse"})


def attention_translator() -> rg.Graph:
    source, target = rg.Input("source", (None,)), rg.Input("target", (None,))
    embedded = rg.Embedding(8000, 128, mask_zero=True, name="source_embedding")(source)
    encoder = rg.Bidirectional(rg.GRU(128, return_sequences=True), name="encoder")(embedded)
    start = rg.Concatenate(name="start")(encoder.states)
    embedded = rg.Embedding(8000, 128, mask_zero=True, name="target_embedding")(target)
    decoder = rg.GRU(256, return_sequences=True, name="decoder")(embedded, initial_state=start)
    attention = rg.AdditiveAttention(name="attention")([decoder, encoder])
    hidden = rg.Dense(128, "tanh", name="hidden")(rg.Concatenate(name="context")([decoder, attention]))
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True, "ignore_class": 0}
    outputs = rg.Dense(8000, name="next_word")(hidden)
    training = {"loss": loss, "metrics": ["accuracy"]}
    return rg.Graph("attention_translator", [source, target], outputs, training=training)


def char_language_model() -> rg.Graph:
    x = rg.Input("characters", (None,))
    y = rg.LSTM(256, return_sequences=True, name="lower")(rg.Embedding(96, 32, name="embedding")(x))
    y = rg.LSTM(256, return_sequences=True, name="upper")(rg.Dropout(0.2, name="dropout")(y))
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
    training = {"optimizer": {"type": "Adam", "learning_rate": 0.002}, "loss": loss}
    return rg.Graph("char_language_model", x, rg.Dense(96, name="next_character")(y), training=training)


def tagger() -> rg.Graph:
    x = rg.Input("words", (None,))
    y = rg.Dropout(0.5, name="dropout")(rg.Embedding(20000, 100, mask_zero=True, name="embedding")(x))
    y = rg.Bidirectional(rg.LSTM(100, return_sequences=True), name="reader")(y)
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
    training = {"loss": loss, "metrics": ["accuracy"]}
    return rg.Graph("tagger", x, rg.TimeDistributed(rg.Dense(17), name="labels")(y), training=training)


def residual_stack() -> rg.Graph:
    x = rg.Input("sequence", (None, 64))
    y = rg.LSTM(64, return_sequences=True, name="lstm_1")(x)
    for index in (2, 3, 4):
        y = rg.Add(name=f"add_{index}")([y, rg.LSTM(64, return_sequences=True, name=f"lstm_{index}")(y)])
    y = rg.LayerNormalization(name="normalization")(y)
    return rg.Graph("residual_stack", x, rg.Dense(10, name="output")(y))


def forecaster() -> rg.Graph:
    history, site, calendar = rg.Input("history", (168, 8)), rg.Input("site", (5,)), rg.Input("calendar", (24, 3))
    context = rg.Dense(64, "tanh", name="context")(site)
    past = rg.GRU(64, name="past")(history, initial_state=context)
    future = rg.GRU(64, return_sequences=True, name="future")(calendar, initial_state=past.states)
    outputs = {"load": rg.TimeDistributed(rg.Dense(1), name="forecast")(future)}
    training = {"loss": {"load": "huber"}, "metrics": {"load": ["mae"]}}
    return rg.Graph("forecaster", [history, site, calendar], outputs, training=training)


def sentiment() -> rg.Graph:
    layers = [
        rg.Embedding(20000, 128, mask_zero=True, name="embedding"),
        rg.Bidirectional(rg.LSTM(64, return_sequences=True), name="lower"),
        rg.Bidirectional(rg.LSTM(64), name="upper"),
        rg.Dense(1, "sigmoid", name="positive"),
    ]
    training = {"optimizer": "adam", "loss": "binary_crossentropy", "metrics": ["accuracy"]}
    return rg.Sequential("sentiment", [rg.Input("review", (None,)), *layers], training=training)


def document() -> rg.Graph:
    reader = rg.Bidirectional(rg.GRU(50))
    layers = [rg.Embedding(30000, 100, name="embedding"), rg.TimeDistributed(reader, name="sentence_reader")]
    layers += [rg.Bidirectional(rg.GRU(50), name="document_reader"), rg.Dense(10, name="topic")]
    return rg.Sequential("document", [rg.Input("text", (20, 40)), *layers])


def stacked_cells() -> rg.Graph:
    x = rg.Input("sequence", (None, 16))
    deep = rg.RNN([rg.LSTMCell(32), rg.GRUCell(32), rg.SimpleRNNCell(16)], return_sequences=True, name="deep")(x)
    return rg.Graph("stacked_cells", x, [rg.Dense(4, name="output")(deep), deep.cell_0_state_c])


def state_reuse() -> rg.Graph:
    x, h, c = rg.Input("paragraph", (10, 50)), rg.Input("start_h", (64,)), rg.Input("start_c", (64,))
    y = rg.LSTM(64, name="lstm")(x, initial_state=[h, c])
    return rg.Graph("state_reuse", [x, h, c], [y, y.state_h, y.state_c])


NEXT_WORD = {
    "loss": {"type": "SparseCategoricalCrossentropy", "from_logits": True, "ignore_class": 0},
    "metrics": ["accuracy"],
}


def caption() -> rg.Graph:
    image, words = rg.Input("image", (2048,)), rg.Input("words", (None,))
    seen = rg.Dropout(0.5, name="dropout")(image)
    start = [rg.Dense(256, "tanh", name=name)(seen) for name in ("start_h", "start_c")]
    embedded = rg.Embedding(10000, 256, mask_zero=True, name="embedding")(words)
    written = rg.LSTM(256, return_sequences=True, name="writer")(embedded, initial_state=start)
    outputs = rg.Dense(10000, name="next_word")(written)
    return rg.Graph("caption", [image, words], outputs, training=NEXT_WORD)


def residual_translator() -> rg.Graph:
    def embedded(x: rg.Tensor, name: str) -> rg.Tensor:
        return rg.Embedding(16000, 256, mask_zero=True, name=name)(x)

    def lstm(name: str) -> rg.LSTM:
        return rg.LSTM(256, return_sequences=True, dropout=0.2, name=name)

    source, target = rg.Input("source", (None,)), rg.Input("target", (None,))
    bottom = rg.Bidirectional(rg.LSTM(128, return_sequences=True), name="encoder_1")(
        embedded(source, "source_embedding")
    )
    middle = lstm("encoder_2")(bottom)
    middle_sum = rg.Add(name="encoder_2_sum")([bottom, middle])
    top = lstm("encoder_3")(middle_sum)
    memory = rg.Add(name="encoder_3_sum")([middle_sum, top])
    start = [
        rg.Concatenate(name="start_h")([bottom.forward_state_h, bottom.backward_state_h]),
        rg.Concatenate(name="start_c")([bottom.forward_state_c, bottom.backward_state_c]),
    ]
    decoded = rg.LSTM(256, return_sequences=True, name="decoder_1")(
        embedded(target, "target_embedding"), initial_state=start
    )
    attention = rg.AdditiveAttention(name="attention")([decoded, memory])
    for index, encoder in ((2, middle), (3, top)):
        fed = rg.Concatenate(name=f"decoder_{index}_input")([decoded, attention])
        upper = lstm(f"decoder_{index}")(fed, initial_state=encoder.states)
        decoded = rg.Add(name=f"decoder_{index}_sum")([decoded, upper])
    outputs = rg.Dense(16000, name="next_word")(decoded)
    return rg.Graph("residual_translator", [source, target], outputs, training=NEXT_WORD)


def speech() -> rg.Graph:
    y = x = rg.Input("spectrogram", (None, 160, 1))
    for index, size, strides in ((1, [11, 41], [2, 2]), (2, [11, 21], [1, 2])):
        y = rg.Conv2D(32, size, strides, padding="same", use_bias=False, name=f"conv_{index}")(y)
        y = rg.BatchNormalization(name=f"norm_{index}")(y)
        y = rg.ReLU(20.0, name=f"relu_{index}")(y)
    y = rg.Reshape([-1, 1280], name="frames")(y)
    for index in (1, 2, 3):
        y = rg.Bidirectional(rg.GRU(256, return_sequences=True), merge_mode="sum", name=f"reader_{index}")(y)
        y = rg.BatchNormalization(name=f"norm_{index + 2}")(y)
    return rg.Graph("speech", x, rg.Dense(29, name="characters")(y), training={"loss": "ctc"})


def text_in_images() -> rg.Graph:
    y = x = rg.Input("image", (32, 100, 1))
    for index, filters in ((1, 64), (2, 128)):
        y = rg.Conv2D(filters, 3, padding="same", activation="relu", name=f"conv_{index}")(y)
        y = rg.MaxPooling2D(name=f"pool_{index}")(y)
    y = rg.Conv2D(256, 3, padding="same", use_bias=False, name="conv_3")(y)
    y = rg.ReLU(name="relu_3")(rg.BatchNormalization(name="norm_3")(y))
    y = rg.MaxPooling2D([2, 1], name="pool_3")(y)
    y = rg.Conv2D(512, 3, padding="same", activation="relu", name="conv_4")(y)
    y = rg.MaxPooling2D([4, 1], name="pool_4")(y)
    y = rg.Reshape([25, 512], name="columns")(y)
    for name in ("lower", "upper"):
        y = rg.Bidirectional(rg.LSTM(256, return_sequences=True), name=name)(y)
    return rg.Graph("text_in_images", x, rg.Dense(37, name="characters")(y), training={"loss": "ctc"})


def video() -> rg.Graph:
    layers = [
        rg.TimeDistributed(rg.Conv2D(16, 5, 2, activation="relu"), name="conv_1"),
        rg.TimeDistributed(rg.MaxPooling2D(), name="pool_1"),
        rg.TimeDistributed(rg.Conv2D(32, 3, activation="relu"), name="conv_2"),
        rg.TimeDistributed(rg.GlobalAveragePooling2D(), name="seen"),
        rg.LSTM(128, dropout=0.5, name="reader"),
        rg.Dense(101, name="action"),
    ]
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
    training = {"loss": loss, "metrics": ["accuracy"]}
    return rg.Sequential("video", [rg.Input("frames", (None, 64, 64, 3)), *layers], training=training)


def nested() -> rg.Graph:
    cell = rg.cell(
        "NestedCell",
        parameters=["unit_1", "unit_2", "unit_3"],
        inputs={"x_1": ["i1"], "x_2": ["i2", "i3"]},
        states={"s_1": ["unit_1"], "s_2": ["unit_2", "unit_3"]},
        weights={
            "kernel_1": {"shape": ["i1", "unit_1"], "initializer": "uniform"},
            "kernel_2_3": {"shape": ["i2", "i3", "unit_2", "unit_3"], "initializer": "uniform"},
        },
        step={
            "output_1": "x_1 @ kernel_1",
            "output_2": "einsum('bij,ijkl->bkl', x_2, kernel_2_3)",
            "s_1": "s_1 + output_1",
            "s_2": "s_2 + output_2",
        },
        outputs=["output_1", "output_2"],
    )
    a, b = rg.Input("input_1", (None, 32)), rg.Input("input_2", (None, 64, 32))
    y = rg.RNN(cell(10, 20, 30), name="nested")({"x_1": a, "x_2": b})
    training = {"optimizer": "adam", "loss": "mse", "metrics": ["accuracy"]}
    return rg.Graph("nested", [a, b], [y.output_1, y.output_2], training=training)


def _gates(count: int) -> dict[str, dict[str, object]]:
    size = f"{count} * units"
    return {
        "kernel": {"shape": ["features", size]},
        "recurrent_kernel": {"shape": ["units", size], "initializer": "orthogonal"},
        "bias": {"shape": [size], "initializer": "zeros"},
    }


def peephole_lstm() -> rg.Graph:
    forget = {"type": "Concatenate", "parts": [["zeros", "units"], ["ones", "units"], ["zeros", "2 * units"]]}
    peephole = {"shape": ["units"], "initializer": "zeros"}
    weights = {**_gates(4), "peephole_i": peephole, "peephole_f": peephole, "peephole_o": peephole}
    cell = rg.cell(
        "PeepholeLSTM",
        parameters=["units"],
        inputs={"x": ["features"]},
        states={"h": ["units"], "c": ["units"]},
        weights={**weights, "bias": {"shape": ["4 * units"], "initializer": forget}},
        step={
            "a_i, a_f, a_g, a_o": "split(x @ kernel + h @ recurrent_kernel + bias, 4)",
            "i": "sigmoid(a_i + peephole_i * c)",
            "f": "sigmoid(a_f + peephole_f * c)",
            "c": "f * c + i * tanh(a_g)",
            "o": "sigmoid(a_o + peephole_o * c)",
            "h": "o * tanh(c)",
        },
        outputs=["h"],
    )
    counter = rg.RNN(cell(16), return_sequences=True, name="counter")
    layers = [rg.Input("spikes", (None, 1)), counter, rg.Dense(1, "sigmoid", name="now")]
    return rg.Sequential("peephole_lstm", layers, training={"optimizer": "adam", "loss": "binary_crossentropy"})


def minimal_gated_unit() -> rg.Graph:
    cell = rg.cell(
        "MinimalGatedUnit",
        parameters=["units"],
        inputs={"x": ["features"]},
        states={"h": ["units"]},
        weights=_gates(2),
        step={
            "a_f, a_h": "split(x @ kernel + bias, 2)",
            "u_f, u_h": "split(recurrent_kernel, 2)",
            "f": "sigmoid(a_f + h @ u_f)",
            "h": "(1 - f) * h + f * tanh(a_h + (f * h) @ u_h)",
        },
        outputs=["h"],
    )
    layers = [rg.Input("rows", (28, 28)), rg.RNN(cell(100), name="reader"), rg.Dense(10, name="logits")]
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
    training = {"optimizer": "adam", "loss": loss, "metrics": ["accuracy"]}
    return rg.Sequential("minimal_gated_unit", layers, training=training)


def coupled_gates() -> rg.Graph:
    cell = rg.cell(
        "CoupledLSTM",
        parameters=["units"],
        inputs={"x": ["features"]},
        states={"h": ["units"], "c": ["units"]},
        weights=_gates(3),
        step={
            "a_i, a_g, a_o": "split(x @ kernel + h @ recurrent_kernel + bias, 3)",
            "i": "sigmoid(a_i)",
            "c": "(1 - i) * c + i * tanh(a_g)",
            "h": "sigmoid(a_o) * tanh(c)",
        },
        outputs=["h"],
    )
    reader = rg.Bidirectional(rg.RNN(cell(64), return_sequences=True), name="reader")
    optimizer = {"type": "SGD", "learning_rate": 0.01, "momentum": 0.9}
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
    training = {"optimizer": optimizer, "loss": loss, "metrics": ["accuracy"]}
    layers = [rg.Input("frames", (None, 39)), reader, rg.Dense(61, name="phones")]
    return rg.Sequential("coupled_gates", layers, training=training)


def layer_norm_lstm() -> rg.Graph:
    scales = {
        f"{name}_{which}": {"shape": [size], "initializer": initializer}
        for name, size in {"recurrent": "4 * units", "input": "4 * units", "cell": "units"}.items()
        for which, initializer in {"gamma": "ones", "beta": "zeros"}.items()
    }
    cell = rg.cell(
        "LayerNormLSTM",
        parameters=["units"],
        inputs={"x": ["features"]},
        states={"h": ["units"], "c": ["units"]},
        weights={**_gates(4), **scales},
        step={
            "from_h": "layer_norm(h @ recurrent_kernel, recurrent_gamma, recurrent_beta)",
            "from_x": "layer_norm(x @ kernel, input_gamma, input_beta)",
            "f, i, o, g": "split(from_h + from_x + bias, 4)",
            "c": "sigmoid(f) * c + sigmoid(i) * tanh(g)",
            "h": "sigmoid(o) * tanh(layer_norm(c, cell_gamma, cell_beta))",
        },
        outputs=["h"],
    )
    writer = rg.RNN([cell(400), cell(400), cell(400)], return_sequences=True, name="writer")
    return rg.Sequential("layer_norm_lstm", [rg.Input("strokes", (None, 3)), writer, rg.Dense(121, name="mixture")])


def hierarchical_attention() -> rg.Graph:
    def attended(features: int, units: int) -> rg.Graph:
        sequence = rg.Input("sequence", (None, features))
        reader = rg.Bidirectional(rg.GRU(units, return_sequences=True), name="reader")(sequence)
        hidden = rg.Dense(2 * units, "tanh", name="hidden")(reader)
        weight = rg.Softmax(axis=1, name="weight")(rg.Dense(1, use_bias=False, name="score")(hidden))
        vector = rg.Flatten(name="vector")(rg.Dot(axes=1, name="sum")([weight, reader]))
        return rg.Graph("attended", sequence, vector)

    text = rg.Input("text", (None, None))
    embedded = rg.Embedding(20000, 200, name="embedding")(text)
    sentences = rg.TimeDistributed(rg.Block(attended(200, 50)), name="sentences")(embedded)
    document = rg.Block(attended(100, 50), name="document")(sentences)
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
    optimizer = {"type": "SGD", "momentum": 0.9}
    training = {"optimizer": optimizer, "loss": loss, "metrics": ["accuracy"], "batch_size": 64}
    return rg.Graph("hierarchical_attention", text, rg.Dense(5, name="rating")(document), training=training)


def deep_residual_encoder() -> rg.Graph:
    below = rg.Input("below", (None, 128))
    above = rg.LSTM(128, return_sequences=True, dropout=0.2)(below)
    residual = rg.Graph("residual", below, rg.Add()([below, above]))

    source = rg.Input("source", (None,))
    y = rg.Embedding(32000, 128, mask_zero=True, name="embedding")(source)
    y = rg.Bidirectional(rg.LSTM(128, return_sequences=True), name="bottom")(y)
    y = rg.LSTM(128, return_sequences=True, name="second")(y)
    return rg.Graph("deep_residual_encoder", source, rg.Block(residual, repeat=6, name="upper")(y))


def sentence_similarity() -> rg.Graph:
    sentence = rg.Input("sentence", (None,))
    embedded = rg.Embedding(30000, 300, mask_zero=True, name="embedding")(sentence)
    reader = rg.Graph("reader", sentence, rg.LSTM(50, name="meaning")(embedded))

    first, second = rg.Input("first", (None,)), rg.Input("second", (None,))
    read = rg.Block(reader, name="left")
    left, right = read(first), read(second)
    more = rg.ReLU(name="more_by")(rg.Subtract(name="more")([left, right]))
    less = rg.ReLU(name="less_by")(rg.Subtract(name="less")([right, left]))
    likeness = rg.Dense(
        1,
        "exponential",
        use_bias=False,
        kernel_initializer={"type": "Constant", "value": -1.0},
        trainable=False,
        name="likeness",
    )(rg.Add(name="distance")([more, less]))
    training = {"optimizer": {"type": "Adadelta", "clipnorm": 1.25}, "loss": "mean_squared_error"}
    return rg.Graph("sentence_similarity", [first, second], likeness, training=training)


def frames() -> rg.Graph:
    y = x = rg.Input("film", (None, 64, 64, 1))
    for index, size in ((1, 5), (2, 3)):
        y = rg.ConvLSTM2D(32, size, padding="same", return_sequences=True, name=f"reader_{index}")(y)
        y = rg.BatchNormalization(name=f"norm_{index}")(y)
    y = rg.Conv3D(1, 3, padding="same", activation="sigmoid", name="next_frame")(y)
    return rg.Graph("frames", x, y, training={"optimizer": "adam", "loss": "binary_crossentropy"})


def learned_state() -> rg.Graph:
    x = rg.Input("sequence", (None, 16))
    start = [rg.Variable((32,), "zeros", name=name)() for name in ("start_h", "start_c")]
    read = rg.LSTM(32, name="reader")(x, initial_state=start)
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
    return rg.Graph("learned_state", x, rg.Dense(5, name="classes")(read), training={"loss": loss})
