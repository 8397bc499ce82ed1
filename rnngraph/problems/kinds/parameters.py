"""Parameters of a document and of its blocks."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidExpression(Problem):
    """A use of a parameter that can't be computed; `unknown` is a name in it that is not a parameter."""

    message: str
    unknown: str | None = None

    def leaves_open(self) -> tuple[str, ...]:
        """What the field was meant to be."""
        return (self.path,) if self.path is not None else ()

    def depends_on(self) -> tuple[str, ...]:
        """The parameters of the document, or of the block that the expression is in."""
        if self.unknown is None or self.path is None:
            return ()
        parts = self.path.split("/")
        return (f"/blocks/{parts[2]}/parameters" if parts[1:2] == ["blocks"] and len(parts) > 2 else "/parameters",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterCycle(Problem):
    """Parameters that are made of each other; the path ends with the name that it begins with."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownSetting(Problem):
    """A value given from outside (`--set`) for a parameter that the document does not have."""

    found: str
    nearest: str | None
    known: tuple[str, ...]

    def depends_on(self) -> tuple[str, ...]:
        """The document's parameters."""
        return ("/parameters",)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownParameter(Problem):
    """A value for a parameter that the block (`owner`) does not have."""

    part = "key"
    found: str
    nearest: str | None
    known: tuple[str, ...]
    owner: str

    def depends_on(self) -> tuple[str, ...]:
        """The block's parameters."""
        return (f"/blocks/{self.owner}/parameters",)
