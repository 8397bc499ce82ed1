"""RG23: blocks, and what is passed to them."""

from __future__ import annotations

from rnngraph.check.repairs import nearest_value
from rnngraph.check.rule import Context, Said, hint, rule, shown, subject
from rnngraph.graph import Problem, shape_text


@rule("RG230", "unknown_block")
def unknown_block(problem: Problem, context: Context) -> Said:
    """A Block names a block that the document has.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "blocks": {"pair": {"inputs": [{"name": "a", "shape": [8]}], "layers": [{"type": "Dense", "units": 8}]}},
     "layers": [{"type": "Block", "block": "pair"}, {"type": "Block", "block": "pear"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "blocks": {"pair": {"inputs": [{"name": "a", "shape": [8]}], "layers": [{"type": "Dense", "units": 8}]}},
     "layers": [{"type": "Block", "block": "pair"}, {"type": "Block", "block": "pair"}]}
    ```
    """
    known = ", ".join(problem.values["known"]) or "none"
    found = shown(problem.values["found"])
    message = f"{subject(problem)}there is no block {found}{hint(problem.values)} (there are: {known})"
    return message, nearest_value(problem, context, problem.values["nearest"], free=True)


@rule("RG231", "block_cycle")
def block_cycle(problem: Problem, context: Context) -> Said:
    """No block holds itself, nor one that holds it.

    Layers that shall run again on what they gave are a recurrent layer, or `repeat`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "blocks": {"a": {"inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Block", "block": "b"}]},
                "b": {"inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Block", "block": "a"}]}},
     "layers": [{"type": "Block", "block": "a"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "blocks": {"a": {"inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Block", "block": "b"}]},
                "b": {"inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 8}]}},
     "layers": [{"type": "Block", "block": "a", "repeat": 2}]}
    ```
    """
    return f"{subject(problem)}the blocks hold each other in a circle: {' → '.join(problem.values['path'])}"


@rule("RG232", "deep_blocks")
def deep_blocks(problem: Problem, context: Context) -> Said:
    """Blocks stand in blocks to a depth that somebody could mean.

    By default to a depth of 16; `--max-block-depth` raises it.

    Bad:

    ```text
    a block in a block in a block ..., more than the limit
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "blocks": {"a": {"inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Block", "block": "b"}]},
                "b": {"inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 8}]}},
     "layers": [{"type": "Block", "block": "a"}]}
    ```
    """
    return f"{subject(problem)}blocks stand in blocks more than {problem.values['limit']} deep"


@rule("RG233", "repeat")
def repeat(problem: Problem, context: Context) -> Said:
    """A block that is repeated has one input and one output, so that copies can be chained.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [8]}],
     "blocks": {"sum": {"inputs": [{"name": "a", "shape": [8]}, {"name": "b", "shape": [8]}],
                        "layers": [{"type": "Add", "inputs": ["a", "b"]}]}},
     "layers": [{"type": "Block", "block": "sum", "inputs": ["x", "y"], "repeat": 2}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "blocks": {"layer": {"inputs": [{"name": "a", "shape": [8]}], "layers": [{"type": "Dense", "units": 8}]}},
     "layers": [{"type": "Block", "block": "layer", "repeat": 2}]}
    ```
    """
    values = problem.values
    counts = " and ".join(
        f"{values[key]} {key if values[key] != 1 else key.removesuffix('s')}" for key in ("inputs", "outputs")
    )
    return f"{subject(problem)}only a block of one input and one output is repeated, {values['block']} has {counts}"


@rule("RG234", "block_input")
def block_input(problem: Problem, context: Context) -> Said:
    """What is passed to a block is like the input that the block declares.

    Each size that the block declares is the tensor's; null is any. A dtype that it declares is a float, an integer or
    a bool as the tensor's is.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "blocks": {"reader": {"inputs": [{"name": "sequence", "shape": [null, 16]}], "layers": [{"type": "GRU", "units": 8}]}},
     "layers": [{"type": "Block", "block": "reader"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "blocks": {"reader": {"parameters": {"size": 16}, "inputs": [{"name": "sequence", "shape": [null, "$size"]}],
                           "layers": [{"type": "GRU", "units": 8}]}},
     "layers": [{"type": "Block", "block": "reader", "parameters": {"size": 8}}]}
    ```
    """
    values = problem.values
    found, declared = values["found"], values["dtype"] or ""
    wanted = f"{declared} {shape_text(values['shape'])}" if values["shape"] else declared
    given = f"{found.dtype} {shape_text(found.shape)}" if declared else shape_text(found.shape)
    copy = " from the copy before" if problem.field == "repeat" else ""
    return f"{subject(problem)}its input {shown(values['input'])} is {wanted.strip()}, and gets {given}{copy}"


@rule("RG239", "unused_block", "warning")
def unused_block(problem: Problem, context: Context) -> Said:
    """A block is there for a layer.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "blocks": {"layer": {"inputs": [{"name": "a", "shape": [8]}], "layers": [{"type": "Dense", "units": 8}]}},
     "layers": [{"type": "Dense", "units": 8}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "blocks": {"layer": {"inputs": [{"name": "a", "shape": [8]}], "layers": [{"type": "Dense", "units": 8}]}},
     "layers": [{"type": "Block", "block": "layer"}]}
    ```
    """
    return f"no layer uses the block {shown(problem.values['name'])}"


FAMILY = (unknown_block, block_cycle, deep_blocks, repeat, block_input, unused_block)
