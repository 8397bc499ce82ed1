"""A terminal's colours as HTML."""

from __future__ import annotations

import click

from rnngraph.ansi import PRE, pre


def test_colours_become_spans_and_the_text_stays() -> None:
    text = f"a {click.style('red', fg='red', bold=True)} b {click.style('blue', fg='blue')}"
    html = pre(text)
    assert html.startswith(f'<pre style="{PRE}">a <span style="color:var(--jp-error-color1,#cf222e)')
    assert ';font-weight:bold">red</span> b <span style="color:var(--jp-info-color1,#0969da)">blue</span></pre>' in html


def test_what_html_would_interpret_is_escaped() -> None:
    assert "<b>&" not in pre("<b>&\"'")
    assert pre("<b>&") == f'<pre style="{PRE}">&lt;b&gt;&amp;</pre>'


def test_an_unknown_code_is_left_out() -> None:
    assert pre("\x1b[58mx\x1b[0m") == f'<pre style="{PRE}">x</pre>'
