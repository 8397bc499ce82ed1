"""A fixed MultiHeadAttention."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="rnngraph")
class MendedMultiHeadAttention(keras.layers.MultiHeadAttention):  # type: ignore[misc]
    """A MultiHeadAttention that says what its scores are.

    Of their shape Keras's own says that the value is as long as the query, and that attention is over axis 1; and a
    mask that is used inside stays on them when the model runs, which is not there when it is built (3.15.1).
    """

    def build(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> None:
        """As Keras's; its projections are made here only, and would be trained where the layer is not."""
        super().build(query_shape, value_shape, key_shape)
        for inner in self._layers:
            inner.trainable = self.trainable

    def call(
        self,
        query: Any,
        value: Any,
        key: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
    ) -> Any:
        """As Keras's, the scores without a mask."""
        masks = {"query_mask": query_mask, "value_mask": value_mask, "key_mask": key_mask}
        given = {"training": training, "use_causal_mask": use_causal_mask, "attention_mask": attention_mask, **masks}
        result = super().call(query, value, key=key, return_attention_scores=return_attention_scores, **given)
        if return_attention_scores:
            result[1]._keras_mask = None
        return result

    def compute_output_spec(
        self, query: Any, value: Any, key: Any = None, *, return_attention_scores: bool = False, **others: Any
    ) -> Any:
        """Shape and dtype of the output, and of the scores where they are asked for."""
        output = super().compute_output_spec(query, value, key)
        if not return_attention_scores:
            return output
        axes = self.attention_axes
        beside = (size for axis, size in enumerate(query.shape[:-1]) if axis not in axes)
        over = (each.shape[axis] for each in (query, value) for axis in axes)
        return output, keras.KerasTensor((*beside, self.num_heads, *over), self.compute_dtype)
