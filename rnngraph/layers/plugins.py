"""Cells that come from outside: modules that a user names, whose cells any spec may then use.

A module is imported only when its user asks for it: `rg.use_plugin`, `--plugin`. What is merely installed is named, by
the entry points of the group `rnngraph.cells`, and never imported.
"""

from __future__ import annotations

from importlib import import_module

from rnngraph.layers.custom import CustomCell

GROUP = "rnngraph.cells"
"""The group of entry points under which a package lists its modules of cells."""

REGISTERED: dict[str, type[CustomCell]] = {}
"""The cells in use, by name, in this process."""
MODULES: dict[str, str] = {}
"""The module that each of them comes from, by the cell's name."""


def use_plugin(module: str) -> tuple[str, ...]:
    """Imports a module, and lets every spec that is read from now on use the cells in it: what `rg.cell` made.

    Returns:
        The cells' names.

    Raises:
        ImportError: there is no such module; or whatever its own code raises.
        ValueError: it has no cells, or one with the name of another plugin's cell.

    A module that is in use already is not imported again; if it was reloaded (`importlib.reload`), its new cells
    take the place of its old ones.
    """
    values = vars(import_module(module)).values()
    found = {
        each.definition.name: each
        for each in values
        if isinstance(each, type) and issubclass(each, CustomCell) and each is not CustomCell
    }
    if not found:
        raise ValueError(f"{module} has no cells: a plugin's cells are what rnngraph.cell made, under names of its own")
    for name, kind in found.items():
        known = REGISTERED.get(name)
        if known is not None and MODULES[name] != module and known.definition != kind.definition:
            raise ValueError(f"{module} has a cell {name}, and {MODULES[name]} has another of that name")
    for name in [name for name, owner in MODULES.items() if owner == module]:
        del REGISTERED[name], MODULES[name]
    REGISTERED.update(found)
    MODULES.update(dict.fromkeys(found, module))
    return tuple(found)


def installed() -> dict[str, str]:
    """Modules that installed packages list and that are not in use, each with its package; none is imported."""
    from importlib.metadata import entry_points  # only where an error is told

    found = {each.module: each.dist.name if each.dist else "" for each in entry_points(group=GROUP)}
    return {module: package for module, package in sorted(found.items()) if module not in MODULES.values()}
