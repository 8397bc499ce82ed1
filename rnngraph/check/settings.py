"""Which rules speak, and how loudly: `[tool.rnngraph]` of the nearest pyproject.toml, and the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, cast, get_args

from rnngraph.check.codes import rules_by_code
from rnngraph.check.diagnostic import Severity
from rnngraph.check.rule import MAX_MEMORY, Rule
from rnngraph.documents.files import read_bounded
from rnngraph.graph import UNITS
from rnngraph.problems.nearest import nearest

EVERY = "RG"
TABLE = "[tool.rnngraph]"
MAX_BYTES = 2**20
"""Size of the largest pyproject.toml that is read."""


class SettingsError(ValueError):
    """Settings that no run can follow; the message says which and where."""


@dataclass(frozen=True)
class Settings:
    """What is asked of a check. `select` and `ignore` hold codes and their beginnings: `RG401`, `RG4`.

    A code is reported where the longest of them that it begins with is in `select`. `severity` gives codes, or their
    beginnings, another severity. With `require_cudnn` whatever keeps a recurrent layer from cuDNN is an error.
    `max_memory` is the number of bytes above which the weights, or the activations of a batch, are warned about.
    """

    select: tuple[str, ...] = (EVERY,)
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    require_cudnn: bool = False
    max_memory: int = MAX_MEMORY

    def wants(self, rule: Rule) -> bool:
        """Whether a rule's findings are reported; an optional rule has to be asked for by more than `RG`."""
        chosen, dropped = _longest(rule.code, self.select), _longest(rule.code, self.ignore)
        asked = chosen > len(EVERY) or (self.require_cudnn and rule.code in CUDNN_ONLY)
        return chosen > dropped and (asked or not rule.optional)

    def severity_of(self, rule: Rule) -> Severity:
        """The severity that a rule's findings are reported with."""
        fitting = [code for code in self.severity if rule.code.startswith(code)]
        if fitting:
            return self.severity[max(fitting, key=len)]
        return "error" if self.require_cudnn and rule.code.startswith(CUDNN) else rule.severity

    def overridden(
        self, select: Sequence[str], ignore: Sequence[str], *, require_cudnn: bool, max_memory: str | None = None
    ) -> Settings:
        """These settings, with those that the command line gives in place of the file's.

        Raises:
            SettingsError: there is no such code, or the size is not one.
        """
        return replace(
            self,
            select=_codes(select, "--select") if select else self.select,
            ignore=_codes(ignore, "--ignore") if ignore else self.ignore,
            require_cudnn=require_cudnn or self.require_cudnn,
            max_memory=_bytes(max_memory, "--max-memory") if max_memory is not None else self.max_memory,
        )


CUDNN, CUDNN_ONLY = "RG6", frozenset({"RG602"})


def _longest(code: str, beginnings: Sequence[str]) -> int:
    return max((len(each) for each in beginnings if code.startswith(each)), default=0)


def settings_for(spec: str | Path) -> Settings:
    """The settings of the nearest pyproject.toml, from a spec's folder upward, that has the table; else the defaults.

    The files are read at each call, so that a language server or `check --watch` sees an edit at once. They are parsed
    again only if their content has changed.

    Raises:
        SettingsError: the file is not valid TOML, or the table has an unknown key or a wrong value.
    """
    for folder in Path(spec).resolve().parents:
        path = folder / "pyproject.toml"
        content = _content(path)
        settings = _parsed(str(path), content) if b"rnngraph" in content else None
        if settings is not None:
            return settings
    return Settings()


def _content(path: Path) -> bytes:
    """The bytes of a file; none if there is no such file, it can't be read, or it is too large for a settings file."""
    try:
        content = read_bounded(path, MAX_BYTES) if path.is_file() else b""
        return content if len(content) <= MAX_BYTES else b""
    except OSError:
        return b""  # ruff skips an unreadable pyproject.toml too


# Cached by content, not by modification time: two writes within a tick of the file system's clock have the same time.
@lru_cache(maxsize=64)
def _parsed(path: str, content: bytes) -> Settings | None:
    """The settings in the content of a pyproject.toml; None if it has no table [tool.rnngraph]."""
    import tomllib

    try:
        table = tomllib.loads(content.decode("utf-8")).get("tool", {}).get("rnngraph")
    except (ValueError, AttributeError) as error:
        raise SettingsError(f"{path}: {error}") from None
    return None if table is None else settings_of(table, path)


def settings_of(table: Any, where: str = "pyproject.toml") -> Settings:
    """The settings that a table `[tool.rnngraph]` says.

    Raises:
        SettingsError: a key or a code is unknown, or a value of the wrong type.
    """
    at = f"{where}: {TABLE}"
    if not isinstance(table, dict):
        raise SettingsError(f"{at} is a table, not {table!r}")
    readers = {
        "select": _codes,
        "ignore": _codes,
        "severity": _severities,
        "require-cudnn": _flag,
        "max-memory": _bytes,
    }
    for key in table:
        if key not in readers:
            near = nearest(key, readers)
            known = f"; did you mean `{near}`?" if near else f" (it has {', '.join(readers)})"
            raise SettingsError(f"{at} has no `{key}`{known}")
    read: dict[str, Any] = {key.replace("-", "_"): readers[key](value, f"{at} `{key}`") for key, value in table.items()}
    return Settings(**read)


def _codes(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise SettingsError(f'{where} is a list of codes, as ["RG4", "RG501"], not {value!r}')
    parts = (part.strip().upper() for each in value for part in each.split(","))
    return tuple(_code(part, where) for part in parts if part)


def _code(code: str, where: str) -> str:
    if not any(known.startswith(code) for known in rules_by_code()):
        near = nearest(code, rules_by_code())
        raise SettingsError(f"{where}: no rule's code begins with {code!r}{f'; did you mean {near}?' if near else ''}")
    return code


def _severities(value: Any, where: str) -> dict[str, Severity]:
    if not isinstance(value, dict):
        raise SettingsError(f'{where} is a table of codes, as {{ RG220 = "error" }}, not {value!r}')
    for severity in value.values():
        if severity not in get_args(Severity):
            raise SettingsError(f"{where} is one of {', '.join(get_args(Severity))} for a code, not {severity!r}")
    return {_code(code.upper(), where): cast("Severity", severity) for code, severity in value.items()}


SIZE = re.compile(rf"(\d{{1,18}}(?:\.\d{{1,9}})?)\s*({'|'.join(UNITS)})", re.IGNORECASE)


def _bytes(value: Any, where: str) -> int:
    """A size such as "16 GiB", in bytes."""
    found = SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise SettingsError(f'{where} is a number and a unit ({", ".join(UNITS)}), as "16 GiB", not {value!r}')
    power = [unit.lower() for unit in UNITS].index(found[2].lower())
    return int(Fraction(found[1]) * 1024**power)


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise SettingsError(f"{where} is true or false, not {value!r}")
    return value
