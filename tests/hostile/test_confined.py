"""Documents that mean harm end in a diagnostic: in two seconds of processor time and 500 MB, by every way in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.confined import BYTES
from tests.hostile.payloads import PAYLOADS

NAMES = sorted(PAYLOADS)
PART = 12
"""Documents to a process: starting one takes longer than most documents."""
UNSEEN = {chr(code) for code in (*range(32), 127) if chr(code) not in "\n"}


@pytest.mark.parametrize(
    "names", [NAMES[at : at + PART] for at in range(0, len(NAMES), PART)], ids=lambda names: names[0]
)
def test_ends_in_a_diagnostic(names: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.hostile.confined", *names],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    report = json.loads(run.stdout)
    assert {name: told for name in names if (told := [*complaints(report["found"][name])])} == {}
    assert report["bytes"] < BYTES


def complaints(found: dict[str, Any]) -> Iterator[str]:
    """What is not as it should be with one document."""
    for name, each in found.items():
        if each.get("raised"):
            yield f"{name}: {each['raised']}"
        for unseen in sorted(UNSEEN & set(each.get("printed", ""))):
            yield f"{name} prints {unseen!r}"
    for name in ("check", "check as json", "summary"):
        if found[name].get("status") != 1:
            yield f"{name} ends with {found[name].get('status')}"
    if not found["python"]["errors"]:
        yield "no error is found"
    if not all(code.startswith("RG") for code in found["python"]["codes"]):
        yield f"codes are {found['python']['codes']}"
