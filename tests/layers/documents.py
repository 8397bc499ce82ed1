"""A case as a document: its inputs, a Masking layer before each masked one, and the layer itself, called `subject`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"


def all_cases() -> list[Any]:
    """Every case of every type, each as a pytest parameter with a readable name."""
    import pytest

    return [
        pytest.param(case, id=f"{path.stem}: {case['what']}")
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def document(case: dict[str, Any], **training: Any) -> str:
    """The text of a graph in which the case's layer is the last."""
    inputs, layers, read = [], [], []
    for index, given in enumerate(case["inputs"]):
        inputs.append({"name": f"x{index}", "shape": given["shape"], "dtype": given.get("dtype", "float32")})
        read.append(f"m{index}" if given.get("masked") else f"x{index}")
        if given.get("masked"):
            layers.append({"name": read[-1], "type": "Masking", "inputs": f"x{index}"})
    states = [f"s{index}" for index in range(len(case.get("initial_state", ())))]
    inputs += [{"name": name, "shape": case["initial_state"][index]} for index, name in enumerate(states)]
    if "mask" in case:
        inputs.append({"name": "mask", "shape": case["mask"]["shape"], "dtype": "bool"})
    subject = {**case["layer"], **case.get("arguments", {}), "name": "subject"}
    subject |= {"inputs": read} if case.get("reads", True) else {}
    subject |= {"initial_state": states} if states else {}
    subject |= {"mask": "mask"} if "mask" in case else {}
    settings = {key: case[key] for key in ("batch_size", "dtype_policy", "blocks") if key in case}
    return json.dumps(
        {"rnngraph": 1, "name": "case", "inputs": inputs, "layers": [*layers, subject], **settings, **training}
    )
