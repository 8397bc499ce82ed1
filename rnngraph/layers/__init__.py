"""What each layer is: one final class a type, families in files.

A layer's fields, shapes, weights, states, mask and cuDNN rule stand in its class and nowhere else. `LAYERS` and `CELLS`
are the catalogue: the Python names, the documents, the docs and the tests all come from them. To add a layer, write
its class, add it to the tuple, write its lowering in `rnngraph/keras/` and its cases in `tests/layers/cases/`.
"""

from rnngraph.layers.activations import ELU, LeakyReLU, ReLU
from rnngraph.layers.attention import AdditiveAttention, Attention
from rnngraph.layers.base import Layer
from rnngraph.layers.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell
from rnngraph.layers.convolution import Conv1D, Conv2D, Conv3D, SeparableConv1D
from rnngraph.layers.core import Activation, Dense, Dropout, Embedding, Identity, Masking, Rescaling
from rnngraph.layers.errors import InvalidSpec
from rnngraph.layers.merge import Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract
from rnngraph.layers.normalization import BatchNormalization, LayerNormalization
from rnngraph.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)
from rnngraph.layers.recurrent import GRU, LSTM, RNN, SimpleRNN
from rnngraph.layers.regularizing import ActivityRegularization, GaussianDropout, GaussianNoise
from rnngraph.layers.reshaping import (
    Cropping1D,
    Flatten,
    Permute,
    RepeatVector,
    Reshape,
    Slice,
    UpSampling1D,
    ZeroPadding1D,
    ZeroPadding2D,
)
from rnngraph.layers.wrappers import Bidirectional, TimeDistributed

LAYERS: tuple[type[Layer], ...] = (
    SimpleRNN,
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    TimeDistributed,
    Embedding,
    Masking,
    Rescaling,
    Dense,
    Identity,
    Activation,
    ReLU,
    LeakyReLU,
    ELU,
    Dropout,
    GaussianNoise,
    GaussianDropout,
    ActivityRegularization,
    BatchNormalization,
    LayerNormalization,
    Concatenate,
    Add,
    Subtract,
    Multiply,
    Average,
    Maximum,
    Minimum,
    Attention,
    AdditiveAttention,
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    Flatten,
    Reshape,
    RepeatVector,
    Permute,
    Cropping1D,
    ZeroPadding1D,
    ZeroPadding2D,
    UpSampling1D,
    Slice,
    Conv1D,
    Conv2D,
    Conv3D,
    SeparableConv1D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
    AveragePooling1D,
    AveragePooling2D,
    GlobalMaxPooling2D,
    GlobalAveragePooling2D,
)

CELLS: tuple[type[Cell], ...] = (SimpleRNNCell, GRUCell, LSTMCell)

__all__ = [
    "ELU",
    "GRU",
    "LSTM",
    "RNN",
    "Activation",
    "ActivityRegularization",
    "Add",
    "AdditiveAttention",
    "Attention",
    "Average",
    "AveragePooling1D",
    "AveragePooling2D",
    "BatchNormalization",
    "Bidirectional",
    "Concatenate",
    "Conv1D",
    "Conv2D",
    "Conv3D",
    "Cropping1D",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GRUCell",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "Identity",
    "InvalidSpec",
    "LSTMCell",
    "LayerNormalization",
    "LeakyReLU",
    "Masking",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "Maximum",
    "Minimum",
    "Multiply",
    "Permute",
    "ReLU",
    "RepeatVector",
    "Rescaling",
    "Reshape",
    "SeparableConv1D",
    "SimpleRNN",
    "SimpleRNNCell",
    "Slice",
    "Subtract",
    "TimeDistributed",
    "UpSampling1D",
    "ZeroPadding1D",
    "ZeroPadding2D",
]
"""The public names: the catalogue, and what a wrong layer raises."""
