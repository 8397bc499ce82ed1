"""Tables as notebooks display them."""

from __future__ import annotations

from collections.abc import Collection


def styled_table(table: str, css_class: str, numbers: Collection[int]) -> str:
    """A table of that class with its style: text on the left, in place of Jupyter's right, columns of `numbers` right.

    Columns count from 1.
    """
    own = f"table.{css_class}.{css_class}"  # named twice, it takes precedence over the rules of Jupyter
    numeric = ",".join(f"{own} {part} tr>:nth-child({column})" for part in ("thead", "tbody") for column in numbers)
    left = ",".join(f"{own} {part}" for part in ("caption", "th", "td"))
    return f"<style>{left}{{text-align:left}}{numeric}{{text-align:right}}</style>{table}"
