"""Whether the values of one array can be fed to Keras: dtype, finite numbers, ranges."""

from __future__ import annotations

import numpy as np

from rnngraph.graph import INTEGERS

Array = np.ndarray

NUMBERS = "numbers (float16, float32, float64, integers or booleans)"


def mismatch(name: str, expected: str, found: str, hint: str = "") -> str:
    """The line that says what an array should be and what it is."""
    return f"{name}: expected {expected}, found {found}" + (f"; {hint}" if hint else "")


def first(array: Array, wrong: Array) -> str:
    """The first wrong value with its row, and inside a row its index: `12 in row 3, at [3, 5]`.

    `wrong` is boolean and of the array's shape.
    """
    place = first_place(wrong)
    return f"{array[place]} {where(place)}"


def first_place(wrong: Array) -> tuple[int, ...]:
    """The index of the first true value."""
    return tuple(int(each) for each in np.unravel_index(int(np.argmax(wrong)), wrong.shape))


def where(place: tuple[int, ...]) -> str:
    """An index as the row that it is in, counted from 0."""
    inside = f", at [{', '.join(map(str, place))}]" if len(place) > 1 else ""
    return f"in row {place[0]}{inside}"


def not_numbers(name: str, array: Array) -> str | None:
    """The line for an array that has no numbers, or numbers that TensorFlow lacks."""
    if array.dtype.kind in "biu" or array.dtype in (np.float16, np.float32, np.float64):
        return None
    example = f", such as {array.flat[0:1].tolist()[0]!r} in row 0" if array.size and array.dtype.kind in "USO" else ""
    hint = "convert it to float32" if array.dtype.kind == "f" else ""
    return mismatch(name, NUMBERS, f"{array.dtype}{example}", hint)


def no_values(name: str, array: Array) -> str | None:
    """The line for an array without a row, or with rows that hold nothing."""
    if array.ndim and array.size:
        return None
    return mismatch(name, "at least one sample", f"an array of shape {array.shape}" if array.ndim else "a single value")


def not_finite(name: str, array: Array, dtype: str) -> str | None:
    """The line for NaN or infinity, or for a number that becomes infinite or another in `dtype`, which it is fed as."""
    least, most = array.min().item(), array.max().item()
    if array.dtype.kind == "f" and not (np.isfinite(least) and np.isfinite(most)):
        return mismatch(name, "finite numbers", first(array, ~np.isfinite(array)))
    if dtype == "bool":
        return None
    lowest, highest = limits(dtype)
    if lowest <= least and most <= highest:
        return None
    wrong = (array < lowest) | (array > highest)
    return mismatch(name, f"numbers from {lowest:.6g} to {highest:.6g}, as {dtype} holds", first(array, wrong))


def limits(dtype: str) -> tuple[float, float]:
    """The least and the greatest number of a dtype by Keras's name; bfloat16 has the range of float32."""
    if dtype in INTEGERS:
        return int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    highest = float(np.finfo("float32" if dtype == "bfloat16" else dtype).max)
    return -highest, highest


def not_integers(array: Array) -> Array | None:
    """Where floats are not whole numbers; None if all are."""
    if array.dtype.kind != "f":
        return None
    wrong = array != np.floor(array)
    return wrong if wrong.any() else None


def outside(array: Array, least: float, most: float) -> Array | None:
    """Where numbers are below `least` or above `most`; None if none is."""
    if array.min().item() >= least and array.max().item() <= most:
        return None
    wrong: Array = (array < least) | (array > most)
    return wrong
