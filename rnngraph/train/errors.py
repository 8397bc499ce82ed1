"""What keeps a training from a finished run. Each message says what was expected and what was found."""

from __future__ import annotations


class DataError(ValueError):
    """Data that can't be used, or do not fit the spec; a line for each thing."""


class NoData(DataError):
    """Data that do not exist or can't be read."""


class RunError(OSError):
    """A folder that can't take a run."""


class TrainError(RuntimeError):
    """Training that failed, and why."""
