"""GitHub's workflow commands: what a message may hold, and how it is escaped."""

from __future__ import annotations

from rnngraph.check.diagnostic import Diagnostic
from rnngraph.check.render.github import render


def test_what_would_end_a_command_is_escaped() -> None:
    found = Diagnostic("RG101", "warning", "100%\nof a: b, c", line=3, column=1)
    assert render([("a,b:c.json", [found])]) == (
        "::warning file=a%2Cb%3Ac.json,line=3,col=1,title=rnngraph RG101::100%25%0Aof a: b, c"
    )


def test_nothing_found_is_nothing_printed() -> None:
    assert render([("a.json", [])]) == ""
