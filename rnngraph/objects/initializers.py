"""Initializers of weights: Keras 3.15's, with its defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnngraph.objects.kinds import FLAG, INTEGER, INTEGERS, NUMBER, POSITIVE, Choice, Pattern
from rnngraph.objects.table import Argument, Table
from rnngraph.problems import Rejected, kinds

SEED = {"seed": Argument(INTEGER, None)}
SCALED = {**SEED, "input_axes": Argument(INTEGERS, None), "output_axes": Argument(INTEGERS, None)}
NORMAL = {"mean": Argument(NUMBER, 0.0), "stddev": Argument(NUMBER, 0.05), **SEED}

DISTRIBUTION = Choice(("truncated_normal", "untruncated_normal", "uniform"), {"normal": "truncated_normal"})
# SciPy's, without those that have parameters.
WINDOW = Choice(
    (
        *("barthann", "bartlett", "blackman", "blackmanharris", "bohman", "boxcar", "cosine", "exponential", "flattop"),
        *("hamming", "hann", "lanczos", "nuttall", "parzen", "taylor", "triang", "tukey"),
    )
)

FOLDER = r"(?!\.\.?/)[^/\\:\x00-\x1f]{1,255}/"
PATH = Pattern(
    rf"(?:{FOLDER})*[^/\\:\x00-\x1f]{{1,251}}\.np[yz]",
    "a path to a .npy or .npz file in the spec's folder or below it, with / and without ..",
)
ARRAY = Pattern(r"[^\x00-\x1f]{1,255}", "the name of an array")


def check_file(class_name: str, arguments: Mapping[str, Any]) -> None:
    """An .npz file has several arrays, of which one is named; an .npy file is one.

    Raises:
        Rejected: the name is missing, or is one too many.
    """
    several = arguments["path"].endswith(".npz")
    if several and "array" not in arguments:
        raise Rejected(kinds.fields.MissingField("array", of="a File of several arrays"))
    if not several and "array" in arguments:
        raise Rejected(kinds.objects.UnknownArgument("array", found="array", of="a File of one array", known=("path",)))


FILES = Table("weights file", {"File": {"path": Argument(PATH), "array": Argument(ARRAY, None)}}, together=check_file)
"""Weights as they stand in a file beside the spec, which is opened when the model is built, and not before."""

INITIALIZERS = Table(
    "initializer",
    {
        "Constant": {"value": Argument(NUMBER, 0.0)},
        "GlorotNormal": SCALED,
        "GlorotUniform": SCALED,
        "HeNormal": SCALED,
        "HeUniform": SCALED,
        "Identity": {"gain": Argument(NUMBER, 1.0)},
        "LecunNormal": SCALED,
        "LecunUniform": SCALED,
        "Ones": {},
        "Orthogonal": {"gain": Argument(NUMBER, 1.0), **SEED},
        "RandomNormal": NORMAL,
        "RandomUniform": {"minval": Argument(NUMBER, -0.05), "maxval": Argument(NUMBER, 0.05), **SEED},
        "STFT": {
            "side": Argument(Choice(("real", "imag")), "real"),
            "window": Argument(WINDOW, "hann"),
            "scaling": Argument(Choice(("density", "spectrum")), "density"),
            "periodic": Argument(FLAG, False),
        },
        "TruncatedNormal": NORMAL,
        "VarianceScaling": {
            "scale": Argument(POSITIVE, 1.0),
            "mode": Argument(Choice(("fan_in", "fan_out", "fan_avg")), "fan_in"),
            "distribution": Argument(DISTRIBUTION, "truncated_normal"),
            **SCALED,
        },
        "Zeros": {},
    },
    {
        "random_uniform": "RandomUniform",
        "normal": "RandomNormal",
        "one": "Ones",
        "zero": "Zeros",
        "IdentityInitializer": "Identity",
        "OrthogonalInitializer": "Orthogonal",
        "STFTInitializer": "STFT",
    },
    short_names={"RandomUniform": "uniform"},  # as Keras's own defaults say
    also=FILES,
)
