"""What the editor's page shows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class EditPage:
    """The text to begin with. `name` is that of a spec of the folder, and `digest` its file's; None for another text.

    `picture` is the text's diagram, None where it can't be drawn. `templates` and `names` are what else one may begin
    with; `can_write` says that saving writes files.
    """

    text: str
    name: str | None
    digest: str | None
    picture: Markup | None
    templates: tuple[str, ...]
    names: tuple[str, ...]
    can_write: bool
