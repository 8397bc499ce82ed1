"""What several commands share: arguments, exit statuses, files, and TensorFlow's start."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import click

from rnngraph.graph import LIMITS, Limits
from rnngraph.quiet import quiet_stderr

if TYPE_CHECKING:
    from rnngraph.installation import Extra

ERRORS, CANNOT_RUN = 1, 2
LIMITS_OF_COMMAND = "rnngraph.limits"


Named = TypeVar("Named", str, tuple[str, ...], None)


def named(context: click.Context, argument: click.Parameter, value: Named) -> Named:
    """What names specs. A shell's variable that is not set names none, and least of all the current folder."""
    if "" in (value if isinstance(value, tuple) else (value,)):
        raise click.BadParameter("it is empty", context, argument)
    return value


SPEC = click.argument("spec", metavar="SPEC", callback=named)
Command = TypeVar("Command", bound=Callable[..., None])


def SETTINGS(command: Command) -> Command:  # noqa: N802 - a group of options, used as one
    """What any command that reads a spec takes: values of parameters, and how large the spec may be."""
    limits = fields(Limits)
    options = [
        click.option(
            f"--max-{each.name.replace('_', '-')}",
            type=click.IntRange(min=1),
            default=each.default,
            show_default=True,
            expose_value=False,
            callback=partial(_limit, each.name),
            help=f"The most {each.metadata['says']}.",
        )
        for each in reversed(limits)
    ]
    settings = click.option(
        "--set",
        "settings",
        metavar="NAME=VALUE",
        multiple=True,
        help="A parameter's value, in place of the spec's own.",
    )
    for option in (*options, PLUGINS, settings):
        command = option(command)
    return command


def _use(context: click.Context, option: click.Parameter, modules: tuple[str, ...]) -> None:
    from rnngraph.layers.plugins import use_plugin

    # A console script does not look where it is run.
    if modules and "" not in sys.path:
        sys.path.insert(0, "")
    for module in modules:
        try:
            use_plugin(module)
        except ModuleNotFoundError as error:
            raise CannotRun(f"--plugin {module}: there is no module {error.name!r}") from None
        except Exception as error:  # whatever a user's own module raises
            raise CannotRun(f"--plugin {module}: {error if isinstance(error, ValueError) else repr(error)}") from None


PLUGINS = click.option(
    "--plugin",
    metavar="MODULE",
    multiple=True,
    expose_value=False,
    is_eager=True,
    callback=_use,
    help="A Python module whose cells the spec may use. It is run.",
)


def _limit(name: str, context: click.Context, option: click.Parameter, value: int) -> None:
    context.meta[LIMITS_OF_COMMAND] = replace(limits_of_command(), **{name: value})


def limits_of_command() -> Limits:
    """How large a spec may be to the command that is running."""
    found: Limits = click.get_current_context().meta.get(LIMITS_OF_COMMAND, LIMITS)
    return found


def collect_less() -> None:
    """Looks for cycles of garbage less often: what a command makes mostly stays, and looking costs it a quarter."""
    gc.set_threshold(50_000, 20, 20)


class CannotRun(click.ClickException):
    """What keeps a command from running at all."""

    exit_code = CANNOT_RUN


class CannotRead(CannotRun):
    """What keeps a command from one spec, and not from the others."""


def require_tensorflow(extra: Extra = "train") -> None:
    """Imports TensorFlow without its log messages.

    Raises:
        CannotRun: it is not installed; the message has the command that installs the extra.
    """
    try:
        with quiet_stderr():
            import rnngraph.keras  # noqa: F401 - for its side effect, the start of TensorFlow
    except ModuleNotFoundError as error:
        raise needs(str(error.name), extra) from None


def needs(package: str, extra: Extra, *, option: str | None = None) -> CannotRun:
    """The error of a command, or of one of its options, that needs a package of an extra that is not installed."""
    from rnngraph.installation import install_command

    asked = option or click.get_current_context().command_path
    return CannotRun(f"{asked} needs {package}, which is not installed: {install_command(extra)}")
