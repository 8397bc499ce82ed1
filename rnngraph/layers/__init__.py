"""What each layer is: one final class a type, families in files.

A layer's fields, shapes, weights, states, mask and cuDNN rule stand in its class and nowhere else. `LAYERS` and `CELLS`
are the catalogue: the Python names, the documents, the docs and the tests all come from them. To add a layer, write
its class, add it to the tuple, write its lowering in `rnngraph/keras/` and its cases in `tests/layers/cases/`.
"""

from rnngraph.layers.activations import ELU, LeakyReLU, ReLU
from rnngraph.layers.attention import AdditiveAttention, Attention
from rnngraph.layers.base import Layer
from rnngraph.layers.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell
from rnngraph.layers.core import Activation, Dense, Dropout, Embedding, Identity, Masking
from rnngraph.layers.errors import InvalidSpec
from rnngraph.layers.merge import Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract
from rnngraph.layers.normalization import BatchNormalization, LayerNormalization
from rnngraph.layers.pooling import GlobalAveragePooling1D, GlobalMaxPooling1D
from rnngraph.layers.recurrent import GRU, LSTM, RNN, SimpleRNN
from rnngraph.layers.regularizing import ActivityRegularization, GaussianDropout, GaussianNoise
from rnngraph.layers.reshaping import Flatten, RepeatVector, Reshape
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
    "BatchNormalization",
    "Bidirectional",
    "Concatenate",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GRUCell",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalMaxPooling1D",
    "Identity",
    "InvalidSpec",
    "LSTMCell",
    "LayerNormalization",
    "LeakyReLU",
    "Masking",
    "Maximum",
    "Minimum",
    "Multiply",
    "ReLU",
    "RepeatVector",
    "Reshape",
    "SimpleRNN",
    "SimpleRNNCell",
    "Subtract",
    "TimeDistributed",
]
"""The public names: the catalogue, and what a wrong layer raises."""
