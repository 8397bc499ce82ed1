"""Specs to start from."""

from __future__ import annotations

import json
from importlib.resources import files

TEMPLATES = ("classifier", "tagger", "translator", "language_model", "forecaster", "autoencoder")
"""The templates, the likeliest first."""


def template(name: str, model: str | None = None) -> str:
    """The text of a template, under another model's name where one is given.

    Raises:
        KeyError: there is no such template.
    """
    if name not in TEMPLATES:
        raise KeyError(f"there is no template {name!r}; there are {', '.join(TEMPLATES)}")
    text = files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    # The model's name is the first, and the template's own.
    return text.replace(f'"name": "{name}"', f'"name": {json.dumps(model)}', 1) if model else text
