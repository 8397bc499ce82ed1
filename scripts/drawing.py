"""Makes sure that diagrams can be drawn.

pygraphviz's wheel carries Graphviz, but links to libraries that every desktop has and a bare server lacks; and without
a font each letter is the same empty box. The exit status is 1 where Graphviz does not load.
"""

from __future__ import annotations

import subprocess
import sys

from packages import install

PACKAGES = (
    *("libglib2.0-0", "libx11-6", "libxext6", "libxrender1"),
    *("fontconfig-config", "fonts-dejavu-core", "fonts-liberation"),
)
NO_FONT = "no font was found"
PROBE = f"""
import pygraphviz
graph = pygraphviz.AGraph("graph {{ narrow [label=iiiiiiiiiiii] wide [label=WWWWWWWWWWWW] }}")
graph.layout("dot")
narrow, wide = (graph.get_node(name).attr["width"] for name in ("narrow", "wide"))
raise SystemExit("{NO_FONT}" if narrow == wide else 0)
"""


def trouble() -> str:
    """What keeps a new process from drawing; nothing where it draws."""
    probe = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=False)
    return probe.stderr.strip().splitlines()[-1] if probe.returncode else ""


def main() -> int:
    """Installs what is missing, or says what to install."""
    missing = trouble()
    if missing and install(*PACKAGES):
        missing = trouble()
    if missing:
        print(f"Diagrams can't be drawn well here: {missing}", file=sys.stderr)
        print(f"On Debian or Ubuntu, run: sudo apt-get install {' '.join(PACKAGES)}", file=sys.stderr)
    return int(missing not in ("", NO_FONT))


if __name__ == "__main__":
    sys.exit(main())
