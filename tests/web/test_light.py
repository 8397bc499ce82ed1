"""The web app never loads TensorFlow or NumPy, and no C code that draws."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("tensorflow", "keras", "numpy", "matplotlib", "pygraphviz", "rich", "networkx")


def test_every_page_without_anything_heavy(folder: Path) -> None:
    script = f"""
import sys
from rnngraph_web import create_app
client = create_app({str(folder)!r}).test_client()
from rnngraph_web.downloads import FILES
for path in ("", "index.json", *("model/digits/" + file for file in ("", "index.json", "picture.svg", *FILES))):
    assert client.get("/" + path).status_code == 200, path
print([name for name in {HEAVY} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[]\n"


def test_the_package_itself_is_light() -> None:
    script = (
        "import sys, rnngraph_web; print([name for name in ('flask', 'jinja2', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "[]\n", done.stderr
