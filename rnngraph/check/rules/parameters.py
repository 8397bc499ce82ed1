"""RG13: parameters, and what is made of them."""

from __future__ import annotations

import re

from rnngraph.check.repairs import nearest_key, set_at
from rnngraph.check.rule import Context, Said, hint, place_of, rule, shown, subject
from rnngraph.problems import kinds


@rule("RG130", kinds.parameters.InvalidExpression)
def expression(problem: kinds.parameters.InvalidExpression, context: Context) -> Said:
    """A use of a parameter is `$name`, or `$(...)` around arithmetic on parameters, and comes to a number.

    `+ - * / // %`, parentheses, numbers and names of parameters; nothing in a document is ever run.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "parameters": {"units": 4}, "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": "$(2 * unit)"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "parameters": {"units": 4}, "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": "$(2 * units)"}]}
    ```
    """
    message = f"{subject(problem)}{place_of(problem)}: {problem.message}"
    at = context.place(problem)
    braced = re.fullmatch(r"\$\{\s*([A-Za-z_]\w*)\s*\}", str(context.value(at))) if at is not None else None
    return message, set_at(at, f"${braced[1]}", f'write "${braced[1]}"') if braced else None


@rule("RG131", kinds.parameters.ParameterCycle)
def parameter_cycle(problem: kinds.parameters.ParameterCycle, context: Context) -> Said:
    """A parameter is not made of itself.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "parameters": {"a": "$(b + 1)", "b": "$a"}, "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": "$a"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "parameters": {"a": "$(b + 1)", "b": 3}, "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": "$a"}]}
    ```
    """
    return f"the parameters are made of each other in a circle: {' → '.join(problem.names)}"


@rule("RG132", kinds.parameters.UnknownSetting)
def unknown_setting(problem: kinds.parameters.UnknownSetting, context: Context) -> Said:
    """A parameter that is set from outside is one that the document has.

    It happens with `--set name=value`, and with `rnngraph.load(path, parameters={...})`.

    Bad:

    ```python
    rg.loads('{"rnngraph": 1, "parameters": {"units": 4}}', parameters={"unit": 8})
    ```

    Good:

    ```python
    rg.loads('{"rnngraph": 1, "parameters": {"units": 4}}', parameters={"units": 8})
    ```
    """
    known = ", ".join(problem.known) or "none"
    return f"there is no parameter {shown(problem.found)} to set{hint(problem.nearest)} (there are: {known})"


@rule("RG133", kinds.parameters.UnknownParameter)
def unknown_parameter(problem: kinds.parameters.UnknownParameter, context: Context) -> Said:
    """A use of a block sets parameters that the block has.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "blocks": {"layer": {"parameters": {"units": 4}, "inputs": [{"name": "a", "shape": [8]}],
                          "layers": [{"type": "Dense", "units": "$units"}]}},
     "layers": [{"type": "Block", "block": "layer", "parameters": {"unit": 8}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "blocks": {"layer": {"parameters": {"units": 4}, "inputs": [{"name": "a", "shape": [8]}],
                          "layers": [{"type": "Dense", "units": "$units"}]}},
     "layers": [{"type": "Block", "block": "layer", "parameters": {"units": 8}}]}
    ```
    """
    known = ", ".join(problem.known) or "none"
    what = f"the block {problem.owner} has no parameter {shown(problem.found)}"
    message = f"{subject(problem)}{what}{hint(problem.nearest)} (it has: {known})"
    return message, nearest_key(problem, context, problem.found, problem.nearest, free=True)


FAMILY = (
    expression,
    parameter_cycle,
    unknown_setting,
    unknown_parameter,
)
