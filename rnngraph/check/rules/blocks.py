"""RG23: blocks, and what is passed to them."""

from __future__ import annotations

from rnngraph.check.repairs import nearest_value
from rnngraph.check.rule import Context, Said, hint, rule, shown, subject
from rnngraph.graph import shape_text
from rnngraph.problems import kinds


@rule("RG230", kinds.blocks.UnknownBlock)
def unknown_block(problem: kinds.blocks.UnknownBlock, context: Context) -> Said:
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
    known = ", ".join(problem.known) or "none"
    found = shown(problem.found)
    message = f"{subject(problem)}there is no block {found}{hint(problem.nearest)} (there are: {known})"
    return message, nearest_value(problem, context, problem.found, problem.nearest, free=True)


@rule("RG231", kinds.blocks.BlockCycle)
def block_cycle(problem: kinds.blocks.BlockCycle, context: Context) -> Said:
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
    return f"{subject(problem)}the blocks hold each other in a circle: {' → '.join(problem.names)}"


@rule("RG232", kinds.blocks.BlocksTooDeep)
def deep_blocks(problem: kinds.blocks.BlocksTooDeep, context: Context) -> Said:
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
    return f"{subject(problem)}blocks stand in blocks more than {problem.limit} deep"


@rule("RG233", kinds.blocks.UnrepeatableBlock)
def repeat(problem: kinds.blocks.UnrepeatableBlock, context: Context) -> Said:
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
    counts = " and ".join(
        f"{count} {noun if count == 1 else noun + 's'}"
        for count, noun in ((problem.inputs, "input"), (problem.outputs, "output"))
    )
    return f"{subject(problem)}only a block of one input and one output is repeated, {problem.name} has {counts}"


@rule("RG234", kinds.blocks.WrongBlockInput)
def block_input(problem: kinds.blocks.WrongBlockInput, context: Context) -> Said:
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
    found, declared = problem.found, problem.dtype or ""
    wanted = f"{declared} {shape_text(problem.shape)}" if problem.shape else declared
    given = f"{found.dtype} {shape_text(found.shape)}" if declared else shape_text(found.shape)
    copy = " from the copy before" if problem.field == "repeat" else ""
    return f"{subject(problem)}its input {shown(problem.input)} is {wanted.strip()}, and gets {given}{copy}"


@rule("RG239", kinds.blocks.UnusedBlock, "warning")
def unused_block(problem: kinds.blocks.UnusedBlock, context: Context) -> Said:
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
    return f"no layer uses the block {shown(problem.name)}"


FAMILY = (unknown_block, block_cycle, deep_blocks, repeat, block_input, unused_block)
