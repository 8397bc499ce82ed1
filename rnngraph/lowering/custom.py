"""Cells that a document or a user defines."""

from __future__ import annotations

from rnngraph.layers.custom import CustomCell
from rnngraph.lowering.calls import KerasCall, Value
from rnngraph.lowering.lower import Context, field_value, lower, untrained


@lower.register(CustomCell)
def custom_cell(layer: CustomCell, name: str, context: Context) -> KerasCall:
    """One lowering for all: the classes that definitions make differ in nothing but data."""
    definition = layer.definition
    policy = layer.dtype or context.dtype_policy
    cell = {"name": definition.name, "section": dict(definition.data), "fields": layer.authored()}
    inner = {"layer": python_layer(layer, definition.keras, policy)} if definition.keras else {}
    target = "rnngraph.keras.custom.DeclaredCell" if definition.keras else "rnngraph.keras.custom.DataCell"
    return KerasCall(target, {"cell": cell, **inner, "name": name, "dtype": policy}, untrained(layer))


def python_layer(cell: CustomCell, path: str, policy: str) -> KerasCall:
    """The Keras layer of a cell that is written in Python: its class is imported when the call is executed."""
    definition = cell.definition
    kinds = {name: field.kind for name, field in getattr(definition.declared, "fields", {}).items()}
    names = (*definition.declared.parameters, *kinds)
    fields: dict[str, Value] = {
        name: field_value(kinds.get(name, "number"), getattr(cell, name), policy) for name in names
    }
    arguments = {"cell": definition.name, "path": path, "fields": fields, "dtype": policy}
    return KerasCall("rnngraph.keras.custom.python_layer", arguments)
