"""The object that `rnngraph check --format json` prints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rnngraph.check.diagnostic import Diagnostic

Files = Sequence[tuple[str, Sequence[Diagnostic]]]


def render(files: Files, fixed: Mapping[str, int] | None = None) -> str:
    """Every file with its diagnostics, in the order given; after a run that mends also how many fixes were made."""
    tree: dict[str, list[dict[str, Any]]] = {
        "files": [{"path": path, "diagnostics": [each.as_dict() for each in found]} for path, found in files]
    }
    for file in tree["files"]:
        if fixed and file["path"] in fixed:
            file["fixed"] = fixed[file["path"]]
    return json.dumps(tree, indent=2, ensure_ascii=False)
