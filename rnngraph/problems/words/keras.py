"""What Keras 3.15 has and rnngraph does not yet, each with a workaround where one is known ("" where none is)."""

from __future__ import annotations

from collections.abc import Mapping

IMAGES = "prepare the pictures before, and give the model the result as its input"
TEXT = "prepare the text before, and give the model numbered words as its input"
TRANSPOSE = "UpSampling1D, then Conv1D with padding"
CODE = "a document runs no code: write a cell under `cells`, or the layers that it stands for"

MISSING_LAYERS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("AugMix", "AutoContrast", "CenterCrop", "ContrastLimitedAdaptiveHistogramEqualization", "CutMix"),
            *("Equalization", "MaxNumBoundingBoxes", "MixUp", "RandAugment", "RandomBrightness"),
            *("RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomCrop", "RandomElasticTransform"),
            *("RandomErasing", "RandomFlip", "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert"),
            *("RandomPerspective", "RandomPosterization", "RandomRotation", "RandomSaturation", "RandomSharpness"),
            *("RandomShear", "RandomTranslation", "RandomZoom", "Resizing", "Solarization"),
        ),
        IMAGES,
    ),
    **dict.fromkeys(("IntegerLookup", "StringLookup", "TextVectorization", "HashedCrossing", "Hashing"), TEXT),
    **dict.fromkeys(("FlaxLayer", "JaxLayer", "TFSMLayer", "TorchModuleWrapper", "Lambda"), CODE),
    **dict.fromkeys(
        ("MelSpectrogram", "STFTSpectrogram"), "compute the spectrogram before, and make it the model's input"
    ),
    "Discretization": "put the numbers into bins before, and give the model the bins' numbers",
    "Pipeline": "write its layers as entries of `layers`, or as a block",
    "InputLayer": "the model's inputs are written in `inputs`",
    "StackedRNNCells": 'give RNN a list of cells: {"type": "RNN", "cell": [..., ...]}',
    "Conv1DTranspose": f"write {TRANSPOSE}",
    "Conv2DTranspose": "",
    "Conv3DTranspose": "",
    "Cropping2D": "write two Slices, one for each axis",
    "Cropping3D": "write Slices, one for each axis",
    "DepthwiseConv1D": "write a Conv1D whose `groups` is the number of channels",
    "DepthwiseConv2D": "write a Conv2D whose `groups` is the number of channels",
    "SeparableConv2D": "write a Conv2D whose `groups` is the number of channels, then one with `kernel_size` 1",
    "AdaptiveAveragePooling1D": "write an AveragePooling1D whose `pool_size` divides the length",
    "AdaptiveAveragePooling2D": "write an AveragePooling2D whose `pool_size` divides the sizes",
    "AdaptiveAveragePooling3D": "write an AveragePooling3D whose `pool_size` divides the sizes",
    "AdaptiveMaxPooling1D": "write a MaxPooling1D whose `pool_size` divides the length",
    "AdaptiveMaxPooling2D": "write a MaxPooling2D whose `pool_size` divides the sizes",
    "AdaptiveMaxPooling3D": "write a MaxPooling3D whose `pool_size` divides the sizes",
    "GlobalAveragePooling3D": "write an AveragePooling3D over the whole film, then Flatten",
    "GlobalMaxPooling3D": "write a MaxPooling3D over the whole film, then Flatten",
    "GroupedQueryAttention": "write a MultiHeadAttention, which has a key and a value for each head",
    "SpectralNormalization": "",
    "UpSampling2D": "",
    "UpSampling3D": "",
    "ZeroPadding3D": "",
}
MISSING_OBJECTS: Mapping[str, Mapping[str, str]] = {
    "loss": {},
    "metric": {
        "Mean": "Keras's fit takes the mean of a metric that compares targets with outputs",
        "Sum": "",
        "MeanMetricWrapper": "write the metric that it wraps",
        "huber": "write log_cosh_error, which is near to it",
        "binary_focal_crossentropy": "write binary_crossentropy",
        "categorical_focal_crossentropy": "write categorical_crossentropy",
        "log_cosh": "write log_cosh_error",
    },
    "optimizer": {
        "LossScaleOptimizer": "write the optimizer that it wraps; with `mixed_float16` Keras scales the loss by itself",
        "MultiOptimizer": "write one optimizer for all layers",
        "Muon": "write adamw",
        "OptimizerMap": "write one optimizer for all layers",
    },
    "initializer": {},
    "activation": {
        "glu": "write two Dense layers, one of them with sigmoid, and a Multiply",
        "threshold": "write a ReLU layer, whose arguments include `threshold`",
    },
    "regularizer": {},
    "constraint": {},
}
