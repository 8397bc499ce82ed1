"""Installs Debian packages where that needs nobody's leave: as root, or with a sudo that asks for no password.

python scripts/packages.py PACKAGE...     the exit status is 1 where it may not or can't
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def quiet(*command: str) -> bool:
    """Whether a command, which says and hears nothing, succeeds."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def install(*packages: str) -> bool:
    """Whether the packages could be installed."""
    as_root = ["env"] if os.geteuid() == 0 else ["sudo", "-n", "env"]
    if not shutil.which("apt-get") or not quiet(*as_root, "true"):
        return False
    print("installing", *packages, "with apt-get", flush=True)
    apt = [*as_root, "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    quiet(*apt, "update")  # lists that can't be brought up to date may still do
    return quiet(*apt, "install", "-y", "--no-install-recommends", *packages)


if __name__ == "__main__":
    sys.exit(not install(*sys.argv[1:]))
