"""The colours of a picture: one a meaning, in light and dark, and the style sheet that swaps them."""

from __future__ import annotations

LIGHT = {
    "ink": "#1f2328",
    "muted": "#59636e",
    "faint": "#b4bbc3",
    "line": "#a3acb6",
    "hair": "#d5dae0",
    "flow": "#6e7781",
    "card": "#ffffff",
    "terminal": "#eef1f4",
    "recurrent": "#0550ae",
    "tint": "#f1f6fe",
    "state": "#a95400",
    "mask": "#7546c9",
    "error": "#cf222e",
    "shared": "#0f766e",
    "ground": "#f8f9fb",
}
"""Colours on a light ground. No two are equal: the style sheet knows a meaning by its colour."""

DARK = {
    "ink": "#e6edf3",
    "muted": "#9aa4ae",
    "faint": "#535c66",
    "line": "#59626d",
    "hair": "#343b44",
    "flow": "#8a939d",
    "card": "#1a1f26",
    "terminal": "#2a3038",
    "recurrent": "#7cb7ff",
    "tint": "#14233a",
    "state": "#f0a352",
    "mask": "#b794f6",
    "error": "#ff7b72",
    "shared": "#4fd1c5",
    "ground": "#12171e",
}
GROUND = "#0d1117"
"""The ground of a file that is looked at in the dark by itself; inside a page the ground is the page's."""

CLASS = "rnngraph-diagram"


def stylesheet() -> str:
    """CSS that lets a page restyle the picture by setting `--rnngraph-ink` and so on, one property a meaning.

    Viewers without custom properties keep the light colours, which stand in the SVG as attributes. Only where the SVG
    is a document by itself does the style follow the reader's colour scheme: a page sets its own.
    """
    rules = [
        f'.{CLASS} [{attribute}="{colour}"]{{{attribute}:var(--rnngraph-{name},{colour})}}'
        for name, colour in LIGHT.items()
        for attribute in ("fill", "stroke")
    ]
    dark = ";".join(f"--rnngraph-{name}:{colour}" for name, colour in DARK.items())
    return "\n".join(
        (
            "@supports (fill:var(--x)){",
            *rules,
            "}",
            f"@media (prefers-color-scheme:dark){{:root.{CLASS}{{background:{GROUND};{dark}}}}}",
        )
    )
