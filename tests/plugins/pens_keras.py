"""The layers, as a Keras user writes them."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="pens")
class PenCell(keras.layers.Layer):
    """`y = h' = activation(location @ kernel + scale * pressure @ pressure_kernel + h)`, and a sum of locations."""

    def __init__(self, units, activation, recurrent_dropout, kernel_initializer, kernel_regularizer, **kwargs: Any):
        super().__init__(**kwargs)
        self.units, self.rate = units, recurrent_dropout
        self.activation = keras.activations.get(activation)
        self.initializer = keras.initializers.get(kernel_initializer)
        self.regularizer = keras.regularizers.get(kernel_regularizer)
        self.dropout = keras.layers.Dropout(recurrent_dropout)

    def build(self, shapes):
        location, pressure = shapes
        given = {"initializer": self.initializer, "regularizer": self.regularizer}
        self.kernel = self.add_weight(name="kernel", shape=(location[-1], self.units), **given)
        self.pressure_kernel = self.add_weight(name="pressure_kernel", shape=(pressure[-1], self.units))
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones", trainable=False)

    def call(self, inputs, states, training=False):
        location, pressure = inputs
        h, seen = states
        h = self.dropout(h, training=training)
        y = self.activation(location @ self.kernel + self.scale * (pressure @ self.pressure_kernel) + h)
        return y, [y, seen + location]

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "activation": keras.activations.serialize(self.activation),
            "recurrent_dropout": self.rate,
            "kernel_initializer": keras.initializers.serialize(self.initializer),
            "kernel_regularizer": keras.regularizers.serialize(self.regularizer),
        }


@keras.saving.register_keras_serializable(package="pens")
class PlainCell(keras.layers.Layer):
    """One input, one state, of Keras's simplest form: the state is no list."""

    def __init__(self, units: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.units = self.state_size = units

    def build(self, shape):
        self.kernel = self.add_weight(name="kernel", shape=(shape[-1], self.units))

    def call(self, inputs, states):
        h = inputs @ self.kernel + states[0]
        return h, [h]

    def get_initial_state(self, batch_size=None):
        return keras.ops.ones((batch_size, self.units))

    def get_config(self):
        return {**super().get_config(), "units": self.units}


class Three(PlainCell):
    """Whose weight has another name than its declaration says."""

    def __init__(self, **kwargs: Any):
        super().__init__(3, **kwargs)
