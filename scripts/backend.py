"""How the wheel is built (PEP 517): by setuptools, once the front end is bundled.

`RNNGRAPH_FRONTEND=skip` leaves the bundle out, for machines that reach no npm registry.
"""

from __future__ import annotations

import os
from typing import Any

import frontend
from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]


def wanted() -> bool:
    """Whether the wheel shall have the bundle."""
    return os.environ.get("RNNGRAPH_FRONTEND") != "skip"


def get_requires_for_build_wheel(config_settings: dict[str, Any] | None = None) -> list[str]:
    """What setuptools asks for, and Node where the machine has none."""
    needed: list[str] = build_meta.get_requires_for_build_wheel(config_settings)
    return [*needed, frontend.PACKAGE] if wanted() and not frontend.has_node() else needed


def build_wheel(
    wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """Bundles, then builds.

    Raises:
        CannotBundle: the front end can't be bundled.
    """
    if wanted():
        frontend.bundle()
    made: str = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    return made
