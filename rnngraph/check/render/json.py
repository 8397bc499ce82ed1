"""The object that `rnngraph check --format json` prints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rnngraph.check.diagnostic import Diagnostic

Files = Sequence[tuple[str, Sequence[Diagnostic]]]


def render(files: Files, fixed: Mapping[str, int] | None = None, would_fix: Mapping[str, int] | None = None) -> str:
    """Every file with its diagnostics, in the order given; how many fixes were made, or would be, where asked for."""
    tree: dict[str, list[dict[str, Any]]] = {
        "files": [{"path": path, "diagnostics": [each.as_dict() for each in found]} for path, found in files]
    }
    for file in tree["files"]:
        for key, counts in (("fixed", fixed), ("would_fix", would_fix)):
            if counts and file["path"] in counts:
                file[key] = counts[file["path"]]
    return json.dumps(tree, indent=2, ensure_ascii=False)
