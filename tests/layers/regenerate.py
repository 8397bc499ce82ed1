"""Writes what Keras does into tests/layers/cases/*.json: `python -m tests.layers.regenerate [Type...]`.

To add a case, write it without `expect` into the file of its type, run this, and read what Keras said. A case has
`what` it is about, a `layer`, its `inputs` (shapes without the batch; `masked`: padded at the end, behind a Masking
layer; `reads` false: the layer reads none of them), and where it needs them `initial_state` (shapes), a `mask` given by
hand, call `arguments`, `batch_size` and `dtype_policy`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"


def write(path: Path, cases: list[dict[str, Any]]) -> None:
    """Writes a file of cases, one line a key."""
    blocks = []
    for case in cases:
        lines = [f"    {json.dumps(key)}: {value_text(value)}" for key, value in case.items()]
        blocks.append("  {\n" + ",\n".join(lines) + "\n  }")
    path.write_text("[\n" + ",\n".join(blocks) + "\n]\n", encoding="utf-8")


def value_text(value: Any) -> str:
    """A value on one line; the expectations on one line each."""
    if not isinstance(value, dict) or "outputs" not in value:
        return json.dumps(value)
    lines = [f"      {json.dumps(key)}: {json.dumps(each)}" for key, each in value.items()]
    return "{\n" + ",\n".join(lines) + "\n    }"


def main(types: list[str]) -> None:
    """Looks at every case of the given types, or of all."""
    from tests.layers.oracle import observe

    for path in sorted(CASES.glob("*.json")):
        if not types or path.stem in types:
            cases = json.loads(path.read_text(encoding="utf-8"))
            write(path, [{**case, "expect": observe(case)} for case in cases])
            print(f"{path.stem}: {len(cases)} cases")


if __name__ == "__main__":
    main(sys.argv[1:])
