"""What keeps a layer from cuDNN."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CudnnRequired(Problem):
    """A layer requires cuDNN and can't use it."""

    holds_for_any_input = True
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutCudnn(Problem):
    """A recurrent layer that can't use cuDNN at all, or is told not to."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedCudnn(Problem):
    """A field with a value that keeps a layer from cuDNN; one class for each field."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class CudnnActivation(MissedCudnn):
    """The activation keeps a layer from cuDNN."""


@dataclass(frozen=True, slots=True)
class CudnnRecurrentActivation(MissedCudnn):
    """The recurrent activation keeps a layer from cuDNN."""


@dataclass(frozen=True, slots=True)
class CudnnRecurrentDropout(MissedCudnn):
    """The recurrent dropout keeps a layer from cuDNN."""


@dataclass(frozen=True, slots=True)
class CudnnUnroll(MissedCudnn):
    """Unrolling keeps a layer from cuDNN."""


@dataclass(frozen=True, slots=True)
class CudnnBias(MissedCudnn):
    """The missing bias keeps a layer from cuDNN."""


@dataclass(frozen=True, slots=True)
class CudnnResetAfter(MissedCudnn):
    """A reset gate before the matrix product keeps a GRU from cuDNN."""
