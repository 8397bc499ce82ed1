"""Arguments of layers, and of training, in other libraries and in older Kerases.

Sources: Keras 1's and 2's documentation and the conversions in Keras 2's `legacy/interfaces.py`; PyTorch's `torch.nn`;
TensorFlow 1's `tf.nn.rnn_cell`; MATLAB's Deep Learning Toolbox; Flax's `flax.linen` and `flax.nnx`.
"""

from __future__ import annotations

from rnngraph.problems.words.word import EVERYDAY, Word, advised, renamed

SIZE = "leave it out: the size is that of the input, whose shape stands in `inputs`, without the batch"
BATCH = "leave it out: write the shape in `inputs`, without the batch, and the batch as `batch_size` of the model"
LOAD = 'give the layer\'s initializer the weights, {"type": "File", "path": "weights.npz"}, or set them after `compile`'

FIELDS: dict[str, Word] = {
    **renamed(
        "Keras 1",
        init="kernel_initializer embeddings_initializer",
        inner_init="recurrent_initializer",
        inner_activation="recurrent_activation",
        W_regularizer="kernel_regularizer embeddings_regularizer",
        U_regularizer="recurrent_regularizer",
        b_regularizer="bias_regularizer",
        W_constraint="kernel_constraint embeddings_constraint",
        U_constraint="recurrent_constraint",
        b_constraint="bias_constraint",
        dropout_W="dropout",
        dropout_U="recurrent_dropout",
        p="rate",
        sigma="stddev",
        nb_filter="filters",
        filter_length="kernel_size",
        subsample_length="strides",
        subsample="strides",
        border_mode="padding",
        atrous_rate="dilation_rate",
        pool_length="pool_size",
        dim_ordering="data_format",
        concat_axis="axis",
        dot_axes="axes",
        gamma_init="gamma_initializer",
        beta_init="beta_initializer",
        output_dim="units",
        nb_epoch="epochs",
        objective="loss",
    ),
    "forget_bias_init": Word("Keras 1", advice='write `"unit_forget_bias": true`, which starts the forget gate at one'),
    "nb_row": Word("Keras 1", advice="write both sizes as `kernel_size`, [rows, columns]"),
    "nb_col": Word("Keras 1", advice="write both sizes as `kernel_size`, [rows, columns]"),
    "consume_less": Word(
        "Keras 1", advice="leave it out: Keras chooses how to compute, and `cudnn` says whether by cuDNN"
    ),
    **advised("Keras", SIZE, ("input_shape", "input_dim")),
    **advised("Keras", BATCH, ("batch_input_shape", "batch_shape")),
    "input_length": Word("Keras 2", advice="leave it out: the length stands in the input's `shape`"),
    "input_dtype": Word("Keras 1", advice="leave it out: write the input's `dtype` in `inputs`"),
    "implementation": Word("Keras 2", advice="leave it out: it changes how a layer is computed, not the result"),
    "weights": Word("Keras 2", advice=LOAD),
    "time_major": Word(
        "Keras 2", advice="leave it out: the axes are (batch, timesteps, features); Permute swaps them before"
    ),
    **renamed("Keras 2", lr="learning_rate", alpha="negative_slope"),
    "decay": Word("Keras 2", advice='write a schedule as `learning_rate`, such as {"type": "InverseTimeDecay", ...}'),
    "return_seq": Word("Keras", ("return_sequences",)),
    "class_name": Word("Keras", ("type",)),
    "config": Word("Keras", advice="write the layer's arguments beside `type`, without `config`"),
    "build_config": Word("Keras", advice="leave it out: the shapes are known from `inputs`"),
    "registered_name": Word("Keras", advice="leave it out: write the layer's class as `type`"),
    "inbound_nodes": Word("Keras", advice="write the names of the layers that it reads as `inputs`"),
    "layers": Word("Keras", advice="write several layers as entries of `layers`, or as a block under `blocks`"),
    # PyTorch
    **renamed(
        "PyTorch",
        hidden_size="units",
        hidden_dim="units",
        out_features="units",
        bias="use_bias",
        nonlinearity="activation",
        num_embeddings="input_dim",
        embedding_dim="output_dim",
        out_channels="filters",
        stride="strides",
        dilation="dilation_rate",
        eps="epsilon",
        nhead="num_heads",
        target_size="target_shape",
        unflattened_size="target_shape",
        criterion="loss",
        num_epochs="epochs",
    ),
    "embed_dim": Word("PyTorch", advice="write the size of one head as `key_dim`, which is embed_dim / num_heads"),
    **advised("PyTorch", SIZE, ("input_size", "in_features", "in_channels", "num_features", "normalized_shape")),
    "batch_first": Word(
        "PyTorch", advice="leave it out: the batch is always the first axis, (batch, timesteps, features)"
    ),
    "num_layers": Word(
        "PyTorch", advice="write one layer after another, all but the last with `return_sequences` true"
    ),
    "bidirectional": Word("PyTorch", advice='write {"type": "Bidirectional", "layer": ...} around the layer'),
    "proj_size": Word("PyTorch", advice="write a Dense layer after it: the projection is not part of the layer here"),
    "padding_idx": Word("PyTorch", advice="write `mask_zero` true, and number the padding 0"),
    "padding_mode": Word(
        "PyTorch", advice="leave it out: zeros pad a convolution; for other padding put a layer before it"
    ),
    "inplace": Word("PyTorch", advice="leave it out: a layer never changes its input"),
    "affine": Word("PyTorch", advice="write `center` and `scale`, whether there is an offset and a factor"),
    "elementwise_affine": Word("PyTorch", advice="write `center` and `scale`, whether there is an offset and a factor"),
    "track_running_stats": Word("PyTorch", advice="leave it out: BatchNormalization always tracks mean and variance"),
    "kdim": Word("PyTorch", advice="leave it out: the size is that of the key that is read"),
    "vdim": Word("PyTorch", advice="leave it out: the size is that of the value that is read"),
    "need_weights": Word("PyTorch", ("return_attention_scores",)),
    "attn_mask": Word("PyTorch", ("mask",), exact=False),
    "key_padding_mask": Word("PyTorch", ("mask",), exact=False),
    "is_causal": Word("PyTorch", ("use_causal_mask",)),
    "device": Word("PyTorch", advice="leave it out: Keras computes on a GPU if one is available"),
    "requires_grad": Word("PyTorch", ("trainable",)),
    "betas": Word("PyTorch", advice="write them as `beta_1` and `beta_2`"),
    # TensorFlow 1, and everyday speech
    **renamed(
        "TensorFlow 1",
        num_units="units",
        num_filters="filters",
        recurrent_nonlinearity="recurrent_activation",
        gate_activation="recurrent_activation",
    ),
    "keep_prob": Word("TensorFlow 1", advice="write what is dropped as `rate`, which is 1 - keep_prob"),
    "input_keep_prob": Word("TensorFlow 1", advice="write what is dropped as `dropout`, which is 1 - input_keep_prob"),
    "state_keep_prob": Word("TensorFlow 1", advice="write what is dropped as `recurrent_dropout`, 1 - state_keep_prob"),
    "forget_bias": Word(
        "TensorFlow 1", advice="write `unit_forget_bias` true, which starts the forget gate's bias at one"
    ),
    "use_peepholes": Word("TensorFlow 1", advice="write the cell under `cells`: no layer here has peepholes"),
    "cell_clip": Word("TensorFlow 1", advice="write the cell under `cells`, with `clip` in its formulas"),
    "num_proj": Word(
        "TensorFlow 1", advice="write a Dense layer after it: the projection is not part of the layer here"
    ),
    "state_is_tuple": Word("TensorFlow 1", advice="leave it out: each state has a name, such as `state_h`"),
    "sequence_length": Word(
        "TensorFlow 1", advice="leave it out: Masking, or an Embedding with `mask_zero`, skips padding"
    ),
    "time_distributed": Word("Keras", advice='write {"type": "TimeDistributed", "layer": ...} around the layer'),
    **renamed(
        EVERYDAY,
        hidden_units="units",
        dropout_rate="rate dropout",
        rnn_dropout="recurrent_dropout",
        vocab_size="input_dim",
        embedding_size="output_dim",
        share="shares",
        kind="type",
    ),
    # MATLAB
    **renamed(
        "MATLAB",
        NumHiddenUnits="units",
        OutputSize="units",
        NumFilters="filters",
        FilterSize="kernel_size",
        Stride="strides",
        DilationFactor="dilation_rate",
        PoolSize="pool_size",
        Padding="padding",
        StateActivationFunction="activation",
        GateActivationFunction="recurrent_activation",
        InputWeightsInitializer="kernel_initializer",
        WeightsInitializer="kernel_initializer embeddings_initializer",
        RecurrentWeightsInitializer="recurrent_initializer",
        BiasInitializer="bias_initializer",
        NumHeads="num_heads",
        Probability="rate",
        Epsilon="epsilon",
        MaxEpochs="epochs",
        MiniBatchSize="batch_size",
        InitialLearnRate="learning_rate",
        Name="name",
    ),
    "OutputMode": Word("MATLAB", advice='write `return_sequences`: true for "sequence", false for "last"'),
    "InputSize": Word("MATLAB", advice=SIZE),
    "NumChannels": Word("MATLAB", advice=SIZE),
    "HasStateInputs": Word("MATLAB", advice="write the states that it starts from as `initial_state`"),
    "HasStateOutputs": Word("MATLAB", advice="leave it out: read a final state as `name.state_h`"),
    "ResetGateMode": Word("MATLAB", advice='write `reset_after`: true for "after-multiplication"'),
    "InputWeights": Word("MATLAB", advice=LOAD),
    "RecurrentWeights": Word("MATLAB", advice=LOAD),
    "InputWeightsLearnRateFactor": Word(
        "MATLAB", advice="write `trainable` false for 0: other factors are not there here"
    ),
    "InputWeightsL2Factor": Word("MATLAB", advice='write {"type": "L2", "l2": ...} as `kernel_regularizer`'),
    "RecurrentWeightsL2Factor": Word("MATLAB", advice='write {"type": "L2", "l2": ...} as `recurrent_regularizer`'),
    # JAX: Flax
    **renamed(
        "Flax",
        features="units filters output_dim",
        hidden_features="units",
        kernel_init="kernel_initializer",
        recurrent_kernel_init="recurrent_initializer",
        bias_init="bias_initializer",
        embedding_init="embeddings_initializer",
        activation_fn="activation",
        gate_fn="recurrent_activation",
        kernel_dilation="dilation_rate",
        feature_group_count="groups",
        return_carry="return_state",
    ),
    "qkv_features": Word("Flax", advice="write the size of one head as `key_dim`, which is qkv_features / num_heads"),
    "carry_init": Word(
        "Flax", advice="write the states that it starts from as `initial_state`; without it they are zeros"
    ),
    "initial_carry": Word("Flax", ("initial_state",)),
    "param_dtype": Word("Flax", advice='write `dtype`, a policy such as "mixed_float16", for weights and computation'),
    "deterministic": Word("Flax", advice="write `training` false for true; without it Keras knows whether it trains"),
    "use_running_average": Word(
        "Flax", advice="write `training` false for true; without it Keras knows whether it trains"
    ),
    "rngs": Word("Flax", advice="leave it out: an initializer takes a `seed`"),
    "seq_lengths": Word("Flax", advice="leave it out: Masking, or an Embedding with `mask_zero`, skips padding"),
    "keep_order": Word("Flax", advice="leave it out: Bidirectional turns the backward sequence round"),
    "cell_type": Word("Flax", advice='write the cell as `cell`, {"type": "LSTMCell", ...}'),
}
