"""Declare recurrent networks as graphs, check them without TensorFlow, see them, and compile them to Keras.

    import rnngraph as rg

    graph = rg.load("specs/encoder_decoder.json")
    print(graph.summary())
    model = graph.compile()

Names are resolved when they are first used, so that importing rnngraph costs next to nothing and never imports
TensorFlow.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rnngraph.problems.invalid import InvalidSpec

if TYPE_CHECKING:
    from rnngraph.assist.asking import quick_fixes as quick_fixes
    from rnngraph.assist.asking import suggest as suggest
    from rnngraph.assist.asking import tell as tell
    from rnngraph.check import Diagnostic as Diagnostic
    from rnngraph.check.codes import explain as explain
    from rnngraph.check.codes import find_rule as find_rule
    from rnngraph.check.codes import nearest_rule as nearest_rule
    from rnngraph.check.codes import rule_families as rule_families
    from rnngraph.documents.files import write_whole as write_whole
    from rnngraph.documents.revision import Commit as Commit
    from rnngraph.documents.revision import commits as commits
    from rnngraph.documents.schema import json_schema as json_schema
    from rnngraph.graph import Limits as Limits
    from rnngraph.graph import shape_text as shape_text
    from rnngraph.graph import size_text as size_text
    from rnngraph.keras.kept import reset_states as reset_states
    from rnngraph.keras.kept import set_states as set_states
    from rnngraph.keras.kept import states as states
    from rnngraph.layers import *  # noqa: F403 - the catalogue, as `rnngraph.layers.__all__` has it
    from rnngraph.layers.calls import Tensor as Tensor
    from rnngraph.layers.custom import cell as cell
    from rnngraph.layers.plugins import use_plugin as use_plugin
    from rnngraph.model import Graph as Graph
    from rnngraph.model import Input as Input
    from rnngraph.model import Sequential as Sequential
    from rnngraph.model import fix as fix
    from rnngraph.model import is_spec as is_spec
    from rnngraph.model import load as load
    from rnngraph.model import loads as loads
    from rnngraph.report.drawing.draw import draw as draw
    from rnngraph.report.text import call_argument_text as call_argument_text
    from rnngraph.report.text import count_text as count_text
    from rnngraph.runs import Run as Run
    from rnngraph.runs import find_runs as find_runs
    from rnngraph.runs import read_run as read_run
    from rnngraph.templates import TEMPLATES as TEMPLATES
    from rnngraph.templates import template as template

HOME = {
    "Commit": "rnngraph.documents.revision",
    "Diagnostic": "rnngraph.check",
    "Graph": "rnngraph.model",
    "Input": "rnngraph.model",
    "Limits": "rnngraph.graph",
    "Run": "rnngraph.runs",
    "Sequential": "rnngraph.model",
    "TEMPLATES": "rnngraph.templates",
    "Tensor": "rnngraph.layers.calls",
    "call_argument_text": "rnngraph.report.text",
    "cell": "rnngraph.layers.custom",
    "commits": "rnngraph.documents.revision",
    "count_text": "rnngraph.report.text",
    "draw": "rnngraph.report.drawing.draw",
    "explain": "rnngraph.check.codes",
    "find_rule": "rnngraph.check.codes",
    "find_runs": "rnngraph.runs",
    "fix": "rnngraph.model",
    "is_spec": "rnngraph.model",
    "json_schema": "rnngraph.documents.schema",
    "load": "rnngraph.model",
    "loads": "rnngraph.model",
    "nearest_rule": "rnngraph.check.codes",
    "quick_fixes": "rnngraph.assist.asking",
    "read_run": "rnngraph.runs",
    "reset_states": "rnngraph.keras.kept",
    "rule_families": "rnngraph.check.codes",
    "set_states": "rnngraph.keras.kept",
    "shape_text": "rnngraph.graph",
    "size_text": "rnngraph.graph",
    "states": "rnngraph.keras.kept",
    "suggest": "rnngraph.assist.asking",
    "tell": "rnngraph.assist.asking",
    "template": "rnngraph.templates",
    "use_plugin": "rnngraph.layers.plugins",
    "write_whole": "rnngraph.documents.files",
}
"""Where each public name lives; those of the layers are all in `rnngraph.layers`."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("rnngraph")
    home = HOME.get(name, "rnngraph.layers" if name[0].isupper() else None)
    module = import_module(home) if home else None
    if module is None or name not in getattr(module, "__all__", HOME):
        answer = import_module("rnngraph.check.elsewhere").name_answer(name) if name[0].isupper() else ""
        raise AttributeError(f"module 'rnngraph' has no attribute {name!r}{answer}")
    value = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *HOME, *import_module("rnngraph.layers").__all__})


def _describe(problems: Any) -> str:
    """The message of an `InvalidSpec`: one line for each problem, with its code."""
    message: str = import_module("rnngraph.check").describe(problems)
    return message


InvalidSpec.describe = staticmethod(_describe)
