"""The colours of pictures, one for each meaning, in light and dark, and the style sheet that swaps them."""

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
"""Colours on a light ground. No two are equal, because the style sheet finds a meaning by its colour."""

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
"""The ground of an SVG file opened by itself in dark mode; inside a page, the ground is that of the page."""

CLASS = "rnngraph-diagram"


def stylesheet() -> str:
    """CSS that lets a page restyle the picture by setting `--rnngraph-ink` and so on, one property for each meaning.

    Viewers without custom properties show the light colours, which are attributes in the SVG. The style follows the
    reader's colour scheme only if the SVG is a document by itself; a page sets its own colours.
    """
    rules = [
        f'.{CLASS} [{attribute}="{colour}"]{{{attribute}:var(--rnngraph-{name},{colour})}}'
        for name, colour in LIGHT.items()
        for attribute in ("fill", "stroke")
    ]
    return "\n".join(
        (
            "@supports (fill:var(--x)){",
            *rules,
            "}",
            f"@media (prefers-color-scheme:dark){{:root.{CLASS}{{background:{GROUND};{_dark()}}}}}",
        )
    )


def notebook_stylesheet() -> str:
    """CSS for a picture in a notebook, in front of that of `stylesheet`.

    JupyterLab displays an SVG as an image, which can't see the notebook's theme: it gets a ground of its own. VS Code,
    Colab and the HTML of a graph have the picture in the page, whose theme it follows.
    """
    themes = ('[data-jp-theme-light="false"]', ".vscode-dark", 'html[theme="dark"]')
    dark = ",".join(f"{theme} .{CLASS}" for theme in themes)
    return f":root.{CLASS}{{background:#fff}}{dark}{{{_dark()}}}.{CLASS}{{max-width:100%;height:auto}}"


def _dark() -> str:
    return ";".join(f"--rnngraph-{name}:{colour}" for name, colour in DARK.items())
