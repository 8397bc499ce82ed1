"""Layers in other libraries and in older Kerases, by their class's or function's name."""

from __future__ import annotations

from rnngraph.problems.words.word import EVERYDAY, Word, advised, renamed

BIDIRECTIONAL = 'write {"type": "Bidirectional", "layer": ...} around the layer'
INPUTS = "leave it out: the model's inputs stand in `inputs`"
TRANSFORMER = "write it as a block of MultiHeadAttention, Add, LayerNormalization and Dense"

TYPES: dict[str, Word] = {
    **renamed(
        "PyTorch",
        Linear="Dense",
        LazyLinear="Dense",
        EmbeddingBag="Embedding",
        BatchNorm1d="BatchNormalization",
        BatchNorm2d="BatchNormalization",
        LayerNorm="LayerNormalization",
        GroupNorm="GroupNormalization",
        RMSNorm="RMSNormalization",
        AvgPool1d="AveragePooling1D",
        AvgPool2d="AveragePooling2D",
        AvgPool3d="AveragePooling3D",
        MaxPool1d="MaxPooling1D",
        MaxPool2d="MaxPooling2D",
        MaxPool3d="MaxPooling3D",
        Dropout1d="SpatialDropout1D",
        MultiheadAttention="MultiHeadAttention",
        Unflatten="Reshape",
        RNNCell="SimpleRNNCell",
    ),
    "EmbeddingBag": Word(
        "PyTorch", advice="write an Embedding, then GlobalAveragePooling1D for the mean of its vectors"
    ),
    "Sequential": Word(
        "Keras", advice="leave it out: the entries of `layers` follow each other; a part of a model is a block"
    ),
    "ModuleList": Word(
        "PyTorch", advice="leave it out: each layer is an entry of `layers`; Block with `repeat` stacks one"
    ),
    "Softmax2d": Word("PyTorch", ("Softmax",), exact=False),
    "LogSoftmax": Word("PyTorch", advice='write {"type": "Activation", "activation": "log_softmax"}'),
    **{
        name: Word("PyTorch", advice=f'write {{"type": "Activation", "activation": "{activation}"}}')
        for name, activation in (
            *(("Sigmoid", "sigmoid"), ("Tanh", "tanh"), ("GELU", "gelu"), ("SiLU", "silu"), ("Softplus", "softplus")),
            *(("Softsign", "softsign"), ("Hardtanh", "hard_tanh"), ("Hardsigmoid", "hard_sigmoid"), ("Mish", "mish")),
            *(("Hardswish", "hard_silu"), ("ReLU6", "relu6"), ("SELU", "selu"), ("CELU", "celu")),
        )
    },
    **advised("PyTorch", TRANSFORMER, ("Transformer", "TransformerEncoder", "TransformerEncoderLayer")),
    **advised("PyTorch", TRANSFORMER, ("TransformerDecoder", "TransformerDecoderLayer")),
    # Keras 1 and 2
    **renamed("Keras 2", CuDNNLSTM="LSTM", CuDNNGRU="GRU"),
    "TimeDistributedDense": Word(
        "Keras 1", advice='write {"type": "TimeDistributed", "layer": {"type": "Dense", ...}}'
    ),
    "Merge": Word(
        "Keras 1", advice="write the layer of its `mode`: Add, Multiply, Average, Maximum, Concatenate or Dot"
    ),
    "Highway": Word("Keras 1", advice="write it as a block of Dense, Multiply and Add"),
    "MaxoutDense": Word("Keras 1", advice="write several Dense layers and a Maximum of them"),
    "AtrousConvolution1D": Word("Keras 1", advice="write a Conv1D with `dilation_rate`"),
    "ThresholdedReLU": Word("Keras 2", advice="write a ReLU; its `threshold` is Keras 2's `theta`"),
    "LocallyConnected1D": Word("Keras 2", advice="Keras 3 has it no more; a Conv1D shares its weights among the steps"),
    "Input": Word("Keras", advice=INPUTS),
    "ConvLSTM2DCell": Word("Keras", ("ConvLSTM2D",), exact=False),
    "BidirectionalLSTM": Word("Keras", advice=BIDIRECTIONAL),
    # TensorFlow 1
    **renamed(
        "TensorFlow 1",
        BasicLSTMCell="LSTMCell",
        LSTMBlockCell="LSTMCell",
        BasicRNNCell="SimpleRNNCell",
    ),
    "MultiRNNCell": Word("TensorFlow 1", advice='give RNN a list of cells: {"type": "RNN", "cell": [..., ...]}'),
    "DropoutWrapper": Word("TensorFlow 1", advice="write `dropout` and `recurrent_dropout` of the cell"),
    "ResidualWrapper": Word("TensorFlow 1", advice="write an Add of the layer's input and output"),
    **advised("TensorFlow 1", 'write {"type": "RNN", "cell": ...}', ("dynamic_rnn", "static_rnn")),
    "bidirectional_dynamic_rnn": Word("TensorFlow 1", advice=BIDIRECTIONAL),
    # MATLAB
    **renamed(
        "MATLAB",
        lstmLayer="LSTM",
        gruLayer="GRU",
        fullyConnectedLayer="Dense",
        wordEmbeddingLayer="Embedding",
        dropoutLayer="Dropout",
        spatialDropoutLayer="SpatialDropout1D",
        softmaxLayer="Softmax",
        reluLayer="ReLU",
        leakyReluLayer="LeakyReLU",
        eluLayer="ELU",
        preluLayer="PReLU",
        batchNormalizationLayer="BatchNormalization",
        layerNormalizationLayer="LayerNormalization",
        groupNormalizationLayer="GroupNormalization",
        convolution1dLayer="Conv1D",
        convolution2dLayer="Conv2D",
        convolution3dLayer="Conv3D",
        maxPooling1dLayer="MaxPooling1D",
        maxPooling2dLayer="MaxPooling2D",
        averagePooling1dLayer="AveragePooling1D",
        averagePooling2dLayer="AveragePooling2D",
        globalAveragePooling1dLayer="GlobalAveragePooling1D",
        globalMaxPooling1dLayer="GlobalMaxPooling1D",
        flattenLayer="Flatten",
        additionLayer="Add",
        multiplicationLayer="Multiply",
        concatenationLayer="Concatenate",
        depthConcatenationLayer="Concatenate",
        attentionLayer="MultiHeadAttention",
        selfAttentionLayer="MultiHeadAttention",
    ),
    "bilstmLayer": Word("MATLAB", advice='write {"type": "Bidirectional", "layer": {"type": "LSTM", ...}}'),
    "tanhLayer": Word("MATLAB", advice='write {"type": "Activation", "activation": "tanh"}'),
    "sigmoidLayer": Word("MATLAB", advice='write {"type": "Activation", "activation": "sigmoid"}'),
    "swishLayer": Word("MATLAB", advice='write {"type": "Activation", "activation": "silu"}'),
    "geluLayer": Word("MATLAB", advice='write {"type": "Activation", "activation": "gelu"}'),
    **advised("MATLAB", INPUTS, ("sequenceInputLayer", "featureInputLayer", "imageInputLayer", "inputLayer")),
    "sequenceFoldingLayer": Word("MATLAB", advice='write {"type": "TimeDistributed", "layer": ...} around the layers'),
    "sequenceUnfoldingLayer": Word("MATLAB", advice="leave it out: TimeDistributed gives a sequence"),
    "classificationLayer": Word("MATLAB", advice='write "loss": "categorical_crossentropy" in `training`'),
    "regressionLayer": Word("MATLAB", advice='write "loss": "mean_squared_error" in `training`'),
    "lstmProjectedLayer": Word(
        "MATLAB", advice="write an LSTM and a Dense layer after it: no layer here has a projection"
    ),
    # JAX: Flax, Haiku
    **renamed(
        "Flax",
        Embed="Embedding",
        OptimizedLSTMCell="LSTMCell",
        SimpleCell="SimpleRNNCell",
        Conv="Conv1D Conv2D Conv3D",
        BatchNorm="BatchNormalization",
        MultiHeadDotProductAttention="MultiHeadAttention",
        SelfAttention="MultiHeadAttention",
        VanillaRNN="SimpleRNN",
    ),
    "Conv": Word("Flax", ("Conv1D",), exact=False),
    "ConvTranspose": Word(
        "Flax", advice="Keras has Conv1DTranspose, rnngraph does not yet; write UpSampling1D, then Conv1D"
    ),
    "MGUCell": Word("Flax", advice="write the cell under `cells`"),
    "avg_pool": Word("Flax", ("AveragePooling1D",), exact=False),
    "max_pool": Word("Flax", ("MaxPooling1D",), exact=False),
    # Everyday speech
    **renamed(EVERYDAY, Concat="Concatenate", Mul="Multiply", Attn="Attention"),
    **advised(EVERYDAY, BIDIRECTIONAL, ("BiLSTM", "BLSTM", "BiGRU", "BiRNN")),
    "ConvLSTM": Word(EVERYDAY, ("ConvLSTM2D",), exact=False),
    "Conv2DLSTM": Word(EVERYDAY, ("ConvLSTM2D",), exact=False),
    "ConvLSTMCell": Word("Flax", ("ConvLSTM2D",), exact=False),
    "Sum": Word(EVERYDAY, advice="Add adds the outputs of several layers; no layer here sums over an axis yet"),
    "Mean": Word(EVERYDAY, advice="Average is of several layers; the mean over time is GlobalAveragePooling1D"),
    "Max": Word(EVERYDAY, advice="Maximum is of several layers; that over time is GlobalMaxPooling1D"),
    "Min": Word(EVERYDAY, advice="Minimum is of several layers; no layer here takes that over an axis"),
    "Prod": Word(EVERYDAY, advice="Multiply is of several layers; no layer here takes a product over an axis"),
    "MatMul": Word(EVERYDAY, advice="write a Dot of two layers, or an EinsumDense for weights"),
    "Transpose": Word(EVERYDAY, advice="write a Permute, which counts the axes from 1, without the batch"),
    "Squeeze": Word(EVERYDAY, advice="write a Reshape, whose `target_shape` leaves the axis of size 1 out"),
    "Unsqueeze": Word(EVERYDAY, advice="write a Reshape, whose `target_shape` has an axis of size 1 more"),
    "ExpandDims": Word(EVERYDAY, advice="write a Reshape, whose `target_shape` has an axis of size 1 more"),
    "Repeat": Word(EVERYDAY, ("RepeatVector",), exact=False),
    "Last": Word(EVERYDAY, advice="write a Slice with `axis` 1 and `index` -1, or `return_sequences` false before"),
}
