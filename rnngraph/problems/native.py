"""Numbers of other libraries, such as NumPy, as Python's own."""

from __future__ import annotations

import operator
from numbers import Real
from typing import Any

NATIVE = frozenset({int, float, str, bool, type(None)})


def native(value: Any) -> Any:
    """A value with every number in it as Python's own, in lists, tuples and dicts too.

    Numbers and arrays of NumPy, and of what resembles it, have `tolist`; other integers have `__index__` (PEP 357).
    Neither library is imported for this. A boolean stays one, and whatever else it is stays as it is: the fields say
    what they accept.
    """
    kind = type(value)
    if kind in NATIVE:
        return value
    if kind is dict:
        return {key: native(each) for key, each in value.items()}
    if kind is list or kind is tuple:
        return kind(map(native, value))
    if hasattr(kind, "__array__") and hasattr(kind, "tolist"):
        return value.tolist()
    if isinstance(value, int):  # an enumeration, say
        return value
    if hasattr(kind, "__index__"):
        return operator.index(value)
    return float(value) if isinstance(value, Real) and not isinstance(value, float) else value
