"""The object that `rnngraph check --format json` prints."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rnngraph.check.diagnostic import Diagnostic

Files = Sequence[tuple[str, Sequence[Diagnostic]]]


def render(files: Files) -> str:
    """Every file with its diagnostics, in the order given."""
    tree = {
        "files": [{"path": path, "diagnostics": [each.as_dict() for each in found]} for path, found in files],
    }
    return json.dumps(tree, indent=2, ensure_ascii=False)
