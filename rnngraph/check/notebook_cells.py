"""The cells of a notebook, to which IPython gives the names of files that do not exist."""

from __future__ import annotations

import sys


def place_name(path: str) -> str:
    """A path for people: `Cell In[3]` for the file that IPython made up for a cell, any other path as it is."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    label = getattr(getattr(shell, "compile", None), "format_code_name", None)
    return " ".join(label(path) or (path,)) if label else path
